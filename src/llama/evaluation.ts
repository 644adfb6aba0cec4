/** Tokens evaluated on the native side, in batches, timed, and what the model says behind them. One call at a time. */

import { BugError, must } from "../core/bug.ts";
import { EngineFailure, type Rates } from "../core/cache/engine.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import { BatchCosts } from "./batchCosts.ts";
import type { LogitReading, NativeCache } from "./native.ts";
import { RateMeter } from "./rates.ts";
import type { Sequence } from "./sequence.ts";
import { ThreadGovernor } from "./threads.ts";

/** Rates to go on before anything was measured; on the low side. */
const CAUTIOUS_RATES: Rates = { prefill: 100, decode: 20 };

export interface EvaluationParts {
  readonly cache: NativeCache;
  readonly sequence: Sequence;
  readonly threads: number;
  /** Tokens that are evaluated in one go at most. */
  readonly batchSize: number;
  /** Positions that the cache can hold. */
  readonly contextSize: number;
  /** As measured elsewhere on the same model; left out: nothing is known yet. */
  readonly rates?: Rates;
  /** Shared by all caches of a model, as they share the cores; left out: this one is the first. */
  readonly governor?: ThreadGovernor;
  readonly batchCosts?: BatchCosts;
}

export class Evaluation {
  readonly governor: ThreadGovernor;
  readonly batchCosts: BatchCosts;
  readonly #parts: EvaluationParts;
  readonly #meter: RateMeter;
  /** Where the native side left the logits after the last evaluated token; undefined when they are gone. */
  #logits: number | undefined;
  /** And after each token of the latest `verify`. */
  #verified: readonly number[] = [];
  /** Duration of the last single-token evaluation whose choice has not been counted yet. */
  #singleMs: number | undefined;

  constructor(parts: EvaluationParts) {
    this.#parts = parts;
    this.governor = parts.governor ?? new ThreadGovernor(parts.threads);
    this.batchCosts = parts.batchCosts ?? new BatchCosts();
    this.#meter = new RateMeter(parts.rates ?? CAUTIOUS_RATES);
  }

  get rates(): Rates {
    return this.#meter.rates;
  }

  /** The cells are about to change: what was left to be read is of another text. */
  forgetLogits(): void {
    this.#logits = undefined;
    this.#verified = [];
    this.#singleMs = undefined;
  }

  /** `from` must be right behind the last live position. The logits of the last token can be read afterwards. */
  async evaluate(tokens: readonly TokenId[], from: number): Promise<void> {
    this.checkPlace(tokens, from);
    const { batchSize } = this.#parts;
    for (let start = 0; start < tokens.length; start += batchSize) {
      const batch = tokens.slice(start, start + batchSize);
      const last = start + batch.length === tokens.length;
      const places = await this.evaluateBatch(batch, from + start, last ? [batch.length - 1] : [], from);
      this.#logits = places[0];
    }
  }

  /** In one go; the logits of each can be read afterwards, those of the first until `readBehind`. */
  async verify(tokens: readonly TokenId[], from: number): Promise<void> {
    this.checkPlace(tokens, from);
    const places = await this.evaluateBatch(tokens, from, [...tokens.keys()], from, "verify");
    this.#verified = places;
    this.#logits = places[0];
  }

  readBehind(index: number): void {
    must(index < this.#verified.length, `reading behind ${index} of ${this.#verified.length} tokens`);
    this.#logits = this.#verified[index];
  }

  /** One batch, timed; where the native side left the logits of `logitsOf`. When it fails, all cells from `undoFrom` on are freed. */
  async evaluateBatch(
    batch: readonly TokenId[],
    from: number,
    logitsOf: readonly number[],
    undoFrom: number,
    purpose: "read" | "verify" = "read",
  ): Promise<readonly number[]> {
    this.forgetLogits();
    const { cache, sequence, governor } = this.#parts;
    // Another cache may have found out that fewer threads are faster.
    if (governor !== undefined) this.followGovernor();
    const startedAt = performance.now();
    try {
      const places = await cache.evaluate(batch, from, logitsOf);
      const ms = performance.now() - startedAt;
      sequence.push(batch);
      if (batch.length === 1) this.#singleMs = ms;
      else if (purpose === "read") this.#meter.countPrefill(batch.length, ms);
      if (batch.length === 1 || purpose === "verify") this.batchCosts.count(batch.length, ms);
      return places;
    } catch (error) {
      sequence.cut(undoFrom);
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineFailure(`The model failed on ${batch.length} tokens (${reason}). Restart the engine.`);
    }
  }

  /** What the model says after the last evaluated token; see `NativeCache.read`. */
  readLast(tokens: readonly TokenId[], top: number): Promise<LogitReading> {
    return this.read(this.#logits, tokens, top);
  }

  async read(place: number | undefined, tokens: readonly TokenId[], top: number): Promise<LogitReading> {
    if (place === undefined)
      throw new BugError("there are no logits to read: the last thing done was not an evaluation");
    const reading = await this.#parts.cache.read(place, tokens, top);
    if (!Number.isFinite(reading.largest.logit) || !Number.isFinite(reading.logWeight))
      throw new EngineFailure(
        "The model's answers are not numbers: its file is damaged or the graphics backend is at fault. " +
          "Set turnkey.engine.gpu to off, or choose another model.",
      );
    return reading;
  }

  /** The choice after a single evaluated token took `choiceMs`: the two together are one decoded token. */
  countDecode(choiceMs: number): void {
    if (this.#singleMs === undefined) return;
    const ms = this.#singleMs + choiceMs;
    this.#singleMs = undefined;
    this.#meter.countDecode(ms);
    this.governor.count(ms, performance.now());
    this.followGovernor();
  }

  /** The native side computes with the threads that the governor has settled on. */
  followGovernor(): void {
    const { cache } = this.#parts;
    if (cache.threads !== this.governor.threads) cache.threads = this.governor.threads;
  }

  checkPlace(tokens: readonly TokenId[], from: number): void {
    must(tokens.length > 0, "evaluation of no tokens");
    const { cache, contextSize } = this.#parts;
    must(from === cache.end, `evaluation at ${from}, but ${cache.end} positions are cached`);
    if (from + tokens.length > contextSize)
      throw new EngineFailure(
        `${from + tokens.length} tokens do not fit into ${contextSize} positions; raise turnkey.engine.contextSize.`,
      );
  }
}
