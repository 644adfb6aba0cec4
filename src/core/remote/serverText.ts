/** One text as a server writes it: its stream's pieces become tokens, whatever the stream does. */

import { type Clock, withinTime } from "../clock.ts";
import { EventLines } from "./eventLines.ts";
import { firstOf } from "./fimTexts.ts";
import { ListedTokens } from "./listedTokens.ts";
import { readEvents, type ServerEvent, type StreamedToken } from "./serverEvents.ts";
import { failureOfWords, ServerFailure, type ServerFailureKind } from "./serverFailure.ts";
import type { ServerFacts } from "./serverKinds.ts";
import type { ServerPort } from "./serverPort.ts";
import { type TextRequest, toRequest } from "./serverRequests.ts";

export interface ServerTimes {
  /** Until the first token. */
  readonly firstTokenMs: number;
  /** Between two. */
  readonly silentMs: number;
}

export interface ServerTextOptions {
  readonly port: ServerPort;
  readonly facts: ServerFacts;
  readonly request: TextRequest;
  readonly times: ServerTimes;
  readonly clock: Clock;
}

export type TextStep =
  | { readonly kind: "token"; readonly token: StreamedToken }
  /** The model's own end. */
  | { readonly kind: "end"; readonly logprob: number | undefined }
  /** More was to come. */
  | { readonly kind: "limit" };

/** What a server says of the prompt's tokens. */
export interface ReadCounts {
  readonly kept: number;
  readonly evaluated: number;
}

const NO_RAW_PROMPTS = "has no /v1/completions: it takes chats only, and Turnkey needs raw prompts.";

export class ServerText {
  readonly #options: ServerTextOptions;
  readonly #pieces: AsyncIterator<string>;
  readonly #closing = new AbortController();
  readonly #lines = new EventLines();
  readonly #listed = new ListedTokens();
  #events: ServerEvent[] = [];
  #text = "";
  #tokens = 0;
  /** Log-probability of tokens whose text has not come yet: they hold a part of a character. */
  #pending: number | undefined;
  #held: (StreamedToken & { readonly start: number })[] = [];
  readonly #ready: TextStep[] = [];
  #ended: TextStep | undefined;
  #read: ReadCounts = { kept: 0, evaluated: 0 };

  /** Sends the request at the first call of `next`. */
  constructor(options: ServerTextOptions) {
    this.#options = options;
    const { port, facts, request } = options;
    this.#pieces = port.open(toRequest(facts, request), this.#closing.signal)[Symbol.asyncIterator]();
  }

  get read(): ReadCounts {
    return this.#read;
  }

  /** Closes the connection at once; `next` answers with an end then. */
  close(): void {
    this.#closing.abort();
    // Where it waits for us, it would wait for ever.
    void this.#pieces.return?.().catch(() => {});
  }

  /** Rejects with `ServerFailure`. */
  async next(): Promise<TextStep> {
    for (;;) {
      if (this.#closing.signal.aborted) return { kind: "end", logprob: undefined };
      const step = this.#ready.shift() ?? this.#ended;
      if (step !== undefined) return step;
      const event = this.#events.shift();
      if (event === undefined) await this.#receive();
      else this.#take(event);
    }
  }

  #take(event: ServerEvent): void {
    switch (event.kind) {
      case "read":
        this.#read = { kept: event.kept, evaluated: event.evaluated };
        return;
      case "failed":
        this.close();
        throw failureOfWords(event.message, this.#options.port.host);
      case "end":
        for (const token of this.#listed.end()) this.#takeToken(token);
        this.#end(event.by === "limit" ? { kind: "limit" } : { kind: "end", logprob: this.#pending });
        return;
      case "token":
        this.#takeToken(event.token);
        return;
      case "listed":
        for (const token of this.#listed.push(event.text, event.tokens)) this.#takeToken(token);
        return;
      default:
        event satisfies never;
    }
  }

  /** Tokens that may be the beginning of a marker wait for what follows them. */
  #takeToken(given: StreamedToken): void {
    const { ends } = this.#options.facts.layout;
    this.#tokens += 1;
    // Whatever it was told: a server may write for ever.
    if (this.#tokens > this.#options.request.maxTokens + 1) {
      this.#end({ kind: "limit" });
      this.close();
      return;
    }
    if (given.text === "") {
      this.#pending = (this.#pending ?? 0) + (given.logprob ?? 0);
      return;
    }
    const token = this.#withPending(given);
    const start = this.#text.length;
    this.#held.push({ ...token, start });
    this.#text += token.text;
    const end = firstOf(this.#text, ends);
    if (end !== undefined) this.#end({ kind: "end", logprob: token.logprob }, end);
    else if (!mayBegin(this.#text, ends)) this.#release();
  }

  /** The parts of a character count as the token that completes it. */
  #withPending(token: StreamedToken): StreamedToken {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return token;
    return { text: token.text, logprob: token.logprob === undefined ? undefined : token.logprob + pending, others: [] };
  }

  #end(step: TextStep, at = Number.POSITIVE_INFINITY): void {
    if (this.#ended !== undefined) return;
    this.#ended = step;
    this.#release(at);
  }

  /** What is held may go, up to `end` of the whole text. */
  #release(end = Number.POSITIVE_INFINITY): void {
    for (const { start, ...token } of this.#held) {
      const text = token.text.slice(0, Math.max(0, end - start));
      if (text !== "") this.#ready.push({ kind: "token", token: { ...token, text } });
    }
    this.#held = [];
  }

  async #receive(): Promise<void> {
    const { clock, times } = this.#options;
    const limit = this.#tokens === 0 ? times.firstTokenMs : times.silentMs;
    const piece = await withinTime(this.#nextPiece(), clock, limit);
    if (this.#closing.signal.aborted) return;
    if (piece === undefined) {
      this.close();
      throw this.#fail("tooSlow", `did not write anything for ${limit} ms.`);
    }
    const lines = piece.done === true ? [this.#lines.rest] : this.#lines.push(piece.value);
    if (lines === undefined) throw this.#fail("endless", "sends a line without an end.");
    for (const line of lines) {
      const events = readEvents(this.#options.facts.kind, line);
      if (events === undefined && piece.done !== true)
        throw this.#fail("notUnderstood", "sends what is not of its protocol.");
      this.#events.push(...(events ?? []));
    }
    if (piece.done === true && !this.#events.some(({ kind }) => kind === "end" || kind === "failed"))
      throw this.#fail("broken", "ended in the middle of an answer.");
  }

  /** Resolves when the connection was closed by us, whatever becomes of it. */
  async #nextPiece(): Promise<IteratorResult<string>> {
    try {
      return await this.#pieces.next();
    } catch (error) {
      if (this.#closing.signal.aborted) return { done: true, value: undefined };
      throw this.#isChatOnly(error) ? this.#fail("noRawPrompts", NO_RAW_PROMPTS) : error;
    }
  }

  /** It has models, and no way to have one go on with a text. */
  #isChatOnly(error: unknown): boolean {
    const isMissing = error instanceof ServerFailure && error.kind === "notFound";
    return isMissing && this.#options.facts.kind === "openai";
  }

  #fail(kind: ServerFailureKind, sentence: string): ServerFailure {
    this.close();
    return new ServerFailure(kind, `${this.#options.port.host} ${sentence}`);
  }
}

/** Whether a text ends with the beginning of one of `ends`. */
function mayBegin(text: string, ends: readonly string[]): boolean {
  return ends.some((end) => {
    const most = Math.min(text.length, end.length - 1);
    for (let length = most; length > 0; length -= 1) if (text.endsWith(end.slice(0, length))) return true;
    return false;
  });
}
