/** One run of the model: the prompt into the cache, then token by token until a stop rule, a limit or the end. */

import { must } from "../bug.ts";
import { canVerify, type DraftCache } from "../cache/cache.ts";
import type { PlanLimits } from "../cache/cachePlan.ts";
import type { Proposing } from "../cache/engine.ts";
import { NO_READING } from "../cache/readingTimes.ts";
import type { Clock } from "../clock.ts";
import { isStump } from "../grammar/endings.ts";
import { nearOf } from "../place/near.ts";
import { withoutSaidAgain } from "../place/saidAgain.ts";
import { checkStop, type EndReason, finishText, type StopContext } from "../place/stop.ts";
import { fitGenerated } from "../place/suggestion.ts";
import type { Prompt } from "../prompt/prompt.ts";
import type { InstanceSource, TokenId } from "../tokens/tokenizer.ts";
import { AheadCache } from "./aheadCache.ts";
import type { Along } from "./along.ts";
import { Decoder } from "./decoder.ts";
import type { Guessing } from "./guesses.ts";
import type { Writing, WritingTask } from "./writer.ts";
import {
  NO_WORK,
  type Scored,
  type WritingCosts,
  type WritingEnd,
  type WritingTimes,
  type Written,
} from "./written.ts";

export interface GenerationLimits {
  readonly maxTokens: number;
  /** From the start of decoding; the complete lines so far are the result. */
  readonly timeLimitMs: number;
  /** Tokens per evaluation of the prompt at most. */
  readonly maxTokensPerStep: number;
}

/** What is read before something is written, and where. */
export interface PromptSource {
  readonly prompt: Prompt;
  readonly cache: DraftCache;
  /** The cache's own. */
  readonly engine: Proposing;
  /** A few lines only, because the rest is still to be read. */
  readonly isNear: boolean;
  /** Chooses what of the prompt is evaluated although it is cached. */
  readonly refresh: PlanLimits["refresh"];
}

export interface GenerationInput extends WritingTask {
  /** Asked once, when the caches are free. */
  readonly source: () => PromptSource | Promise<PromptSource>;
  readonly limits: GenerationLimits;
  /** What the repository says; undefined: the model alone is asked. */
  readonly along?: Along | undefined;
  /** What is likely to come next; undefined: nobody knows. */
  readonly guesses?: Guessing | undefined;
}

export interface GenerationPorts {
  readonly clock: Clock;
  readonly instances: InstanceSource;
  /** Runs work with the caches to itself. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Of a generation under way. */
interface Running {
  readonly input: GenerationInput;
  readonly engine: Proposing;
  readonly decoder: Decoder;
}

/** What is left of a text, and why. */
interface Ending {
  readonly text: string;
  readonly end: WritingEnd;
}

const ABORTED: Ending = { text: "", end: "aborted" };

export class Generation implements Writing {
  readonly #input: GenerationInput;
  readonly #ports: GenerationPorts;
  /** From the end of the prompt on. */
  #decoder: Decoder | undefined;
  #ahead: AheadCache | undefined;
  #hasRun = false;
  #abortRequested = false;
  #endRequested: { readonly keep: number; readonly reason: WritingEnd } | undefined;
  #firstTokenAt: number | undefined;
  #work = NO_WORK;
  #isNear = false;
  #prefillMs = 0;
  /** When it was asked to run, got the caches, began to write and ended; undefined: not yet. */
  readonly #marks: { queued?: number; started?: number; decoding?: number; ended?: number } = {};
  #reading = NO_READING;

  constructor(input: GenerationInput, ports: GenerationPorts) {
    this.#input = input;
    this.#ports = ports;
  }

  get text(): string {
    return this.#decoder?.draft.text ?? "";
  }

