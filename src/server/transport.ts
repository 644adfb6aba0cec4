/** The way to the client, chosen by the arguments: `--node-ipc`, `--stdio`, `--pipe=NAME` or `--socket=PORT`. */

import { Writable } from "node:stream";
import {
  type Connection,
  createConnection,
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
} from "vscode-languageserver/node";

/** What stands wrong in the arguments, in words for the person who typed them. */
export class TransportError extends Error {
  override readonly name = "TransportError";
}

/** Throws `TransportError` when the arguments name no transport that can be had. */
export function connect(argv: readonly string[]): Connection {
  if (argv.includes("--stdio")) return connectStdio();
  if (argv.includes("--node-ipc")) return connectIpc();
  const pipe = optionValue(argv, "--pipe");
  if (pipe !== undefined) return createConnection(...createServerPipeTransport(pipe));
  const socket = optionValue(argv, "--socket");
  if (socket === undefined) throw new TransportError("name one of --stdio, --node-ipc, --pipe=NAME and --socket=PORT");
  const port = Number(socket);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TransportError(`--socket must be a port from 1 to 65535, not ${JSON.stringify(socket)}`);
  return createConnection(...createServerSocketTransport(port));
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
  return createConnection(process.stdin, wire);
}

function connectIpc(): Connection {
  if (process.send === undefined) throw new TransportError("--node-ipc needs a parent that forked this process");
  // A closed channel alone does not end the process.
  process.once("disconnect", () => process.exit(1));
  return createConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
}

function optionValue(argv: readonly string[], name: string): string | undefined {
  const at = argv.indexOf(name);
  if (at >= 0) return argv[at + 1];
  return argv.find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1);
}
