/** One run of the model: the prompt into the cache, then token by token until a stop rule, a limit or the end. */

import { BugError } from "./bug.ts";
import type { Cache } from "./cache.ts";
import type { PlanLimits } from "./cachePlan.ts";
import type { Clock } from "./clock.ts";
import { lineConfidence } from "./confidence.ts";
import type { ConstraintCounts } from "./constraint.ts";
import type { Candidate, Engine } from "./engine.ts";
import type { GrammarPlace } from "./grammarUse.ts";
import type { Prompt } from "./prompt.ts";
import { checkStop, finishText, type StopContext } from "./stop.ts";
import type { InstanceSource, TokenId } from "./tokenizer.ts";

export interface GenerationLimits {
  readonly maxTokens: number;
  /** From the start of decoding; the complete lines so far are the result. */
  readonly timeLimitMs: number;
  /** Tokens per evaluation of the prompt at most. */
  readonly maxTokensPerStep: number;
}

export interface GenerationInput {
  readonly prompt: Prompt;
  readonly stop: StopContext;
  /** Judges what is written; undefined where no grammar is asked. */
  readonly grammar?: GrammarPlace | undefined;
  readonly limits: GenerationLimits;
  /** Chooses what of the prompt is evaluated although it is cached. */
  readonly refresh: PlanLimits["refresh"];
  /** Take the n-th best first token (0 is the best): alternatives differ from their first token on. */
  readonly alternative: number;
  /** A text whose first line turns out less likely is not written to its end; undefined: every text is. */
  readonly leastConfidence?: number | undefined;
  /** Called after each token; may abort. */
  readonly onToken?: () => void;
}

export interface GenerationPorts {
  readonly engine: Engine;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly instances: InstanceSource;
}

/** `aborted`: ended by `abort()`, and what was generated until then is not worth showing. */
export type GenerationState = "waiting" | "running" | "done" | "aborted";

/** Tokens of a prompt by what happened to them. */
export interface GenerationWork {
  readonly kept: number;
  readonly moved: number;
  readonly evaluated: number;
  /** Evaluated again although they were cached. */
  readonly healed: number;
  /** Used although computed under another text. */
  readonly stale: number;
}

/** Candidates looked at while the first tokens must spell the healed text. */
const HEALING_WIDTH = 64;

export class Generation {
  readonly #input: GenerationInput;
  readonly #ports: GenerationPorts;
  readonly #tokens: TokenId[] = [];
  readonly #logprobs: number[] = [];
  /** Length of the whole text after each token. */
  readonly #ends: number[] = [];
  #text = "";
  #state: GenerationState = "waiting";
  #stopReason = "";
  #abortRequested = false;
  #endRequested: { readonly keep: number; readonly reason: string } | undefined;
  #firstTokenAt: number | undefined;
  #work: GenerationWork = { kept: 0, moved: 0, evaluated: 0, healed: 0, stale: 0 };
  #prefillMs = 0;
  #decodeMs = 0;
  #decodeStartedAt: number | undefined;

  constructor(input: GenerationInput, ports: GenerationPorts) {
    this.#input = input;
    this.#ports = ports;
  }

  /** What was generated so far; when done, what is left of it after the stop rules. Never ends in half a character. */
  get text(): string {
    return this.#text;
  }

  get state(): GenerationState {
    return this.#state;
  }

  /** Why it ended: a stop rule's name, "end", "tokenLimit", "timeLimit", "unlikely"; "" before. */
  get stopReason(): string {
    return this.#stopReason;
  }

  get generatedTokens(): number {
    return this.#tokens.length;
  }

  /** On the clock; undefined before the first token. */
  get firstTokenAt(): number | undefined {
    return this.#firstTokenAt;
  }

  /** Tokens of the prompt, by what happened to them. */
  get work(): GenerationWork {
    return this.#work;
  }

  /** What the grammar had to say; undefined where it was not asked. */
  get constraint(): ConstraintCounts | undefined {
    return undefined;
  }

  get prefillMs(): number {
    return this.#prefillMs;
  }

  get decodeMs(): number {
    return this.#decodeMs;
  }

