/** One run of the model: the prompt into the cache, then token by token until a stop rule, a limit or the end. */

import { must } from "../bug.ts";
import type { Cache } from "../cache/cache.ts";
import type { PlanLimits } from "../cache/cachePlan.ts";
import type { Engine } from "../cache/engine.ts";
import type { Clock } from "../clock.ts";
import { isStump } from "../grammar/endings.ts";
import type { GrammarPlace } from "../grammar/grammarUse.ts";
import { nearOf } from "../place/near.ts";
import { checkStop, type EndReason, finishText, type StopContext } from "../place/stop.ts";
import { fitGenerated } from "../place/suggestion.ts";
import type { Prompt } from "../prompt/prompt.ts";
import type { InstanceSource } from "../tokens/tokenizer.ts";
import type { ConstraintCounts } from "./constraint.ts";
import { Decoder } from "./decoder.ts";
import type { Draft } from "./draft.ts";

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

/** Of a generation under way. */
interface Running {
  readonly input: GenerationInput;
  readonly decoder: Decoder;
}

export class Generation {
  /** What its text was not to fall below. */
  readonly leastConfidence: number | undefined;
  readonly #ports: GenerationPorts;
  /** Until it runs: what has ended is kept for long, and texts of documents hang on this. */
  #input: GenerationInput | undefined;
  /** While it runs. */
  #decoder: Decoder | undefined;
  /** Undefined before the first token. */
  #draft: Draft | undefined;
  #constraint: ConstraintCounts | undefined;
  /** What is left after the stop rules. */
  #result: string | undefined;
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
    this.leastConfidence = input.leastConfidence;
    this.#input = input;
    this.#ports = ports;
  }

  /** What was generated so far; when done, what is left of it after the stop rules. Never ends in half a character. */
  get text(): string {
    return this.#result ?? this.#draft?.text ?? "";
  }

  get state(): GenerationState {
    return this.#state;
  }

  /** Why it ended: a stop rule's name, "end", "tokenLimit", "timeLimit", "grammar", "unlikely"; "" before. */
  get stopReason(): string {
    return this.#stopReason;
  }

  get generatedTokens(): number {
    return this.#draft?.length ?? 0;
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
    return this.#decoder?.counts ?? this.#constraint;
  }

  get prefillMs(): number {
    return this.#prefillMs;
  }

  get decodeMs(): number {
    return this.#decodeMs;
  }

  /** See `lineConfidence`. */
  confidenceFrom(done: number): number {
    return this.#draft?.confidenceOf(this.text, done) ?? 0;
  }

  /** See `Draft.endLogprobAt`. */
  endLogprobAt(ending: string): number | undefined {
    return this.#draft?.endLogprobAt(ending);
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
    const input = this.#input;
    must(input !== undefined, "a generation that runs twice");
    this.#input = undefined;
    let ended = false;
    try {
      this.#state = "running";
      if (!(await this.#prefill(input))) return;
      const decoder = this.#createDecoder(input);
      this.#decoder = decoder;
      this.#draft = decoder.draft;
      ended = await this.#decode({ input, decoder });
    } finally {
      this.#constraint = this.#decoder?.counts;
      this.#decoder = undefined;
      if (this.#decodeStartedAt !== undefined) this.#decodeMs = this.#ports.clock.now() - this.#decodeStartedAt;
      this.#state = ended ? "done" : "aborted";
    }
  }

  /** False when aborted on the way. */
  async #prefill({ prompt, limits, refresh }: GenerationInput): Promise<boolean> {
    const result = await this.#ports.cache.bring(prompt.run, {
      maxTokensPerStep: limits.maxTokensPerStep,
      shouldStop: () => this.#abortRequested,
      refresh,
    });
    const { plan, evaluated, healed, stale } = result;
    this.#work = { ...plan, evaluated, healed, stale };
    this.#prefillMs = result.ms;
    return result.complete;
  }

  #createDecoder({ prompt, alternative, grammar, stop }: GenerationInput): Decoder {
    const { text, cursor } = nearOf(grammar ?? { prefix: "", suffix: "" });
    return new Decoder({
      ...this.#ports,
      heal: prompt.heal,
      alternative,
      grammar,
      finish: (generated) => finishText(generated, "end", stop),
      asInserted: (generated) => fitGenerated({ generated, text, cursor, place: stop.place }),
      shouldStop: () => this.#abortRequested,
    });
  }

  /** False when aborted on the way. */
  async #decode(running: Running): Promise<boolean> {
    const { clock, engine } = this.#ports;
    const { decoder } = running;
    const { limits, stop, leastConfidence = Number.NEGATIVE_INFINITY, onToken } = running.input;
    const startedAt = clock.now();
    this.#decodeStartedAt = startedAt;
    for (;;) {
      if (this.#abortRequested) return false;
      const candidate = await decoder.choose();
      if (this.#abortRequested) return false;
      if (this.#endRequested !== undefined) return this.#cut(this.#endRequested, decoder);
      if (candidate === undefined) return this.#giveUp(running);
      this.#firstTokenAt ??= clock.now();
      if (engine.facts.endTokens.has(candidate.token)) {
        decoder.draft.end(candidate);
        return this.#finish("end", running);
      }
      decoder.write(candidate);
      if (this.confidenceFrom(0) < leastConfidence) return this.#end(decoder.draft.text, "unlikely");
      const verdict = checkStop(decoder.draft.text, stop);
      if (verdict.kind === "stop") {
        if (!(await decoder.stands(verdict.keep))) continue;
        return this.#end(decoder.draft.text.slice(0, verdict.keep), verdict.reason);
      }
      if (decoder.draft.length >= limits.maxTokens) return this.#finish("tokenLimit", running);
      if (clock.now() - startedAt > limits.timeLimitMs) return this.#finish("timeLimit", running);
      onToken?.();
      await decoder.evaluate();
    }
  }

  async #cut({ keep, reason }: { readonly keep: number; readonly reason: string }, decoder: Decoder): Promise<true> {
    return this.#end(await decoder.cutToStanding(decoder.draft.text.slice(0, keep)), reason);
  }

  async #finish(reason: EndReason, { input, decoder }: Running): Promise<true> {
    const text = finishText(decoder.draft.text, reason, input.stop);
    return this.#end(await decoder.cutToStanding(text), reason);
  }

  /** Nothing that the model wants may be written: what is complete is the result, but no piece of an expression. */
  async #giveUp({ input, decoder }: Running): Promise<true> {
    const complete = (await decoder.lastStatement()) ?? finishText(decoder.draft.text, "tokenLimit", input.stop);
    const isPiece = isStump(complete, decoder.wanted);
    const kept = isPiece ? complete.slice(0, Math.max(0, complete.lastIndexOf("\n"))) : complete;
    return this.#end(await decoder.cutToStanding(kept), "grammar");
  }

  #end(text: string, reason: string): true {
    this.#result = text;
    this.#stopReason = reason;
    return true;
  }
}
