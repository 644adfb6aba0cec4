/** The fastest way to evaluate tokens on a machine: what to try in which order, what follows from it, and what to say of it. */

import type { CacheType } from "../settings/settings.ts";
import type { Rates } from "./engine.ts";

/** A way to evaluate tokens. */
export interface Way {
  readonly threads: number;
  /** Tokens that are evaluated in one go at most. */
  readonly batchSize: number;
  /** Layers of the model on the graphics card; undefined: there is none. */
  readonly gpuLayers: number | undefined;
  readonly cacheType: CacheType;
}

export interface TuningFacts {
  /** What is done where nothing was tried. */
  readonly usual: Way;
  /** Cores that the process may use: more threads would wait for each other, spinning. */
  readonly mostThreads: number;
}

/** What was found out on a machine for a model. */
export interface Tuning extends Omit<Way, "cacheType"> {
  /** Positions of the cache. */
  readonly contextSize: number;
  readonly rates: Rates;
}

export interface TuningProgress {
  /** 0 to 1. */
  readonly share: number;
  /** What was just tried, and what came of it. */
  readonly message: string;
}

export type TuneOutcome =
  /** `sentence`: for a person. */
  | { readonly kind: "tuned"; readonly tuning: Tuning; readonly sentence: string }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly message: string };

const THREADS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16];
/** The largest first. */
const BATCH_SIZES = [512, 256, 128, 64];

/** A typed line costs so many tokens read and written. */
const READ_TOKENS = 64;
const WRITTEN_TOKENS = 12;

/** More threads take cores from the editor: they must be worth it. Fewer may even be a little slower; so may smaller batches. */
const MUCH_FASTER = 0.95;
const AS_FAST = 1.03;

/** Other programs were at work where the same way takes so many times as long a minute later. */
const STEADY = 1.6;

/** Trials at most. */
export function countTrials(facts: TuningFacts): number {
  const ladders = [layersBelow(facts.usual), threadsBelow(facts), threadsAbove(facts), BATCH_SIZES];
  return 3 + ladders.reduce((sum, ladder) => sum + ladder.length, 0);
}

/** A way and its rates. */
export interface Tried {
  readonly way: Way;
  readonly rates: Rates;
}

/** Undefined where a trial was given up, as too slow to be measured or because there is no time left. */
type Plan<Result> = Generator<Way, Result, Rates | undefined>;

/** `other`: the same with the cache's other type, which is the user's to choose: it is not as exact, or takes more memory. */
export type Finding =
  | (Tried & { readonly kind: "found"; readonly other: Tried | undefined })
  | { readonly kind: "tooSlow" | "unsteady" };

const FAILURES = {
  tooSlow: "The model is too slow on this machine for anything to be measured.",
  unsteady:
    "Other programs kept this machine busy meanwhile, so that nothing could be found out. Try again when it is quiet.",
} as const;

/** Yields ways to be tried, and is given their rates. */
export function* planTrials(facts: TuningFacts): Plan<Finding> {
  const { usual } = facts;
  const rates = yield usual;
  if (rates === undefined) return { kind: "tooSlow" };
  const threaded = yield* planThreads(yield* planLayers({ way: usual, rates }), facts);
  const best = yield* planBatches(threaded);
  const other = yield* planOtherCache(best);
  const again = yield usual;
  // What nothing was held against is not believed: on a busy machine any way may seem the best.
  if (again === undefined) return { kind: "tooSlow" };
  const change = answerMs(again) / answerMs(rates);
  if (change > STEADY || change < 1 / STEADY) return { kind: "unsteady" };
  // What only seemed to be faster is not worth being unusual.
  return AS_FAST * answerMs(again) < answerMs(best.rates)
    ? { kind: "found", way: usual, rates: again, other }
    : { kind: "found", ...best, other };
}

function* planOtherCache({ way }: Tried): Plan<Tried | undefined> {
  const other: Way = { ...way, cacheType: way.cacheType === "f16" ? "q8_0" : "f16" };
  const rates = yield other;
  return rates === undefined ? undefined : { way: other, rates };
}

function* planLayers(first: Tried): Plan<Tried> {
  let best = first;
  for (const gpuLayers of layersBelow(first.way)) {
    const way = { ...first.way, gpuLayers };
    const rates = yield way;
    if (rates !== undefined && answerMs(rates) < MUCH_FASTER * answerMs(best.rates)) best = { way, rates };
  }
  return best;
}

/** Up while that is much faster; else down while that is hardly slower. */
function* planThreads(first: Tried, facts: TuningFacts): Plan<Tried> {
  let best = first;
  for (const threads of threadsAbove(facts)) {
    const way = { ...best.way, threads };
    const rates = yield way;
    if (rates === undefined || answerMs(rates) >= MUCH_FASTER * answerMs(best.rates)) break;
    best = { way, rates };
  }
  if (best !== first) return best;
  let fastest = answerMs(first.rates);
  for (const threads of threadsBelow(facts)) {
    const way = { ...best.way, threads };
    const rates = yield way;
    // Against the fastest, not against the one before: many small losses are a large one.
    if (rates === undefined || answerMs(rates) > AS_FAST * fastest) break;
    fastest = Math.min(fastest, answerMs(rates));
    best = { way, rates };
  }
  return best;
}