  get scored(): Scored {
    const scored = this.#decoder?.draft.scored ?? { drafted: "", tokens: [], chosenEnd: undefined };
    return { ...scored, firstEntropy: this.#decoder?.firstEntropy };
  }

  get costs(): WritingCosts {
    return {
      work: this.#work,
      isNear: this.#isNear,
      generatedTokens: this.#decoder?.draft.length ?? 0,
      firstTokenAt: this.#firstTokenAt,
      prefillMs: this.#prefillMs,
      decodeMs: this.#decodeMs,
      times: this.#times,
      ahead: this.#ahead?.counts,
      constraint: this.#decoder?.counts,
    };
  }

  get abortRequested(): boolean {
    return this.#abortRequested;
  }

  abort(): void {
    this.#abortRequested = true;
  }

  endAt(keep: number, reason: WritingEnd): void {
    this.#endRequested ??= { keep, reason };
  }

  async run(): Promise<Written> {
    must(!this.#hasRun, "a generation that runs twice");
    this.#hasRun = true;
    this.#marks.queued = this.#ports.clock.now();
    const { text, end } = await this.#ports.alone(() => this.#write());
    const { scored } = this;
    const copied = this.#input.along?.copiedIn(this.#decoder?.draft.ids ?? []);
    const choices = this.#decoder?.choices;
    return {
      ...{ ...scored, text: end === "aborted" ? scored.drafted : text, end, copied, costs: this.costs },
      ...(choices === undefined ? {} : { choices }),
    };
  }

  async #write(): Promise<Ending> {
    const input = this.#input;
    const { clock } = this.#ports;
    const startedAt = clock.now();
    this.#marks.started = startedAt;
    if (this.#abortRequested) return ABORTED;
    const source = await input.source();
    this.#reading = { ...NO_READING, plan: clock.now() - startedAt };
    if (this.#abortRequested) return ABORTED;
    if (!(await this.#prefill(source, input.limits))) return ABORTED;
    this.#ahead = this.#createAhead(input, source);
    const decoder = this.#createDecoder(input, source);
    this.#decoder = decoder;
    const decodingAt = clock.now();
    this.#marks.decoding = decodingAt;
    try {
      const ending = await this.#decode({ input, engine: source.engine, decoder }, decodingAt);
      await this.#ahead?.end();
      return ending;
    } finally {
      input.guesses?.ended(decoder.draft.ids);
      this.#marks.ended = clock.now();
    }
  }

  /** So far. */
  get #decodeMs(): number {
    const { decoding, ended = this.#ports.clock.now() } = this.#marks;
    return decoding === undefined ? 0 : ended - decoding;
  }

  get #times(): WritingTimes {
    const { queued, started = this.#ports.clock.now() } = this.#marks;
    const grammar = this.#decoder?.counts?.waitedMs ?? 0;
    const queue = queued === undefined ? 0 : started - queued;
    return { ...this.#reading, queue, grammar, decode: Math.max(0, this.#decodeMs - grammar) };
  }

  /** False when aborted on the way. */
  async #prefill({ prompt, cache, isNear, refresh }: PromptSource, limits: GenerationLimits): Promise<boolean> {
    this.#isNear = isNear;
    const result = await cache.bring(prompt.run, {
      maxTokensPerStep: limits.maxTokensPerStep,
      shouldStop: () => this.#abortRequested,
      refresh,
    });
    const { plan, evaluated, healed, stale, times } = result;
    this.#reading = { ...times, plan: this.#reading.plan + times.plan };
    this.#work = { ...plan, evaluated, healed, stale };
    this.#prefillMs = result.ms;
    return result.complete;
  }

  #createAhead({ guesses, stop }: GenerationInput, { cache, engine }: PromptSource): AheadCache | undefined {
    const { verifying } = engine;
    if (guesses === undefined || verifying === undefined || !canVerify(cache)) return undefined;
    const onGuess = (tokens: readonly TokenId[]): void => this.#decoder?.foresee(tokens);
    const wanted = (tokens: readonly TokenId[]): number => this.#wantedOf(tokens, stop());
    return new AheadCache({ ...this.#ports, cache, verifying, guesses, wanted, onGuess });
  }

  #wantedOf(tokens: readonly TokenId[], stop: StopContext): number {
    const { draft } = this.#decoder!;
    const end = tokens.findIndex(
      (_, index) => checkStop(draft.textWith(...tokens.slice(0, index + 1)), stop).kind === "stop",
    );
    return end < 0 ? tokens.length : end;
  }

  #createDecoder({ alternative, grammar, stop, along }: GenerationInput, source: PromptSource): Decoder {
    const { prompt, engine, cache } = source;
    const { text, cursor } = nearOf(grammar ?? { prefix: "", suffix: "" });
    return new Decoder({
      ...this.#ports,
      engine,
      cache: this.#ahead ?? cache,
      heal: prompt.heal,
      alternative,
      along,
      grammar,
      finish: (generated) => finishText(generated, "end", stop()),
      asInserted: (generated) => {
        const { place } = stop();
        return fitGenerated({ generated: withoutSaidAgain(generated, place), text, cursor, place });
      },
      standsAt: () => stop().place,
      shouldStop: () => this.#abortRequested,
    });
  }

  async #decode(running: Running, startedAt: number): Promise<Ending> {
    const { clock } = this.#ports;
    const { decoder, engine } = running;
    const { limits, stop, leastConfidence = Number.NEGATIVE_INFINITY, onToken } = running.input;
    for (;;) {
      if (this.#abortRequested) return ABORTED;
      const candidate = await decoder.choose();
      if (this.#abortRequested) return ABORTED;
      if (this.#endRequested !== undefined) return cut(this.#endRequested, decoder);
      if (candidate === undefined) return giveUp(running);
      this.#firstTokenAt ??= clock.now();
      if (engine.facts.endTokens.has(candidate.token)) {
        decoder.draft.end(candidate);
        return finish("end", running);
      }
      decoder.write(candidate);
      if (decoder.draft.confidence < leastConfidence) return { text: decoder.draft.text, end: "unlikely" };
      const verdict = checkStop(decoder.draft.text, stop());
      if (verdict.kind === "stop") {
        if (!(await decoder.stands(verdict.keep))) continue;
        return { text: decoder.draft.text.slice(0, verdict.keep), end: verdict.reason };
      }
      if (decoder.draft.length >= limits.maxTokens) return finish("tokenLimit", running);
      if (clock.now() - startedAt > limits.timeLimitMs) return finish("timeLimit", running);
      onToken?.();
      await decoder.evaluate();
    }
  }
}

async function cut(wanted: { readonly keep: number; readonly reason: WritingEnd }, decoder: Decoder): Promise<Ending> {
  return { text: await decoder.cutToStanding(decoder.draft.text.slice(0, wanted.keep)), end: wanted.reason };
}

async function finish(reason: EndReason, { input, decoder }: Running): Promise<Ending> {
  const text = finishText(decoder.draft.text, reason, input.stop());
  const isLost = text.trim() === "" && reason !== "end";
  return { text: await decoder.cutToStanding(isLost ? await wholeStatements(decoder) : text), end: reason };
}

/** Of a line that is not complete; none where that is not known. */
async function wholeStatements(decoder: Decoder): Promise<string> {
  const { text } = decoder.draft;
  const statements = (await decoder.lastStatement()) ?? "";
  return isStump(statements, text) ? "" : statements;
}

/** Nothing that the model wants may be written: what is complete is the result, but no piece of an expression. */
async function giveUp({ input, decoder }: Running): Promise<Ending> {
  const complete = (await decoder.lastStatement()) ?? finishText(decoder.draft.text, "tokenLimit", input.stop());
  const isPiece = isStump(complete, decoder.wanted);
  const kept = isPiece ? complete.slice(0, Math.max(0, complete.lastIndexOf("\n"))) : complete;
  return { text: await decoder.cutToStanding(kept), end: "grammar" };
}
