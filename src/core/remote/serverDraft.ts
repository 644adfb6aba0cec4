/**
 * What a server writes behind a prompt, to be decoded as if a model were here: each token may be kept, or another that might have
 * stood there is chosen, and the server is asked to go on behind it.
 */

import { must } from "../bug.ts";
import type { BringResult } from "../cache/cache.ts";
import type { Candidate } from "../cache/engine.ts";
import { NO_READING } from "../cache/readingTimes.ts";
import type { Clock } from "../clock.ts";
import type { TokenId } from "../tokens/tokenizer.ts";
import type { PromptSource } from "../writing/generation.ts";
import { Pieces } from "./pieces.ts";
import type { ScoredText } from "./serverEvents.ts";
import { ServerText, type ServerTextOptions, type TextStep } from "./serverText.ts";

export interface ServerDraftOptions extends Omit<ServerTextOptions, "request"> {
  readonly clock: Clock;
  readonly prompt: string;
  /** See `Prompt.heal`. */
  readonly heal: string;
  readonly maxTokens: number;
  /** An alternative begins with another token: it is asked for once more. */
  readonly alternative: number;
  /** The first token came. */
  readonly onFirst: () => void;
  /** The server wrote as much as it may: what is complete is the result. */
  readonly onLimit: () => void;
}

/** How often another token than the server's is sent back to it. */
const MOST_RESENT = 2;
/**
 * In place of what a server does not say of a token: with it, what is shown is right about as often as is thought. Measured on 1,175
 * texts of the embedded model (`node test/bench/guessedLikelihood.ts`); a larger one is right more often.
 */
const UNKNOWN_LOGPROB = -0.27;
/** The model's own end, as a token. */
const END_TEXT = "\0end";

type Decoded = Pick<PromptSource, "cache" | "engine">;

/** What the server said of a place. */
interface Said {
  /** That it wrote there. */
  readonly token: TokenId;
  readonly step: TextStep;
  /** That what it said of the places behind it goes on from. */
  via: TokenId;
}

export class ServerDraft implements Readonly<Decoded["cache"]>, Readonly<Decoded["engine"]> {
  readonly tokenizer = new Pieces();
  readonly facts: Decoded["engine"]["facts"];
  readonly #options: ServerDraftOptions;
  readonly #end: TokenId;
  /** Tokens that were kept. */
  readonly #path: TokenId[] = [];
  readonly #said: Said[] = [];
  #text: ServerText | undefined;
  #resent = 0;
  #endLogprob: number | undefined;
  #isClosed = false;
  #isGuessed = false;

  constructor(options: ServerDraftOptions) {
    this.#options = options;
    this.#end = this.tokenizer.idOf(END_TEXT);
    this.facts = { endTokens: new Set([this.#end]), immovable: undefined };
  }

  get endLogprob(): number | undefined {
    return this.#endLogprob;
  }

  /** The server did not say how likely a token was. */
  get isGuessed(): boolean {
    return this.#isGuessed;
  }

  /** Sends the prompt, and waits for the first token. Rejects with `ServerFailure`. */
  async bring(): Promise<BringResult> {
    const { clock } = this.#options;
    const startedAt = clock.now();
    await this.#saidAt(0);
    if (!this.#isClosed) this.#options.onFirst();
    const { kept, evaluated } = this.#text?.read ?? { kept: 0, evaluated: 0 };
    const plan = { kept, moved: 0, evaluated };
    const ms = clock.now() - startedAt;
    const times = { ...NO_READING, evaluate: ms };
    return { plan, evaluated, healed: 0, stale: 0, ms, times, complete: !this.#isClosed };
  }

  async append(token: TokenId): Promise<void> {
    const index = this.#path.length;
    this.#path.push(token);
    const said = this.#said[index];
    must(said !== undefined, `a token at ${index}, of which the server said nothing`);
    if (said.via === token) return;
    said.via = token;
    this.#said.length = index + 1;
    if (!this.#isHealing(index)) this.#resent += 1;
    this.#text?.close();
    this.#text = undefined;
  }

  async takeBack(count: number): Promise<void> {
    this.#path.length -= count;
  }

  /** What was said of a place is kept. */
  async readLastAgain(): Promise<void> {}

  /** The server's token first. Rejects with `ServerFailure`. */
  async best(count: number): Promise<readonly Candidate[]> {
    const { step, token } = await this.#saidAt(this.#path.length);
    if (step.kind === "limit") this.#options.onLimit();
    if (step.kind !== "token") {
      this.#endLogprob = step.kind === "end" ? step.logprob : undefined;
      return [{ token: this.#end, logprob: this.#endLogprob ?? 0 }];
    }
    const own: Candidate = { token, logprob: step.token.logprob ?? UNKNOWN_LOGPROB };
    const others = this.#candidatesOf(step.token.others).filter((other) => other.token !== token);
    this.#endLogprob = others.find((other) => other.token === this.#end)?.logprob;
    return this.#mayResend() ? [own, ...others].slice(0, count) : [own];
  }

  /** Closes the connection at once. */
  close(): void {
    this.#isClosed = true;
    this.#text?.close();
  }

  #candidatesOf(others: readonly ScoredText[]): readonly Candidate[] {
    const { ends } = this.#options.facts.layout;
    return others
      .filter(({ text }) => !text.includes("\uFFFD"))
      .map(({ text, logprob = UNKNOWN_LOGPROB }) => {
        const isEnd = text === "" || ends.includes(text);
        return { token: isEnd ? this.#end : this.tokenizer.idOf(text), logprob };
      })
      .sort((one, other) => other.logprob - one.logprob);
  }

  #mayResend(): boolean {
    const most = MOST_RESENT + (this.#options.alternative > 0 ? 1 : 0);
    return this.#resent < most || this.#isHealing(this.#path.length);
  }

  /** In front of the token at `index`, what stands in front of the cursor is not spelt yet. */
  #isHealing(index: number): boolean {
    return this.tokenizer.detokenize(this.#path.slice(0, index)).length < this.#options.heal.length;
  }

  async #saidAt(index: number): Promise<Said> {
    while (this.#said.length <= index) {
      if (this.#isClosed) return { token: this.#end, step: { kind: "end", logprob: undefined }, via: this.#end };
      this.#text ??= this.#ask();
      const step = await this.#text.next();
      if (step.kind === "token" && step.token.logprob === undefined) this.#isGuessed = true;
      const token = step.kind === "token" ? this.tokenizer.idOf(step.token.text) : this.#end;
      this.#said.push({ token, step, via: token });
    }
    return this.#said[index]!;
  }

  #ask(): ServerText {
    const { prompt, heal, maxTokens } = this.#options;
    const written = this.tokenizer.detokenize(this.#path);
    const request = {
      prompt: prompt + written,
      maxTokens: Math.max(1, maxTokens - this.#path.length),
      mustBegin: heal.slice(written.length),
    };
    return new ServerText({ ...this.#options, request });
  }
}