  /** See `lineConfidence`. */
  confidenceFrom(done: number): number {
    return lineConfidence({ text: this.#text, logprobs: this.#logprobs, ends: this.#ends }, done);
  }

  /** What its text was not to fall below. */
  get leastConfidence(): number | undefined {
    return this.#input.leastConfidence;
  }

  /** Ends the run before its next token. */
  abort(): void {
    this.#abortRequested = true;
  }

  /** Ends the run before its next token: of its text the first `keep` UTF-16 units are wanted. */
  endAt(keep: number, reason: string): void {
    this.#endRequested ??= { keep, reason };
  }

  get abortRequested(): boolean {
    return this.#abortRequested;
  }

  /** Runs to the end; called once, with the cache to itself. Rejects with `EngineFailure`; it is then aborted. */
  async run(): Promise<void> {
    let ended = false;
    try {
      this.#state = "running";
      ended = (await this.#prefill()) && (await this.#decode());
    } finally {
      if (this.#decodeStartedAt !== undefined) this.#decodeMs = this.#ports.clock.now() - this.#decodeStartedAt;
      this.#state = ended ? "done" : "aborted";
    }
  }

  /** False when aborted on the way. */
  async #prefill(): Promise<boolean> {
    const { prompt, limits } = this.#input;
    const result = await this.#ports.cache.bring(prompt.run, {
      maxTokensPerStep: limits.maxTokensPerStep,
      shouldStop: () => this.#abortRequested,
      refresh: this.#input.refresh,
    });
    const { plan, evaluated, healed, stale } = result;
    this.#work = { ...plan, evaluated, healed, stale };
    this.#prefillMs = result.ms;
    return result.complete;
  }

  /** False when aborted on the way. */
  async #decode(): Promise<boolean> {
    const { cache, clock, instances, engine } = this.#ports;
    const { limits, prompt, stop, leastConfidence = Number.NEGATIVE_INFINITY } = this.#input;
    const startedAt = clock.now();
    this.#decodeStartedAt = startedAt;
    let heal = prompt.heal;
    for (;;) {
      if (this.#abortRequested) return false;
      if (this.#endRequested !== undefined) return this.#cut(this.#endRequested);
      const candidate = await this.#choose(heal);
      this.#firstTokenAt ??= clock.now();
      if (engine.facts.endTokens.has(candidate.token)) return this.#finish("end", candidate);
      this.#push(candidate);
      heal = heal.slice(engine.tokenizer.detokenize([candidate.token]).length);
      if (this.confidenceFrom(0) < leastConfidence) return this.#cut({ keep: this.#text.length, reason: "unlikely" });
      const verdict = checkStop(this.#text, stop);
      if (verdict.kind === "stop") {
        this.#text = this.#text.slice(0, verdict.keep);
        this.#stopReason = verdict.reason;
        return true;
      }
      if (this.#tokens.length >= limits.maxTokens) return this.#finish("tokenLimit");
      if (clock.now() - startedAt > limits.timeLimitMs) return this.#finish("timeLimit");
      this.#input.onToken?.();
      await cache.append(candidate.token, instances.next());
    }
  }

  #cut({ keep, reason }: { readonly keep: number; readonly reason: string }): true {
    this.#text = this.#text.slice(0, keep);
    this.#stopReason = reason;
    return true;
  }

  #finish(reason: "end" | "tokenLimit" | "timeLimit", last?: Candidate): true {
    if (last !== undefined) {
      this.#logprobs.push(last.logprob);
      this.#ends.push(this.#text.length);
    }
    this.#text = finishText(this.#text, reason, this.#input.stop);
    this.#stopReason = reason;
    return true;
  }

  #push(candidate: Candidate): void {
    this.#tokens.push(candidate.token);
    this.#logprobs.push(candidate.logprob);
    const healed = this.#input.prompt.heal.length;
    this.#text = withoutHalfCharacter(this.#ports.engine.tokenizer.detokenize(this.#tokens)).slice(healed);
    this.#ends.push(this.#text.length);
  }

  async #choose(heal: string): Promise<Candidate> {
    const { engine } = this.#ports;
    const rank = this.#tokens.length === 0 ? this.#input.alternative : 0;
    if (heal.length > 0) return this.#chooseHealing(heal, rank);
    const candidates = await engine.best(rank + 1);
    const chosen = candidates[Math.min(rank, candidates.length - 1)];
    if (chosen === undefined) throw new BugError("the engine gave no candidate");
    return chosen;
  }

  /** The `rank`-th most probable of the tokens that begin with the healed text or spell a part of it. */
  async #chooseHealing(heal: string, rank: number): Promise<Candidate> {
    const { engine } = this.#ports;
    const fitting = (await engine.best(HEALING_WIDTH)).filter(({ token }) => {
      const text = engine.tokenizer.detokenize([token]);
      return text !== "" && (text.startsWith(heal) || heal.startsWith(text));
    });
    const chosen = fitting[Math.min(rank, fitting.length - 1)];
    if (chosen !== undefined) {
      // The healed text stands there: how likely it was says nothing of what comes.
      const all = fitting.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
      return { token: chosen.token, logprob: chosen.logprob - Math.log(all) };
    }
    // Nothing likely fits: spell the text as the tokenizer would.
    const token = engine.tokenizer.tokenize(heal)[0];
    if (token === undefined) throw new BugError(`no token spells ${JSON.stringify(heal)}`);
    return { token, logprob: 0 };
  }
}

function withoutHalfCharacter(text: string): string {
  return text.replace(/\uFFFD+$/, "");
}
