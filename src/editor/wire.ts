/** The channel to the engine, its work counted: what is sent later than it was asked for is the keystroke's all the same. */

import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import {
  type DataCallback,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type MessageReader,
  type MessageTransports,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageclient/node";
import type { HostTime } from "./hostTime.ts";

export function connectTo(child: ChildProcess, hostTime: HostTime): MessageTransports {
  return counted(new IPCMessageReader(child), new IPCMessageWriter(child), hostTime);
}

/** The socket stands still until somebody listens. */
export function connectToSocket(socket: Socket, hostTime: HostTime): MessageTransports {
  const reader = new StreamMessageReader(socket);
  const listen = reader.listen.bind(reader);
  reader.listen = (callback: DataCallback) => {
    const listening = listen(callback);
    socket.resume();
    return listening;
  };
  const writer = new StreamMessageWriter(socket);
  const write = writer.write.bind(writer);
  // What is written to an engine that has gone is answered by the end of the connection.
  writer.write = (message: Message) =>
    write(message).catch((error: unknown) => {
      if (!socket.destroyed) throw error;
    });
  return counted(reader, writer, hostTime);
}

function counted(reader: MessageReader, writer: MessageWriter, hostTime: HostTime): MessageTransports {
  const listen = reader.listen.bind(reader);
  reader.listen = (callback: DataCallback) => listen((message) => hostTime.measure(() => callback(message)));
  const write = writer.write.bind(writer);
  writer.write = (message: Message) => hostTime.measure(() => write(message));
  return { reader, writer };
}
