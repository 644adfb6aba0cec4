/** A server without a network: says what it is told to, and writes down what it was asked. */

import { failureOfStatus } from "../../src/core/remote/serverFailure.ts";
import type { Answered, ServerKind } from "../../src/core/remote/serverKinds.ts";
import type { ServerPort } from "../../src/core/remote/serverPort.ts";
import type { ServerRequest } from "../../src/core/remote/serverRequests.ts";
import { introduction, type SaidEnd, type SaidToken, talk } from "./serverTalk.ts";

export interface FakeServerOptions {
  readonly kind?: ServerKind;
  readonly model?: string;
  /** The tokens behind a prompt. A text is one token of it with its white space; `undefined`: nothing more comes, and no end. */
  readonly write?: (prompt: string) => readonly (string | SaidToken | undefined)[];
  readonly end?: SaidEnd;
  /** In place of a text. */
  readonly status?: () => number;
}

export class FakeServer implements ServerPort {
  readonly host = "gpu.example:8080";
  /** Paths that were asked, in order. */
  readonly asked: string[] = [];
  readonly requests: ServerRequest[] = [];
  /** Requests whose connection was closed before their end. */
  closed = 0;
  readonly #options: FakeServerOptions;

  constructor(options: FakeServerOptions) {
    this.#options = options;
  }

  get prompts(): readonly string[] {
    return this.requests.map(({ prompt }) => prompt);
  }

  async ask(path: string): Promise<Answered> {
    this.asked.push(path);
    const { kind = "llama-server", model = "qwen2.5-coder-7b", status = () => 200 } = this.#options;
    const found = introduction(kind, model)[path];
    if (status() !== 200) return { status: status(), body: "" };
    return found === undefined ? { status: 404, body: "" } : { status: 200, body: JSON.stringify(found) };
  }

  async *open(request: ServerRequest, signal: AbortSignal): AsyncIterable<string> {
    this.requests.push(request);
    const { kind = "llama-server", write = () => [], end, status = () => 200 } = this.#options;
    const failure = failureOfStatus(status(), this.host);
    if (failure !== undefined) throw failure;
    const said = write(request.prompt);
    const hangs = said.at(-1) === undefined && said.length > 0;
    const tokens = said
      .filter((token) => token !== undefined)
      .map((token) => (typeof token === "string" ? { text: token } : token));
    const lines = talk(kind, tokens, end);
    let isOver = false;
    signal.addEventListener("abort", () => (this.closed += isOver ? 0 : 1), { once: true });
    try {
      for (const line of hangs ? lines.slice(0, tokens.length) : lines) {
        await Promise.resolve();
        if (signal.aborted) return;
        yield line;
      }
      if (hangs)
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    } finally {
      isOver = true;
    }
  }
}
