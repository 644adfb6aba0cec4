/** BM25 over segments: which units speak of what a place speaks of. */

import { MOST_TIMES } from "./indexedFile.ts";
import type { IndexSegment } from "./segment.ts";
import type { Term } from "./terms.ts";

const TIMES = MOST_TIMES + 1;
/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; the usual values. */
const K1 = 1.2;
const B = 0.75;
/** Terms that are common are left out when rarer ones have led to so many places. */
export const MOST_POSTINGS = 60_000;

/** What is looked for: how much each term weighs. */
export type Query = ReadonlyMap<Term, number>;

export interface Hit {
  readonly segment: IndexSegment;
  /** Within the segment. */
  readonly unit: number;
  readonly score: number;
}

interface Looked {
  readonly term: Term;
  readonly weight: number;
  /** Where it is in each segment; -1 where it is not. */
  readonly places: readonly number[];
  /** Units that hold it and count. */
  count: number;
}

/**
 * The best units, the best first; equal ones by path and line. Which segments hold the files does not matter to the
 * result, as long as fewer than `MOST_POSTINGS` places are looked at.
 */
export function searchSegments(segments: readonly IndexSegment[], query: Query, most: number): Hit[] {
  const units = segments.reduce((sum, segment) => sum + segment.units, 0);
  const length = segments.reduce((sum, segment) => sum + segment.length, 0);
  if (units === 0) return [];
  const scores = segments.map((segment) => new Float64Array(segment.size));
  for (const { weight, places, count } of chooseTerms(segments, query)) {
    const rarity = Math.log(1 + (units - count + 0.5) / (count + 0.5));
    for (const [number, segment] of segments.entries())
      if (places[number]! >= 0) addScores(segment, places[number]!, weight * rarity, length / units, scores[number]!);
  }
  return toBest(segments, scores, most);
}

/** The rarest, as many as may be looked at; in an order that does not depend on the segments. */
function chooseTerms(segments: readonly IndexSegment[], query: Query): Looked[] {
  const all = [...query].map(([term, weight]) => {
    const places = segments.map((segment) => segment.find(term));
    return { term, weight, places, total: sizeOf(segments, places) };
  });
  const rarestFirst = all.filter(({ total }) => total > 0).sort((a, b) => a.total - b.total || a.term - b.term);
  const chosen: Looked[] = [];
  let postings = 0;
  for (const { total, ...looked } of rarestFirst) {
    postings += total;
    if (postings > MOST_POSTINGS && chosen.length > 0) break;
    chosen.push({ ...looked, count: countUnits(segments, looked.places) });
  }
  return chosen.filter(({ count }) => count > 0).sort((a, b) => a.count - b.count || a.term - b.term);
}

function sizeOf(segments: readonly IndexSegment[], places: readonly number[]): number {
  return places.reduce((sum, place, number) => {
    const { offsets } = segments[number]!.arrays;
    return place < 0 ? sum : sum + offsets[place + 1]! - offsets[place]!;
  }, 0);
}

function countUnits(segments: readonly IndexSegment[], places: readonly number[]): number {
  let count = 0;
  for (const [number, segment] of segments.entries()) {
    const place = places[number]!;
    if (place < 0) continue;
    const { offsets, postings, unitFile } = segment.arrays;
    for (let index = offsets[place]!; index < offsets[place + 1]!; index += 1)
      if (segment.counts(unitFile[Math.floor(postings[index]! / TIMES)]!)) count += 1;
  }
  return count;
}

function addScores(
  segment: IndexSegment,
  place: number,
  weight: number,
  meanLength: number,
  scores: Float64Array,
): void {
  const { offsets, postings, unitLength, unitFile } = segment.arrays;
  for (let index = offsets[place]!; index < offsets[place + 1]!; index += 1) {
    const unit = Math.floor(postings[index]! / TIMES);
    if (!segment.counts(unitFile[unit]!)) continue;
    const times = postings[index]! % TIMES;
    scores[unit]! += (weight * (times * (K1 + 1))) / (times + K1 * (1 - B + (B * unitLength[unit]!) / meanLength));
  }
}

function toBest(segments: readonly IndexSegment[], scores: readonly Float64Array[], most: number): Hit[] {
  const best: Hit[] = [];
  let least = 0;
  for (const [number, segment] of segments.entries())
    for (let unit = 0; unit < segment.size; unit += 1) {
      const score = scores[number]![unit]!;
      // Equal ones are compared by their paths.
      if (score === 0 || score < least) continue;
      best.push({ segment, unit, score });
      if (best.length < 8 * most) continue;
      best.sort(compareHits);
      best.length = most;
      least = best[most - 1]!.score;
    }
  return best.sort(compareHits).slice(0, most);
}

function compareHits(a: Hit, b: Hit): number {
  if (a.score !== b.score) return b.score - a.score;
  const [left, right] = [a, b].map(({ segment, unit }) => segment.files[segment.arrays.unitFile[unit]!]!.path);
  if (left !== right) return left! < right! ? -1 : 1;
  return a.segment.arrays.unitStart[a.unit]! - b.segment.arrays.unitStart[b.unit]!;
}
