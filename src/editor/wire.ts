/** The channel to the engine, its work counted: what is sent later than it was asked for is the keystroke's all the same. */

import type { ChildProcess } from "node:child_process";
import {
  type DataCallback,
  type Disposable,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type MessageTransports,
} from "vscode-languageclient/node";
import type { HostTime } from "./hostTime.ts";

export function connectTo(child: ChildProcess, hostTime: HostTime): MessageTransports {
  return { reader: new CountedReader(child, hostTime), writer: new CountedWriter(child, hostTime) };
}

class CountedReader extends IPCMessageReader {
  readonly #hostTime: HostTime;

  constructor(child: ChildProcess, hostTime: HostTime) {
    super(child);
    this.#hostTime = hostTime;
  }

  override listen(callback: DataCallback): Disposable {
    return super.listen((message) => this.#hostTime.measure(() => callback(message)));
  }
}

class CountedWriter extends IPCMessageWriter {
  readonly #hostTime: HostTime;

  constructor(child: ChildProcess, hostTime: HostTime) {
    super(child);
    this.#hostTime = hostTime;
  }

  override write(message: Message): Promise<void> {
    return this.#hostTime.measure(() => super.write(message));
  }
}