/** The smallest batch that reads as fast as any: between two of them work can end. */
function* planBatches({ way, rates }: Tried): Plan<Tried> {
  const tried: { readonly batchSize: number; readonly prefill: number }[] = [];
  for (const batchSize of BATCH_SIZES) {
    const found = yield { ...way, batchSize };
    if (found !== undefined) tried.push({ batchSize, prefill: found.prefill });
  }
  const fastest = Math.max(...tried.map(({ prefill }) => prefill));
  const chosen = tried.findLast(({ prefill }) => AS_FAST * prefill >= fastest);
  if (chosen === undefined) return { way, rates };
  const { batchSize, prefill } = chosen;
  return { way: { ...way, batchSize }, rates: { ...rates, prefill } };
}

/** The time of a usual answer, in milliseconds. */
function answerMs({ prefill, decode }: Rates): number {
  return 1000 * (READ_TOKENS / prefill + WRITTEN_TOKENS / decode);
}

function layersBelow({ gpuLayers = 0 }: Way): readonly number[] {
  return gpuLayers === 0 ? [] : [...new Set([gpuLayers >> 1, 0])];
}

/** The next first. */
function threadsBelow({ usual }: TuningFacts): readonly number[] {
  return THREADS.filter((threads) => threads < usual.threads).reverse();
}

function threadsAbove({ usual, mostThreads }: TuningFacts): readonly number[] {
  return THREADS.filter((threads) => threads > usual.threads && threads <= mostThreads);
}

/**
 * "This machine reads 330 and writes 113 tokens a second; Turnkey will look at 1,650 tokens and answer in 0.3 s." `seen`:
 * tokens around the cursor. What the other type of cache would change is said where it is worth a thought.
 */
export function describeTuning(found: Pick<Tuning, "rates">, seen: number, other?: Tried): string {
  const { prefill, decode } = found.rates;
  const answer = `This machine reads ${Math.round(prefill)} and writes ${Math.round(decode)} tokens a second; Turnkey will look at ${seen.toLocaleString("en")} tokens and answer in ${seconds(found.rates)} s.`;
  return [answer, ...(other === undefined ? [] : describeOther(other, found.rates))].join(" ");
}

function describeOther({ way, rates }: Tried, found: Rates): readonly string[] {
  if (way.cacheType === "f16")
    return answerMs(rates) > AS_FAST * answerMs(found)
      ? []
      : ["A cache of 16 bits is as fast here, and more exact (turnkey.cache.type: f16)."];
  return answerMs(rates) < MUCH_FASTER * answerMs(found)
    ? [`With a cache of 8 bits it would be ${seconds(rates)} s, a little less exactly (turnkey.cache.type: q8_0).`]
    : [];
}

function seconds(rates: Rates): string {
  return Math.max(0.1, answerMs(rates) / 1000).toFixed(1);
}

/** Why nothing was found, and what a person can do. `modelBytes`: size of the model's file. */
export function whyNotTuned(kind: keyof typeof FAILURES, modelBytes: number): string {
  return kind === "tooSlow" ? `${FAILURES[kind]} ${adviceForSlow(modelBytes)}` : FAILURES[kind];
}

/** Models that complete code are hardly smaller than this. */
const SMALL_BYTES = 600e6;

/** What a person can do whose model is slow. `modelBytes`: size of its file. */
export function adviceForSlow(modelBytes: number): string {
  return modelBytes < SMALL_BYTES ? "Close other programs." : "Close other programs, or choose a smaller model.";
}

/** "2 threads, batches of 128"; what is not said of the cache is that it has 16 bits. */
export function describeWay(way: Omit<Way, "cacheType"> & Partial<Pick<Way, "cacheType">>): string {
  const { threads, batchSize, gpuLayers, cacheType = "f16" } = way;
  const layers = gpuLayers === undefined ? "" : `, ${gpuLayers} layers on the graphics card`;
  return `${threads} ${threads === 1 ? "thread" : "threads"}, batches of ${batchSize}${layers}${cacheType === "f16" ? "" : ", a cache of 8 bits"}`;
}

/** What a stored text says was found; undefined: nothing that can be believed. */
export function readTuning(text: unknown): Tuning | undefined {
  try {
    const { threads, batchSize, gpuLayers, contextSize, rates } = JSON.parse(String(text)) as Partial<Tuning>;
    const isWhole = (value: unknown, least: number): value is number =>
      Number.isInteger(value) && Number(value) >= least;
    const isRate = (value: unknown): value is number => Number.isFinite(value) && Number(value) > 0;
    if (!isWhole(threads, 1) || !isWhole(batchSize, 1) || !isWhole(contextSize, 1)) return undefined;
    if (gpuLayers !== undefined && !isWhole(gpuLayers, 0)) return undefined;
    if (!isRate(rates?.prefill) || !isRate(rates.decode)) return undefined;
    return { threads, batchSize, gpuLayers, contextSize, rates: { prefill: rates.prefill, decode: rates.decode } };
  } catch {
    return undefined;
  }
}
