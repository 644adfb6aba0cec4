/** The process of an engine that windows share: takes the address that its starter names, and serves whoever comes. */

import { ftruncateSync, writeSync } from "node:fs";
import { inspect } from "node:util";
import type { SharedStarted } from "../sharing/greeting.ts";
import { systemClock } from "../system/systemClock.ts";
import { claimAddress } from "./claim.ts";
import type { ServerParts } from "./served.ts";
import { SharedServer } from "./sharedServer.ts";

export interface SharedStart {
  /** See `MeetingPlace`. */
  readonly address: string;
  readonly identity: string;
}

/** Resolves when the engine listens; undefined: another one does, or none can, and this process ends. */
export async function startShared(
  { address, identity }: SharedStart,
  parts: ServerParts,
): Promise<SharedServer | undefined> {
  const isPipe = address.startsWith("\\\\.\\pipe\\");
  try {
    const claim = await claimAddress(address, isPipe);
    if (claim.kind === "taken") return leave({ kind: "taken" });
    clearLog();
    const { clock = systemClock } = parts;
    const server = new SharedServer({ ...parts, clock, claim, identity, onEnd: () => process.exit(0) });
    sendLogTo(server);
    tellStarter({ kind: "listening" }, () => {});
    return server;
  } catch (error) {
    return leave({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
  }
}

function leave(message: SharedStarted): undefined {
  tellStarter(message, () => process.exit(0));
}

/** The starter may have gone: others come for the engine all the same. */
function tellStarter(message: SharedStarted, then: () => void): void {
  // Its end is not ours.
  process.on("disconnect", () => {});
  process.on("error", () => {});
  if (process.send === undefined || !process.connected) {
    then();
    return;
  }
  process.send(message, () => {
    if (process.connected) process.disconnect();
    then();
  });
}

/** What an engine before this one said is of no use any more. The file is the starter's choice; a terminal cannot be cut. */
function clearLog(): void {
  try {
    ftruncateSync(process.stderr.fd);
  } catch {
    // It is no file.
  }
}

/** The windows have logs that people look at; without a window a line goes to the file. */
function sendLogTo(server: SharedServer): void {
  console.error = (...parts: unknown[]): void => {
    const line = parts.map((part) => (typeof part === "string" ? part : inspect(part))).join(" ");
    if (!server.log(line)) writeSync(process.stderr.fd, `${line}\n`);
  };
}
