/** The first lines between a window and an engine that it shares: who they are, before anything else is said. */

import type { Socket } from "node:net";
import { isRecord } from "../core/settings/settingKinds.ts";

/** What a window says. */
export interface Hello {
  readonly turnkey: "hello";
  /** The engine that it wants; see `identityOf`. */
  readonly identity: string;
}

/** What an engine answers. */
export type HelloAnswer =
  | { readonly turnkey: "welcome"; readonly pid: number }
  | { readonly turnkey: "refused"; readonly why: string };

/** What the process that started an engine for all is told by it, once: somebody listens there now, this engine or another one. */
export type SharedStarted =
  | { readonly kind: "listening" | "taken" }
  | { readonly kind: "failed"; readonly why: string };

/** Longer than any greeting. */
const MAX_BYTES = 1024;

export function sendGreeting(socket: Socket, greeting: Hello | HelloAnswer): void {
  socket.write(`${JSON.stringify(greeting)}\n`);
}

/**
 * The other side's first line, as JSON; undefined when it says none within `maxMs`, or something else. What comes behind
 * it is left for whoever reads the socket next, which stands still until then.
 */
export function readGreeting(socket: Socket, maxMs: number): Promise<unknown> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const finish = (greeting: unknown): void => {
      clearTimeout(timer);
      for (const event of ["close", "end", "error"]) socket.removeListener(event, leave);
      socket.removeListener("data", take);
      socket.pause();
      resolve(greeting);
    };
    const leave = (): void => finish(undefined);
    const take = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf("\n");
      if (end < 0 && read.length <= MAX_BYTES) return;
      finish(end < 0 || end > MAX_BYTES ? undefined : parse(read.subarray(0, end).toString("utf8")));
      const rest = read.subarray(end + 1);
      if (end >= 0 && rest.length > 0) socket.unshift(rest);
    };
    const timer = setTimeout(leave, maxMs);
    for (const event of ["close", "end", "error"]) socket.once(event, leave);
    socket.on("data", take);
    socket.resume();
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function isHello(value: unknown): value is Hello {
  return isRecord(value) && value.turnkey === "hello" && typeof value.identity === "string";
}

export function isHelloAnswer(value: unknown): value is HelloAnswer {
  if (!isRecord(value)) return false;
  if (value.turnkey === "refused") return typeof value.why === "string";
  return value.turnkey === "welcome" && Number.isInteger(value.pid) && (value.pid as number) > 0;
}
