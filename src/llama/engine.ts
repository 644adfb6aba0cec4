/** The engine port on node-llama-cpp: one model, one sequence, one call at a time. */

import { BugError, must } from "../core/bug.ts";
import type { CacheStep } from "../core/cachePlan.ts";
import { type Candidate, type Engine, EngineFailure, type ModelFacts, type Rates } from "../core/engine.ts";
import type { TokenId, Tokenizer } from "../core/tokenizer.ts";
import { BATCH_SIZE, type Loaded, loadNative } from "./load.ts";
import { describeModel, resolveModelPath } from "./models.ts";
import type { LogitReading } from "./native.ts";
import { RateMeter } from "./rates.ts";
import { createTokenizer } from "./tokenizer.ts";
import { Turnstile } from "./turnstile.ts";

export interface EngineOptions {
  /** As in `turnkey.model.path`: a GGUF file, or "" for the embedded model. */
  readonly modelPath: string;
  /** The folder that has `models/` in it. */
  readonly packageRoot: string;
  /** 0: as many as the process may really use. */
  readonly threads: number;
  readonly gpu: "auto" | "off";
  /** Cache positions; 0: chosen from the model and the memory. */
  readonly contextSize: number;
  /** Where to remember verified checksums; undefined: nowhere. */
  readonly storageFolder?: string;
  /** llama.cpp's own warnings and errors, line by line. */
  readonly log?: (line: string) => void;
}

/** Positions when neither the settings nor the model ask for less. */
const DEFAULT_CONTEXT_SIZE = 4096;

/** Loads the model and measures it. Rejects with `EngineFailure`; the message says what a person can do. */
export async function createEngine(options: EngineOptions): Promise<LlamaEngine> {
  const path = resolveModelPath(options.modelPath, options.packageRoot);
  const loaded = await loadNative({
    modelPath: path,
    threads: options.threads || 1,
    gpu: options.gpu,
    contextSize: options.contextSize || DEFAULT_CONTEXT_SIZE,
    log: options.log ?? (() => {}),
  });
  const engine = new LlamaEngine(loaded, path);
  await engine.measure();
  return engine;
}

/** Rates to go on before anything was measured; on the low side. */
const CAUTIOUS_RATES: Rates = { prefill: 100, decode: 20 };

/** Tokens for the measurement at load: how many does not matter to the model's arithmetic, only to the time it takes. */
const MEASURED_PREFILL = 48;
const MEASURED_DECODE = 4;
const MEASURING_MAX_MS = 300;

export class LlamaEngine implements Engine {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly #loaded: Loaded;
  readonly #turnstile = new Turnstile();
  readonly #meter = new RateMeter(CAUTIOUS_RATES);
  /** Where the native side left the logits after the last evaluated token; undefined when they are gone. */
  #logits: number | undefined;
  /** Duration of the last single-token evaluation whose choice has not been counted yet. */
  #singleMs: number | undefined;
  #disposing: Promise<void> | undefined;

  constructor(loaded: Loaded, path: string) {
    this.#loaded = loaded;
    this.facts = describeModel(loaded.model, path, loaded.cache.size);
    this.tokenizer = createTokenizer(loaded.model);
  }

  get rates(): Rates {
    return this.#meter.rates;
  }

  async apply(step: CacheStep): Promise<void> {
    switch (step.kind) {
      case "keep":
        return;
      case "drop":
        return this.#alone(async () => this.#drop(step.from, step.to));
      case "move":
        throw new EngineFailure("This engine does not move cached keys yet; choose the prefix planner.");
      case "evaluate":
        return this.#alone(() => this.#evaluateAll(step.run.ids, step.from));
      default:
        return step satisfies never;
    }
  }

