/** Asks the parsing thread, and ends it when it does not answer. */

import type { Clock } from "../core/clock.ts";
import type { SyntaxQuestions, SyntaxRequest, SyntaxResponse } from "./desk.ts";

/** The thread as the client sees it; `node:worker_threads` fits. */
export interface SyntaxThread {
  postMessage(request: SyntaxRequest): void;
  on(event: "message", listener: (response: SyntaxResponse) => void): unknown;
  on(event: "exit" | "error", listener: () => void): unknown;
  terminate(): unknown;
}

export type Asked<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** The thread took too long and was ended, or ended by itself. */
  | { readonly kind: "noAnswer" }
  /** Too often for this language: it is not asked about any more. */
  | { readonly kind: "givenUp" }
  | { readonly kind: "failed"; readonly message: string };

/** A thread that has not answered by then is ended. */
const ANSWER_MAX_MS = 200;
/** Reading and compiling a grammar, on a busy machine. */
const LOAD_MAX_MS = 10_000;
const CHANCES = 2;

interface Pending {
  readonly thread: SyntaxThread;
  readonly resolve: (response: SyntaxResponse | undefined) => void;
}

/** One question at a time; the others wait. Not after `close`. */
export class SyntaxClient {
  readonly #start: () => SyntaxThread;
  readonly #clock: Clock;
  readonly #failures = new Map<string, number>();
  readonly #loaded = new Set<string>();
  #thread: SyntaxThread | undefined;
  #pending: Pending | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #nextId = 0;

  /** `start` begins a new thread. */
  constructor(start: () => SyntaxThread, clock: Clock) {
    this.#start = start;
    this.#clock = clock;
  }

  close(): void {
    this.#endThread();
  }

  /** Never rejects. The grammar is loaded before the time of an answer begins to count. */
  ask<Name extends keyof SyntaxQuestions>(
    name: Name,
    asks: SyntaxQuestions[Name]["asks"],
  ): Promise<Asked<SyntaxQuestions[Name]["answers"]>> {
    const turn = this.#last.then(() => this.#askNow(name, asks));
    this.#last = turn;
    return turn as Promise<Asked<SyntaxQuestions[Name]["answers"]>>;
  }

  async #askNow(name: keyof SyntaxQuestions, asks: SyntaxRequest["asks"]): Promise<Asked<unknown>> {
    const { language } = asks;
    if ((this.#failures.get(language) ?? 0) >= CHANCES) return { kind: "givenUp" };
    if (!this.#loaded.has(language)) {
      const loaded = await this.#send("load", { language }, LOAD_MAX_MS);
      if (loaded.kind !== "answer") return loaded;
      this.#loaded.add(language);
    }
    return this.#send(name, asks, ANSWER_MAX_MS);
  }

  async #send(name: keyof SyntaxQuestions, asks: SyntaxRequest["asks"], maxMs: number): Promise<Asked<unknown>> {
    this.#nextId += 1;
    const request = { id: this.#nextId, name, asks } as SyntaxRequest;
    const timer = new AbortController();
    const response = await new Promise<SyntaxResponse | undefined>((resolve) => {
      const thread = this.#currentThread();
      this.#pending = { thread, resolve };
      thread.postMessage(request);
      void this.#clock.sleep(maxMs, timer.signal).then(() => resolve(undefined));
    });
    this.#pending = undefined;
    timer.abort();
    if (response?.failed !== undefined) return { kind: "failed", message: response.failed };
    if (response !== undefined) return { kind: "answer", answer: response.answer };
    this.#failures.set(asks.language, (this.#failures.get(asks.language) ?? 0) + 1);
    this.#endThread();
    return { kind: "noAnswer" };
  }

  #currentThread(): SyntaxThread {
    if (this.#thread !== undefined) return this.#thread;
    const thread = this.#start();
    this.#thread = thread;
    const isAwaited = () => this.#pending?.thread === thread;
    thread.on("message", (response) => {
      if (isAwaited() && response.id === this.#nextId) this.#pending?.resolve(response);
    });
    const leave = () => {
      if (isAwaited()) this.#pending?.resolve(undefined);
      if (this.#thread === thread) this.#endThread();
    };
    thread.on("error", leave);
    thread.on("exit", leave);
    return thread;
  }

  #endThread(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#loaded.clear();
    thread?.terminate();
  }
}
