/** The language server as a process: one client over the transport that the arguments name. */

import { writeSync } from "node:fs";
import type { Connection } from "vscode-languageserver/node";
import { systemClock } from "../system/systemClock.ts";
import { Served, type ServerParts } from "./served.ts";
import { SharedModel } from "./sharedModel.ts";
import { type SharedStart, startShared } from "./startShared.ts";
import { connect, optionValue, TransportError } from "./transport.ts";

/**
 * Serves one client until it leaves; the process ends with the connection. Wrong arguments end it with exit code 2. With
 * `--share=ADDRESS --identity=NAME` it serves all windows that come to that address.
 */
export function startServer(argv: readonly string[], parts: ServerParts): void {
  const address = optionValue(argv, "--share");
  if (address === undefined) startAlone(argv, parts);
  else void startForAll({ address, identity: optionValue(argv, "--identity") ?? "" }, parts);
}

async function startForAll(start: SharedStart, parts: ServerParts): Promise<void> {
  const server = await startShared(start, parts);
  if (server === undefined) return;
  endAtOnce(() => server.hasModel);
  process.on("unhandledRejection", (error) => server.reportBug(error));
}

function startAlone(argv: readonly string[], parts: ServerParts): void {
  let connection: Connection;
  try {
    connection = connect(argv);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    console.error(`turnkey: ${error.message}`);
    process.exitCode = 2;
    return;
  }
  const { loadEngine: load, clock = systemClock } = parts;
  const served: Served = new Served(connection, {
    ...parts,
    clock,
    model: new SharedModel({ load, clock, keepMs: 0, onBug: (error) => served.reportBug(error) }),
  });
  endAtOnce(() => served.hasModel);
  // What nobody has caught was work that nobody waits for: the requests to come are not to pay for it.
  process.on("unhandledRejection", (error) => served.reportBug(error));
  connection.listen();
}

/**
 * `process.exit` waits for native work under way, and a large batch or a model on a slow disk takes longer than an editor
 * that died may leave its engine behind. Nothing of ours needs the clean way out then.
 */
function endAtOnce(isNativeWorkPossible: () => boolean): void {
  process.once("exit", () => {
    if (isNativeWorkPossible()) process.kill(process.pid, "SIGKILL");
  });
  // Node prints an error after "exit", which may not come to an end.
  process.once("uncaughtException", (error) => {
    writeSync(process.stderr.fd, `${error.stack ?? error}\n`);
    process.exit(1);
  });
}
