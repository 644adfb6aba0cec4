/** Figures from lists of numbers. Pure. */

import { percentile } from "../../src/core/percentile.ts";
import { firstLine } from "../../src/replay/firstLine.ts";
import { Random } from "../random.ts";

export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Interval {
  readonly mean: number;
  /** Ends of the interval that holds the true mean with 95 %. */
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of `differences` (one per case, both arms on the same case) with its percentile bootstrap interval
 * (Efron & Tibshirani 1993, chapter 13). Undefined for fewer than two cases.
 */
export function pairedBootstrap(
  differences: readonly number[],
  { seed, resamples = 2000 }: { readonly seed: number; readonly resamples?: number },
): Interval | undefined {
  if (differences.length < 2) return undefined;
  const random = new Random(`${seed}`);
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let count = 0; count < differences.length; count += 1) sum += differences[random.below(differences.length)]!;
    return sum / differences.length;
  });
  return { mean: mean(differences)!, low: percentile(means, 0.025)!, high: percentile(means, 0.975)! };
}

/** "0.012 (-0.003 … 0.025)" */
export function describeInterval({ mean: middle, low, high }: Interval): string {
  return `${middle.toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)})`;
}

/** 1 - Levenshtein distance / length of the longer one, over UTF-16 code units; 1 for two empty texts. */
export function editSimilarity(left: string, right: string): number {
  const longer = Math.max(left.length, right.length);
  return longer === 0 ? 1 : 1 - levenshtein(left, right) / longer;
}

function levenshtein(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[right.length]!;
}

/** One request whose right answer is known. */
export interface Judged {
  /** "" when nothing was shown. */
  readonly text: string;
  readonly shown: boolean;
  readonly truth: string;
}

export interface Quality {
  readonly requests: number;
  /** Over all requests; what was not shown counts as wrong. */
  readonly exactMatch: number;
  /** Over all requests, of the first lines; what was not shown counts as 0. */
  readonly editSimilarity: number;
  readonly shareShown: number;
  /** Exact first lines among those shown; undefined when none was. */
  readonly precision: number | undefined;
}

/** Undefined for no requests. */
export function judge(requests: readonly Judged[]): Quality | undefined {
  if (requests.length === 0) return undefined;
  const shown = requests.filter((request) => request.shown);
  const exact = shown.filter(({ text, truth }) => firstLine(text) === firstLine(truth)).length;
  const similarity = shown.map(({ text, truth }) => editSimilarity(firstLine(text), firstLine(truth)));
  return {
    requests: requests.length,
    exactMatch: exact / requests.length,
    editSimilarity: similarity.reduce((sum, value) => sum + value, 0) / requests.length,
    shareShown: shown.length / requests.length,
    precision: shown.length === 0 ? undefined : exact / shown.length,
  };
}