  best(count: number): Promise<readonly Candidate[]> {
    must(Number.isInteger(count) && count >= 1, `best(${count})`);
    return this.#alone(async () => {
      const startedAt = performance.now();
      const reading = await this.#read(this.#logits, [], count === 1 ? 0 : count);
      const best = count === 1 ? [reading.largest] : reading.logits.slice(0, count);
      if (this.#singleMs !== undefined) this.#meter.countDecode(this.#singleMs + performance.now() - startedAt);
      this.#singleMs = undefined;
      return best.map(({ token, logit }) => ({ token, logprob: toLogprob(logit, reading) }));
    });
  }

  score(tokens: readonly TokenId[]): Promise<readonly number[]> {
    return this.#alone(() => this.#score(tokens));
  }

  dispose(): Promise<void> {
    this.#disposing ??= this.#turnstile.run(async () => {
      this.#loaded.cache.dispose();
      await this.#loaded.context.dispose();
      await this.#loaded.model.dispose();
    });
    return this.#disposing;
  }

  /** Fills `rates` with a short measurement on the empty cache, and leaves it empty. */
  async measure(): Promise<void> {
    const token = this.facts.beginToken ?? this.tokenizer.tokenize("\n")[0] ?? 0;
    // Not counted: the first evaluation reads the weights from the disk.
    await this.#alone(() => this.#evaluateAll([token], 0));
    const startedAt = performance.now();
    let end = 1;
    for (; end <= MEASURED_DECODE && performance.now() - startedAt < MEASURING_MAX_MS / 3; end += 1) {
      await this.#alone(() => this.#evaluateAll([token], end));
      await this.best(1);
    }
    const room = this.#meter.rates.decode * ((MEASURING_MAX_MS - (performance.now() - startedAt)) / 1000);
    const length = Math.max(16, Math.min(MEASURED_PREFILL, Math.floor(room * 2)));
    await this.#alone(() => this.#evaluateAll(new Array<TokenId>(length).fill(token), end));
    await this.#alone(async () => this.#drop(0, end + length));
  }

  /** One call at a time, none after `dispose`. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#disposing !== undefined) return Promise.reject(new EngineFailure("The model is not in memory any more."));
    return this.#turnstile.run(work);
  }

  #drop(from: number, to: number): void {
    must(from >= 0 && to >= from, `drop of [${from}, ${to})`);
    this.#logits = undefined;
    this.#singleMs = undefined;
    if (from === to) return;
    if (!this.#loaded.cache.remove(from, to))
      throw new EngineFailure(
        `${this.facts.name} cannot forget single tokens (${this.facts.architecture}); choose another model.`,
      );
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
    this.#logits = undefined;
    this.#singleMs = undefined;
    const startedAt = performance.now();
    try {
      const places = await this.#loaded.cache.evaluate(batch, from, logitsOf);
      const ms = performance.now() - startedAt;
      if (batch.length === 1) this.#singleMs = ms;
      else this.#meter.countPrefill(batch.length, ms);
      return places;
    } catch (error) {
      this.#loaded.cache.remove(undoFrom, -1);
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineFailure(`The model failed on ${batch.length} tokens (${reason}). Restart the engine.`);
    }
  }

  async #score(tokens: readonly TokenId[]): Promise<readonly number[]> {
    const start = this.#loaded.cache.end;
    const scores: number[] = [];
    const push = async (place: number | undefined, token: TokenId) => {
      const reading = await this.#read(place, [token], 0);
      const found = reading.logits.find((entry) => entry.token === token);
      if (found === undefined) throw new BugError(`no logit for token ${token}`);
      scores.push(toLogprob(found.logit, reading));
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
      this.#drop(start, start + context.length);
    }
    return scores;
  }

  #checkPlace(tokens: readonly TokenId[], from: number): void {
    must(tokens.length > 0, "evaluation of no tokens");
    const { end } = this.#loaded.cache;
    must(from === end, `evaluation at ${from}, but ${end} positions are cached`);
    if (from + tokens.length > this.facts.contextSize)
      throw new EngineFailure(
        `${from + tokens.length} tokens do not fit into ${this.facts.contextSize} positions; raise turnkey.engine.contextSize.`,
      );
  }

  async #read(place: number | undefined, tokens: readonly TokenId[], top: number): Promise<LogitReading> {
    if (place === undefined)
      throw new BugError("there are no logits to read: the last thing done was not an evaluation");
    const reading = await this.#loaded.cache.read(place, tokens, top);
    if (!Number.isFinite(reading.largest.logit) || !Number.isFinite(reading.logWeight))
      throw new EngineFailure(
        "The model's answers are not numbers: its file is damaged or the graphics backend is at fault. " +
          "Set turnkey.engine.gpu to off, or choose another model.",
      );
    return reading;
  }
}

/** Log-probability from raw logits: see `LogitReading`. Rounding may lift a sure token a hair over 0. */
function toLogprob(logit: number, reading: LogitReading): number {
  return Math.min(0, logit - reading.largest.logit - reading.logWeight);
}
