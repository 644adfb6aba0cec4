/** A reader that passes on only what the protocol allows, and answers the rest itself. */

import {
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Event,
  type Message,
  type MessageReader,
  type MessageWriter,
  type PartialMessageInfo,
} from "vscode-languageserver/node";
import { type MessageProblem, MessageWatch } from "./messageChecks.ts";

export class CheckedReader implements MessageReader {
  readonly onError: Event<Error>;
  readonly onClose: Event<void>;
  readonly onPartialMessage: Event<PartialMessageInfo>;
  readonly #inner: MessageReader;
  readonly #writer: MessageWriter;
  readonly #watch = new MessageWatch();

  constructor(inner: MessageReader, writer: MessageWriter) {
    this.#inner = inner;
    this.#writer = writer;
    this.onError = inner.onError;
    this.onClose = inner.onClose;
    this.onPartialMessage = inner.onPartialMessage;
    inner.onError((error) => {
      // The next message is whole again: its frame was right.
      if (error instanceof SyntaxError)
        this.#answer({ id: null, code: ErrorCodes.ParseError, message: "A message is not JSON." });
    });
  }

  /** The client asked for the end. */
  get isShutDown(): boolean {
    return this.#watch.isShutDown;
  }

  listen(callback: DataCallback): Disposable {
    return this.#inner.listen((message) => {
      const problem = this.#watch.take(message);
      if (problem === undefined) callback(message);
      else this.#answer(problem);
    });
  }

  dispose(): void {
    this.#inner.dispose();
  }

  #answer({ id, code, message }: MessageProblem): void {
    console.error(`turnkey: ${message}`);
    if (id === undefined) return;
    const response = { jsonrpc: "2.0", id, error: { code, message } };
    // A connection that is gone has nobody to tell; its end ends the process.
    this.#writer.write(response as Message).catch(() => {});
  }
}
