/** The way to the client, chosen by the arguments: `--node-ipc`, `--stdio`, `--pipe=NAME` or `--socket=PORT`. */

import { writeSync } from "node:fs";
import { connect as connectSocket, type Socket } from "node:net";
import { type Readable, Writable } from "node:stream";
import {
  type Connection,
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { CheckedReader } from "./checkedReader.ts";
import { FrameWatch } from "./framing.ts";

/** What stands wrong in the arguments, in words for the person who typed them. */
export class TransportError extends Error {
  override readonly name = "TransportError";
}

/** Throws `TransportError` when the arguments name no transport that can be had. */
export function connect(argv: readonly string[]): Connection {
  if (argv.includes("--stdio")) return connectStdio();
  if (argv.includes("--node-ipc")) return connectIpc();
  const pipe = optionValue(argv, "--pipe");
  if (pipe !== undefined) return connectTo(connectSocket(pipe), pipe);
  const socket = optionValue(argv, "--socket");
  if (socket === undefined) throw new TransportError("name one of --stdio, --node-ipc, --pipe=NAME and --socket=PORT");
  const port = Number(socket);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TransportError(`--socket must be a port from 1 to 65535, not ${JSON.stringify(socket)}`);
  return connectTo(connectSocket(port, "127.0.0.1"), `port ${port}`);
}

function connectStdio(): Connection {
  const write = process.stdout.write.bind(process.stdout);
  const wire = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => {
      write(chunk, encoding, done);
    },
  });
  // One stray line on stdout ends the connection for good, so whatever else is written there goes to stderr.
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  // A client that died leaves broken pipes: without a reader there is nothing left to do, without a log there is.
  process.stdout.on("error", () => process.exit(1));
  process.stderr.on("error", () => {});
  return connectStreams(process.stdin, wire);
}

function connectTo(socket: Socket, name: string): Connection {
  socket.on("error", (error: NodeJS.ErrnoException) =>
    endWith(`${name} does not answer (${error.code ?? error.message})`),
  );
  return connectStreams(socket, socket);
}

function connectStreams(input: Readable, output: Writable): Connection {
  const writer = new StreamMessageWriter(output);
  const reader = new CheckedReader(new StreamMessageReader(input), writer);
  const frames = new FrameWatch();
  input.on("data", (chunk: Buffer) => {
    const problem = frames.feed(chunk);
    if (problem !== undefined) endWith(`the client does not speak the language server protocol: ${problem}`);
  });
  const exit = () => process.exit(reader.isShutDown ? 0 : 1);
  // What came last is still being read, and what is wrong with it is to be said.
  for (const end of ["end", "close"]) input.on(end, () => setImmediate(exit));
  return createConnection(reader, writer);
}

function endWith(message: string): never {
  // By the time a stream has written, the process may be gone.
  writeSync(process.stderr.fd, `turnkey: ${message}\n`);
  process.exit(1);
}

function connectIpc(): Connection {
  if (process.send === undefined) throw new TransportError("--node-ipc needs a parent that forked this process");
  // A closed channel alone does not end the process.
  process.once("disconnect", () => process.exit(1));
  const writer = new IPCMessageWriter(process);
  return createConnection(new CheckedReader(new IPCMessageReader(process), writer), writer);
}

/** Of `--name=value` or `--name value`. */
export function optionValue(argv: readonly string[], name: string): string | undefined {
  const at = argv.indexOf(name);
  if (at >= 0) return argv[at + 1];
  return argv.find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1);
}
