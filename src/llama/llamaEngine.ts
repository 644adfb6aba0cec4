/** The engine port on node-llama-cpp: one model, one sequence, one call at a time. */

import { BugError, must } from "../core/bug.ts";
import { type CacheStep, LIVE } from "../core/cache/cells.ts";
import {
  type Candidate,
  type Engine,
  EngineFailure,
  type ModelFacts,
  type Rates,
  type TokenScore,
} from "../core/cache/engine.ts";
import type { TokenId, Tokenizer } from "../core/tokens/tokenizer.ts";
import { describeHealth, type EngineHealth } from "./health.ts";
import { createTokenizer } from "./llamaTokenizer.ts";
import { BATCH_SIZE, type Loaded, unload } from "./load.ts";
import { largestOf, sumLogprobs, toCandidate } from "./logprobs.ts";
import { describeModel } from "./models.ts";
import { checkMoving } from "./moveCheck.ts";
import type { LogitReading } from "./native.ts";
import { RateMeter } from "./rates.ts";
import { Sequence } from "./sequence.ts";
import { ThreadGovernor } from "./threads.ts";
import { Turnstile } from "./turnstile.ts";

/** Rates to go on before anything was measured; on the low side. */
const CAUTIOUS_RATES: Rates = { prefill: 100, decode: 20 };

/** The measurement at load: so many tokens of each kind, and fewer on a slow machine. */
const MEASURED_PREFILL = 32;
const MEASURED_DECODE = 3;
const MEASURED_DECODE_MAX_MS = 100;
const MEASURED_PREFILL_MAX_MS = 120;

export class LlamaEngine implements Engine {
  facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly loaded: Loaded;
  readonly #governor: ThreadGovernor;
  readonly #turnstile = new Turnstile();
  readonly #meter = new RateMeter(CAUTIOUS_RATES);
  readonly #sequence: Sequence;
  #rotateMs = 0;
  /** Where the native side left the logits after the last evaluated token; undefined when they are gone. */
  #logits: number | undefined;
  #endLogprob: number | undefined;
  /** Duration of the last single-token evaluation whose choice has not been counted yet. */
  #singleMs: number | undefined;
  #disposing: Promise<void> | undefined;

  constructor(loaded: Loaded) {
    this.loaded = loaded;
    this.#sequence = new Sequence(loaded.cache);
    this.#governor = new ThreadGovernor(loaded.threads.threads);
    const contextSize = Math.min(loaded.contextSize, loaded.cache.size);
    this.facts = describeModel(loaded.model, loaded.file.path, contextSize, loaded);
    this.tokenizer = createTokenizer(loaded.model);
  }

  get rates(): Rates {
    return this.#meter.rates;
  }

  /** Threads that evaluate tokens now. */
  get threads(): number {
    return this.#governor.threads;
  }

  /** What `turnkey doctor` tells about it. */
  get health(): EngineHealth {
    return describeHealth(this.loaded);
  }

  get rotateMs(): number {
    return this.#rotateMs;
  }

  get end(): number {
    return this.loaded.cache.end;
  }

