/** Tries ways to evaluate tokens on this machine, as `core/cache/tuning.ts` plans them, and remembers the best. */

import { EngineFailure, type Rates } from "../core/cache/engine.ts";
import {
  countTrials,
  describeTuning,
  describeWay,
  planTrials,
  type Tried,
  type TuneOutcome,
  type TuningProgress,
  type Way,
  whyNotTuned,
} from "../core/cache/tuning.ts";
import { planBudget } from "../core/prompt/budget.ts";
import type { CacheType } from "../core/settings/settings.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import { limitContextSize, MAX_ROTATE_MS } from "./contextSize.ts";
import { LlamaEngine } from "./llamaEngine.ts";
import { type EngineOptions, loadNative, tunedCaseOf } from "./load.ts";
import { readMachine } from "./machine.ts";
import { type Loaded, unload } from "./modelCaches.ts";
import { evaluateTrial } from "./trialTokens.ts";
import { noteTuning } from "./tunings.ts";

export interface TuneOptions extends Omit<EngineOptions, "isUntuned" | "gpuLayers"> {
  readonly latencyTargetMs: number;
  readonly onProgress?: ((progress: TuningProgress) => void) | undefined;
}

/** What is not tried by then is not tried. */
const LIMIT_MS = 110_000;
/** Whoever needs longer for a token is no choice. */
const TOKEN_MAX_MS = 2000;
const READ_MAX_MS = 6000;
const WRITTEN = 8;
const READ_TIMES = 2;
/** The text in front, as a prompt would have; attention takes time, too. */
const STANDING = 256;
const SAMPLE = "function area(width, height) {\n  return width * height;\n}\n\n";

/** Loads the model for itself, and unloads it. Rejects only for a bug of ours. */
export async function tune(options: TuneOptions): Promise<TuneOutcome> {
  const trials = new Trials(options);
  try {
    return await trials.run();
  } catch (error) {
    if (options.signal?.aborted === true) return { kind: "cancelled" };
    if (error instanceof EngineFailure) return { kind: "failed", message: error.message };
    throw error;
  } finally {
    await trials.end();
  }
}

class Trials {
  readonly #options: TuneOptions;
  readonly #endAt = performance.now() + LIMIT_MS;
  #loaded: Loaded | undefined;
  #cacheType: CacheType = "f16";

  constructor(options: TuneOptions) {
    this.#options = options;
  }

