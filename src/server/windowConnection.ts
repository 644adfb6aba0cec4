/** The connection to one of several windows: what ends it ends nothing else. */

import type { Socket } from "node:net";
import { type Connection, createConnection, type Logger, type WatchDog } from "vscode-languageserver";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { CheckedReader } from "./checkedReader.ts";
import { FrameWatch } from "./framing.ts";

/** The socket has been greeted and stands still; it is read once the connection listens. */
export function connectWindow(socket: Socket): Connection {
  const writer = new StreamMessageWriter(socket);
  const reader = new CheckedReader(new StreamMessageReader(socket), writer);
  const frames = new FrameWatch();
  socket.on("data", (chunk: Buffer) => {
    const problem = frames.feed(chunk);
    if (problem === undefined) return;
    console.error(`turnkey: a window does not speak the language server protocol: ${problem}`);
    socket.destroy();
  });
  // Its close follows, and is heard elsewhere.
  socket.on("error", () => {});
  const watchDog: WatchDog = {
    shutdownReceived: false,
    // A window that dies closes its socket: its process need not be watched.
    initialize: () => {},
    exit: () => void socket.end(),
  };
  return createConnection((logger: Logger) => createProtocolConnection(reader, writer, logger), watchDog);
}