  async apply(step: CacheStep): Promise<void> {
    switch (step.kind) {
      case "park":
        return this.#alone(async () => {
          this.#forgetLogits();
          if (!(await this.#sequence.park(step))) throw new EngineFailure(this.#cannot("set tokens aside"));
        });
      case "move":
        return this.#alone(async () => this.loaded.cache.shift(step.alias, step.delta));
      case "attach":
        return this.#alone(async () => {
          this.#forgetLogits();
          await this.#sequence.attach(step.alias);
        });
      case "drop":
        return this.#alone(() => this.#drop(step.from, step.to, step.source));
      case "evaluate":
        return this.#alone(() => this.#evaluateAll(step.run.ids, step.from));
      default:
        return step satisfies never;
    }
  }

  reset(): Promise<void> {
    return this.#alone(async () => {
      this.#forgetLogits();
      this.#sequence.clear();
    });
  }

  best(count: number): Promise<readonly Candidate[]> {
    must(Number.isInteger(count) && count >= 1, `best(${count})`);
    return this.#alone(async () => {
      const startedAt = performance.now();
      const reading = await this.#read(this.#logits, [...this.facts.endTokens], count === 1 ? 0 : count);
      const best = count === 1 ? [reading.largest] : largestOf(reading, count);
      this.#endLogprob = sumLogprobs(reading, this.facts.endTokens);
      this.#countDecode(performance.now() - startedAt);
      return best.map((entry) => toCandidate(entry, reading));
    });
  }

  get endLogprob(): number | undefined {
    return this.#endLogprob;
  }

  score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    return this.#alone(() => this.#score(tokens));
  }

  dispose(): Promise<void> {
    this.#disposing ??= this.#turnstile.run(() => unload(this.loaded));
    return this.#disposing;
  }

  /**
   * Fills `rates` with a short measurement on the empty cache, and leaves it empty. Fewer threads are tried too: where
   * other programs hold the cores, they are faster from the start.
   */
  async measure(): Promise<void> {
    const token = this.facts.beginToken ?? this.tokenizer.tokenize("\n")[0] ?? 0;
    // Not counted: the first evaluation reads the weights from the disk.
    await this.#alone(() => this.#evaluateAll([token], 0));
    const allMs = await this.#measureDecode(token);
    const { fewer } = this.#governor;
    if (fewer !== undefined) {
      this.loaded.cache.threads = fewer;
      this.#governor.compare(allMs, await this.#measureDecode(token), performance.now());
      this.loaded.cache.threads = this.#governor.threads;
    }
    // A prefill token takes about a third of a decoded one.
    const affordable = Math.floor((3 * MEASURED_PREFILL_MAX_MS * this.#meter.rates.decode) / 1000);
    const run = new Array<TokenId>(Math.max(16, Math.min(MEASURED_PREFILL, affordable))).fill(token);
    await this.#alone(() => this.#evaluateAll(run, this.#sequence.length));
    await this.#alone(() => this.#drop(0, this.#sequence.length));
  }

  /** Finds out whether keys may be moved, and what that costs. Leaves the cache empty. */
  async learnMoving(): Promise<void> {
    if (this.facts.immovable !== undefined) return;
    const { immovable, rotateMs } = await checkMoving(this);
    this.#rotateMs = rotateMs;
    this.facts = { ...this.facts, immovable };
  }

  /** The shortest time for one token, milliseconds. */
  async #measureDecode(token: TokenId): Promise<number> {
    const startedAt = performance.now();
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < MEASURED_DECODE && performance.now() - startedAt < MEASURED_DECODE_MAX_MS; i += 1) {
      const tokenStartedAt = performance.now();
      await this.#alone(() => this.#evaluateAll([token], this.#sequence.length));
      await this.best(1);
      shortest = Math.min(shortest, performance.now() - tokenStartedAt);
    }
    return shortest;
  }

  /** One call at a time, none after `dispose`. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#disposing !== undefined) return Promise.reject(new EngineFailure("The model is not in memory any more."));
    return this.#turnstile.run(work);
  }

  async #drop(from: number, to: number, source = LIVE): Promise<void> {
    this.#forgetLogits();
    const again = this.#sequence.drop(source, from, to);
    if (again === undefined) throw new EngineFailure(this.#cannot("forget tokens in the middle of a text"));
    if (again.length > 0) await this.#evaluateAll(again, 0);
    this.#forgetLogits();
  }

  #cannot(what: string): string {
    return `${this.facts.name} cannot ${what}; choose another model.`;
  }

  #forgetLogits(): void {
    this.#logits = undefined;
    this.#singleMs = undefined;
  }

  async #evaluateAll(tokens: readonly TokenId[], from: number): Promise<void> {
    this.#checkPlace(tokens, from);
    for (let start = 0; start < tokens.length; start += BATCH_SIZE) {
      const batch = tokens.slice(start, start + BATCH_SIZE);
      const last = start + batch.length === tokens.length;
      const places = await this.#evaluate(batch, from + start, last ? [batch.length - 1] : [], from);
      this.#logits = places[0];
    }
  }

  /** One batch, timed. When it fails, all cells from `undoFrom` on are freed. */
  async #evaluate(
    batch: readonly TokenId[],
    from: number,
    logitsOf: readonly number[],
    undoFrom: number,
  ): Promise<readonly number[]> {
    this.#forgetLogits();
    const startedAt = performance.now();
    try {
      const places = await this.loaded.cache.evaluate(batch, from, logitsOf);
      const ms = performance.now() - startedAt;
      this.#sequence.push(batch);
      if (batch.length === 1) this.#singleMs = ms;
      else this.#meter.countPrefill(batch.length, ms);
      return places;
    } catch (error) {
      this.#sequence.cut(undoFrom);
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineFailure(`The model failed on ${batch.length} tokens (${reason}). Restart the engine.`);
    }
  }

  async #score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    const start = this.#sequence.length;
    const scores: TokenScore[] = [];
    const push = async (place: number | undefined, token: TokenId) => {
      const reading = await this.#read(place, [token], 0);
      const found = reading.logits.find((entry) => entry.token === token);
      if (found === undefined) throw new BugError(`no logit for token ${token}`);
      scores.push({ logprob: toCandidate(found, reading).logprob, best: reading.largest.token });
    };
    if (tokens[0] !== undefined) await push(this.#logits, tokens[0]);
    const context = tokens.slice(0, -1);
    this.#checkPlace(context.length > 0 ? context : [0], start);
    try {
      for (let at = 0; at < context.length; at += BATCH_SIZE) {
        const batch = context.slice(at, at + BATCH_SIZE);
        const places = await this.#evaluate(batch, start + at, [...batch.keys()], start);
        for (const [index, place] of places.entries()) await push(place, tokens[at + index + 1]!);
      }
    } finally {
      // Fewer are there when an evaluation failed.
      await this.#drop(start, this.#sequence.length);
    }
    return scores;
  }

  /** The choice after a single evaluated token took `choiceMs`: the two together are one decoded token. */
  #countDecode(choiceMs: number): void {
    if (this.#singleMs === undefined) return;
    const ms = this.#singleMs + choiceMs;
    this.#singleMs = undefined;
    this.#meter.countDecode(ms);
    this.#governor.count(ms, performance.now());
    if (this.loaded.cache.threads !== this.#governor.threads) this.loaded.cache.threads = this.#governor.threads;
  }

  #checkPlace(tokens: readonly TokenId[], from: number): void {
    must(tokens.length > 0, "evaluation of no tokens");
    const { end } = this.loaded.cache;
    must(from === end, `evaluation at ${from}, but ${end} positions are cached`);
    if (from + tokens.length > this.facts.contextSize)
      throw new EngineFailure(
        `${from + tokens.length} tokens do not fit into ${this.facts.contextSize} positions; raise turnkey.engine.contextSize.`,
      );
  }

  async #read(place: number | undefined, tokens: readonly TokenId[], top: number): Promise<LogitReading> {
    if (place === undefined)
      throw new BugError("there are no logits to read: the last thing done was not an evaluation");
    const reading = await this.loaded.cache.read(place, tokens, top);
    if (!Number.isFinite(reading.largest.logit) || !Number.isFinite(reading.logWeight))
      throw new EngineFailure(
        "The model's answers are not numbers: its file is damaged or the graphics backend is at fault. " +
          "Set turnkey.engine.gpu to off, or choose another model.",
      );
    return reading;
  }
}