  async run(): Promise<TuneOutcome> {
    const { signal, onProgress } = this.#options;
    const { cacheType = "f16" } = this.#options;
    const { threads, batchSize, llama, model } = await this.#load({ gpuLayers: undefined, cacheType });
    const gpuLayers = llama.gpu === false ? undefined : model.gpuLayers;
    const facts = { usual: { threads: threads.threads, batchSize, gpuLayers, cacheType }, mostThreads: threads.most };
    const plan = planTrials(facts);
    const all = countTrials(facts);
    let next = plan.next();
    for (let tried = 1; !next.done; tried += 1) {
      signal?.throwIfAborted();
      const rates = performance.now() < this.#endAt ? await this.#try(next.value) : undefined;
      const message = `${describeWay(next.value)}: ${describeRates(rates)}`;
      onProgress?.({ share: Math.min(1, tried / all), message });
      next = plan.next(rates);
    }
    const finding = next.value;
    if (finding.kind !== "found")
      return { kind: "failed", message: whyNotTuned(finding.kind, this.#loaded!.file.size) };
    return await this.#note(finding);
  }

  async #note({ way, rates, other }: Tried & { readonly other: Tried | undefined }): Promise<TuneOutcome> {
    const { storageFolder, latencyTargetMs } = this.#options;
    const { contextSize, movable } = await this.#learnMoving(way);
    const { threads, batchSize, gpuLayers } = way;
    const tuning = { threads, batchSize, gpuLayers, rates, contextSize };
    await noteTuning(storageFolder, tunedCaseOf(this.#loaded!, readMachine()), tuning);
    const { prefixTokens, suffixTokens } = planBudget({ rates, latencyTargetMs, contextSize, movable });
    return { kind: "tuned", tuning, sentence: describeTuning(tuning, prefixTokens + suffixTokens, other) };
  }

  async end(): Promise<void> {
    if (this.#loaded !== undefined) await unload(this.#loaded);
    this.#loaded = undefined;
  }

  async #load({ gpuLayers, cacheType }: Pick<Way, "gpuLayers" | "cacheType">): Promise<Loaded> {
    await this.end();
    this.#loaded = await loadNative({ ...this.#options, isUntuned: true, gpuLayers, cacheType });
    this.#cacheType = cacheType;
    return this.#loaded;
  }

  async #try(way: Way): Promise<Rates | undefined> {
    return await new Stopwatch(await this.#loadFor(way), way, this.#options.signal).measure();
  }

  async #loadFor(way: Way): Promise<Loaded> {
    const { gpuLayers, cacheType } = way;
    const hasLayers = gpuLayers === undefined || gpuLayers === this.#loaded!.model.gpuLayers;
    const loaded = hasLayers && cacheType === this.#cacheType ? this.#loaded! : await this.#load(way);
    loaded.cache.threads = way.threads;
    return loaded;
  }

  /** With the way that was chosen. */
  async #learnMoving(way: Way): Promise<{ readonly contextSize: number; readonly movable: boolean }> {
    const engine = engineFor(await this.#loadFor(way), way);
    await engine.learnMoving();
    const { contextSize, immovable } = engine.facts;
    const most = this.#options.maxRotateMs ?? MAX_ROTATE_MS;
    return { contextSize: limitContextSize(contextSize, engine.rotateMs, most), movable: immovable === undefined };
  }
}

/** Times one way on an empty cache, and leaves it empty. */
class Stopwatch {
  readonly #engine: LlamaEngine;
  readonly #way: Way;
  readonly #signal: AbortSignal | undefined;
  readonly #text: readonly TokenId[];
  #at = 0;

  constructor(loaded: Loaded, way: Way, signal: AbortSignal | undefined) {
    this.#engine = engineFor(loaded, way);
    this.#way = way;
    this.#signal = signal;
    const { facts, tokenizer } = this.#engine;
    const tokens = tokenizer.tokenize(SAMPLE);
    this.#text = Array.from({ length: facts.contextSize }, (_, index) => tokens[index % tokens.length]!);
  }

  async measure(): Promise<Rates | undefined> {
    await this.#engine.reset();
    try {
      // The first token may wait for the disk.
      await this.#evaluate(1);
      const first = await this.#write();
      if (first > TOKEN_MAX_MS) return undefined;
      await this.#evaluate(Math.min(STANDING, this.#room() >> 1));
      const decode = 1000 / (await this.#fastest(WRITTEN, () => this.#write(), TOKEN_MAX_MS));
      const batch = Math.min(this.#way.batchSize, this.#room());
      const readMs = await this.#fastest(READ_TIMES, () => this.#read(batch), READ_MAX_MS);
      return { decode, prefill: (1000 * batch) / readMs };
    } finally {
      await this.#engine.reset();
    }
  }

  async #fastest(times: number, work: () => Promise<number>, mostMs: number): Promise<number> {
    let fastest = Number.POSITIVE_INFINITY;
    let spent = 0;
    for (let time = 0; time < times && spent < mostMs && this.#signal?.aborted !== true; time += 1) {
      const ms = await work();
      spent += ms;
      fastest = Math.min(fastest, ms);
    }
    this.#signal?.throwIfAborted();
    return fastest;
  }

  async #write(): Promise<number> {
    const startedAt = performance.now();
    await this.#evaluate(1);
    await this.#engine.best(1);
    return performance.now() - startedAt;
  }

  async #read(count: number): Promise<number> {
    const startedAt = performance.now();
    await this.#evaluate(count);
    const ms = performance.now() - startedAt;
    this.#at -= count;
    await this.#engine.apply({ kind: "drop", source: 0, from: this.#at, to: this.#at + count });
    return ms;
  }

  #room(): number {
    return this.#engine.facts.contextSize - this.#at - WRITTEN - 1;
  }

  async #evaluate(count: number): Promise<void> {
    const ids = this.#text.slice(this.#at, this.#at + count);
    await evaluateTrial(this.#engine, ids, this.#at);
    this.#at += count;
  }
}

function describeRates(rates: Rates | undefined): string {
  if (rates === undefined) return "given up";
  return `reads ${Math.round(rates.prefill)}, writes ${Math.round(rates.decode)} tokens a second`;
}

function engineFor(loaded: Loaded, { threads, batchSize }: Way): LlamaEngine {
  return new LlamaEngine({ ...loaded, batchSize, threads: { ...loaded.threads, threads } });
}
