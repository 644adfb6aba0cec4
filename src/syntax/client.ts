/** Asks the parsing thread, and ends it when it does not answer. */

import { dropOldest } from "../core/allowance.ts";
import type { Clock } from "../core/clock.ts";
import type { PlaceQuestions, Spot } from "../core/grammar/syntax.ts";
import type { SyntaxQuestions, SyntaxRequest, SyntaxResponse } from "./desk.ts";

/** The thread as the client sees it; `node:worker_threads` fits. */
export interface SyntaxThread {
  postMessage(request: SyntaxRequest): void;
  on(event: "message", listener: (response: SyntaxResponse) => void): unknown;
  on(event: "exit" | "error", listener: () => void): unknown;
  terminate(): unknown;
  /** It no longer keeps the process from ending. */
  unref(): void;
}

export type Asked<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** The thread took too long and was ended, or ended by itself. */
  | { readonly kind: "noAnswer" }
  /** Too often for this language: it is not asked about any more. */
  | { readonly kind: "givenUp" }
  | { readonly kind: "failed"; readonly message: string };

/** A place as questions name it. */
export interface AskedPlace {
  readonly number: number;
  readonly language: string;
  readonly spot: Spot;
}

/** A thread that has not answered by then is ended. */
const ANSWER_MAX_MS = 200;
/** The first look at a long file, and one that nobody waits for. */
const LOOK_MAX_MS = 1000;
/** Reading and compiling a grammar, on a busy machine. */
const LOAD_MAX_MS = 10_000;
const CHANCES = 2;
/** Places that the thread may still know; it says so when it does not. */
const MAX_TOLD = 16;

interface Pending {
  readonly thread: SyntaxThread;
  readonly resolve: (response: SyntaxResponse | undefined) => void;
}

/** One question at a time; the others wait. */
export class SyntaxClient {
  readonly #start: () => SyntaxThread;
  readonly #clock: Clock;
  /** By language. */
  readonly #failures = new Map<string, number>();
  /** Languages that the thread has loaded, and places that it was told. */
  readonly #loaded = new Set<string>();
  readonly #told = new Set<number>();
  #thread: SyntaxThread | undefined;
  #pending: Pending | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #nextId = 0;
  #nextPlace = 0;
  #isClosed = false;

  /** `start` begins a new thread. */
  constructor(start: () => SyntaxThread, clock: Clock) {
    this.#start = start;
    this.#clock = clock;
  }

  /** Ends the thread; whatever is asked from now on gets no answer. */
  close(): void {
    this.#isClosed = true;
    this.#endThread();
  }

  place(language: string, spot: Spot): AskedPlace {
    this.#nextPlace += 1;
    return { number: this.#nextPlace, language, spot };
  }

  /** Never rejects. Until the place is known to the thread, the time of an answer does not begin to count. */
  ask<Name extends keyof PlaceQuestions>(
    place: AskedPlace,
    name: Name,
    asks: PlaceQuestions[Name]["asks"],
  ): Promise<Asked<PlaceQuestions[Name]["answers"]>> {
    return this.#inTurn(() => this.#askNow(place, name, asks)) as Promise<Asked<PlaceQuestions[Name]["answers"]>>;
  }

  /** Tells the thread of a place, so that the first question finds it known. */
  async open(place: AskedPlace): Promise<void> {
    await this.#inTurn(() => this.#makeKnown(place));
  }

  #inTurn<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    // Whatever became of the question before.
    const turn = this.#last.then(act, act);
    this.#last = turn;
    return turn;
  }

  async #askNow(place: AskedPlace, name: keyof PlaceQuestions, asks: SyntaxRequest["asks"]): Promise<Asked<unknown>> {
    const trouble = await this.#makeKnown(place);
    if (trouble !== undefined) return trouble;
    const response = await this.#exchange(place, name, asks, name === "faults" ? LOOK_MAX_MS : ANSWER_MAX_MS);
    if (response?.isForgotten !== true) return toAsked(response);
    this.#told.delete(place.number);
    return this.#askNow(place, name, asks);
  }

  /** Why the place cannot be asked about; undefined when it can. */
  async #makeKnown(place: AskedPlace): Promise<Asked<never> | undefined> {
    const { language, number, spot } = place;
    if (this.#isClosed) return { kind: "noAnswer" };
    if ((this.#failures.get(language) ?? 0) >= CHANCES) return { kind: "givenUp" };
    if (!this.#loaded.has(language)) {
      const loaded = toAsked(await this.#exchange(place, "load", {}, LOAD_MAX_MS));
      // What cannot be had now cannot be had for the next token either.
      if (loaded.kind === "failed") this.#failures.set(language, CHANCES);
      if (loaded.kind !== "answer") return loaded;
      this.#loaded.add(language);
    }
    if (this.#told.has(number)) return undefined;
    const opened = toAsked(await this.#exchange(place, "open", spot, LOOK_MAX_MS));
    if (opened.kind !== "answer") return opened;
    this.#told.add(number);
    dropOldest(this.#told, MAX_TOLD);
    return undefined;
  }

  /** Undefined when the thread had to be ended, or ended by itself. */
  async #exchange(
    { language, number }: AskedPlace,
    name: keyof SyntaxQuestions,
    asks: SyntaxRequest["asks"],
    maxMs: number,
  ): Promise<SyntaxResponse | undefined> {
    this.#nextId += 1;
    const request = { id: this.#nextId, language, place: number, name, asks } as SyntaxRequest;
    const timer = new AbortController();
    const response = await new Promise<SyntaxResponse | undefined>((resolve) => {
      try {
        const thread = this.#currentThread();
        this.#pending = { thread, resolve };
        thread.postMessage(request);
      } catch (error) {
        resolve({ id: request.id, failed: `The grammars' thread cannot be had: ${error}` });
      }
      void this.#clock.sleep(maxMs, timer.signal).then(() => resolve(undefined));
    });
    this.#pending = undefined;
    timer.abort();
    if (response !== undefined) return response;
    this.#failures.set(language, (this.#failures.get(language) ?? 0) + 1);
    this.#endThread();
    return undefined;
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
    // Waiting for questions must not keep the process from ending; listening to messages has made it do so.
    thread.unref();
    return thread;
  }

  #endThread(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#loaded.clear();
    this.#told.clear();
    thread?.terminate();
  }
}

function toAsked(
  response: SyntaxResponse | undefined,
): Asked<never> | { readonly kind: "answer"; readonly answer: unknown } {
  if (response === undefined) return { kind: "noAnswer" };
  if (response.failed !== undefined) return { kind: "failed", message: response.failed };
  return { kind: "answer", answer: response.answer };
}
