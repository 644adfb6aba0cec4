/** BM25 over segments: which units speak of what a place speaks of. */

import { MOST_TIMES, UNIT_SHIFT } from "./indexedFile.ts";
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

/** What a search looked at: a count, so that it can be told from another without a clock. */
export interface SearchWork {
  /** Terms that the scores are made of. */
  terms: number;
  postings: number;
  /** Units that were compared with the best. */
  units: number;
}

/**
 * The best units, the best first; equal ones by path and line. Which segments hold the files does not matter to the
 * result, as long as fewer than `MOST_POSTINGS` places are looked at. Adds what it did to `work`.
 */
export function searchSegments(
  segments: readonly IndexSegment[],
  query: Query,
  most: number,
  work: SearchWork = { terms: 0, postings: 0, units: 0 },
): Hit[] {
  const units = segments.reduce((sum, segment) => sum + segment.units, 0);
  const meanLength = segments.reduce((sum, segment) => sum + segment.length, 0) / units;
  if (units === 0) return [];
  const terms = chooseTerms(segments, query, work).map(({ weight, count, places }) => ({
    weight: weight * Math.log(1 + (units - count + 0.5) / (count + 0.5)),
    places,
  }));
  work.terms += terms.length;
  const best = new BestHits(most);
  for (const [number, segment] of segments.entries()) {
    const scores = new UnitScores(segment);
    for (const { weight, places } of terms)
      if (places[number]! >= 0) work.postings += scores.add(places[number]!, weight, meanLength);
    work.units += scores.count;
    scores.take(best);
  }
  return best.toHits();
}

/** The rarest, as many as may be looked at; in an order that does not depend on the segments. */
function chooseTerms(segments: readonly IndexSegment[], query: Query, work: SearchWork): Looked[] {
  const all = [...query].map(([term, weight]) => {
    const places = segments.map((segment) => segment.find(term));
    return { term, weight, places, total: weight > 0 ? sizeOf(segments, places) : 0 };
  });
  const rarestFirst = all.filter(({ total }) => total > 0).sort((a, b) => a.total - b.total || a.term - b.term);
  const chosen: Looked[] = [];
  let postings = 0;
  for (const { total, ...looked } of rarestFirst) {
    postings += total;
    if (postings > MOST_POSTINGS && chosen.length > 0) break;
    chosen.push({ ...looked, count: countUnits(segments, looked.places, work) });
  }
  return chosen.filter(({ count }) => count > 0).sort((a, b) => a.count - b.count || a.term - b.term);
}

function sizeOf(segments: readonly IndexSegment[], places: readonly number[]): number {
  return places.reduce((sum, place, number) => {
    const { offsets } = segments[number]!.arrays;
    return place < 0 ? sum : sum + offsets[place + 1]! - offsets[place]!;
  }, 0);
}

/** A unit that does not count is looked up in a longer list of units in so many steps at most. */
const LOOKUP_STEPS = 20;

function countUnits(segments: readonly IndexSegment[], places: readonly number[], work: SearchWork): number {
  let count = 0;
  for (const [number, segment] of segments.entries()) {
    const place = places[number]!;
    if (place < 0) continue;
    const { offsets, postings, unitFile } = segment.arrays;
    const [from, to] = [offsets[place]!, offsets[place + 1]!];
    const off = segment.offUnits;
    if (off.length * LOOKUP_STEPS < to - from) {
      count += to - from;
      for (const unit of off) if (holdsUnit(postings, from, to, unit)) count -= 1;
      work.postings += off.length * LOOKUP_STEPS;
      continue;
    }
    work.postings += to - from;
    for (let index = from; index < to; index += 1)
      if (segment.counts(unitFile[postings[index]! >>> UNIT_SHIFT]!)) count += 1;
  }
  return count;
}

function holdsUnit(postings: Uint32Array, from: number, to: number, unit: number): boolean {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (postings[middle]! < unit * TIMES) low = middle + 1;
    else high = middle;
  }
  return low < to && postings[low]! >>> UNIT_SHIFT === unit;
}

/** Used by one search after another; all zero between them. */
let scratch = new Float64Array(0);
let scratchUnits = new Uint32Array(0);

/** The scores of a segment's units: only those that a term leads to cost anything. */
class UnitScores {
  readonly #segment: IndexSegment;
  count = 0;

  constructor(segment: IndexSegment) {
    this.#segment = segment;
    if (scratch.length >= segment.size) return;
    scratch = new Float64Array(segment.size);
    scratchUnits = new Uint32Array(segment.size);
  }

  /** Returns how many postings there are. */
  add(place: number, weight: number, meanLength: number): number {
    const { offsets, postings, unitLength } = this.#segment.arrays;
    const [from, to] = [offsets[place]!, offsets[place + 1]!];
    const [scores, units] = [scratch, scratchUnits];
    const most = weight * (K1 + 1);
    const perLength = (K1 * B) / meanLength;
    let count = this.count;
    for (let index = from; index < to; index += 1) {
      const posting = postings[index]!;
      const unit = posting >>> UNIT_SHIFT;
      const times = posting & MOST_TIMES;
      const score = scores[unit]!;
      if (score === 0) units[count++] = unit;
      scores[unit] = score + (most * times) / (times + K1 * (1 - B) + perLength * unitLength[unit]!);
    }
    this.count = count;
    return to - from;
  }

  /** Offers those that count and may be among the best, and forgets all. */
  take(best: BestHits): void {
    const [scores, units] = [scratch, scratchUnits];
    const { unitFile } = this.#segment.arrays;
    let least = best.least;
    for (let index = 0; index < this.count; index += 1) {
      const unit = units[index]!;
      const score = scores[unit]!;
      scores[unit] = 0;
      if (score < least || !this.#segment.counts(unitFile[unit]!)) continue;
      best.offer(this.#segment, unit, score);
      least = best.least;
    }
    this.count = 0;
  }
}

class BestHits {
  readonly #most: number;
  readonly #hits: Hit[] = [];
  /** A heap of the best scores so far, the least of them first: what is below it is not even written down. */
  readonly #scores: Float64Array;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
    this.#scores = new Float64Array(most);
  }

  /** A lower score is not among them; equal ones are compared by their paths. */
  get least(): number {
    return this.#count < this.#most ? 0 : this.#scores[0]!;
  }

  offer(segment: IndexSegment, unit: number, score: number): void {
    const { least } = this;
    if (score < least) return;
    this.#hits.push({ segment, unit, score });
    if (this.#count < this.#most) this.#raise(this.#count++, score);
    else if (score > least) this.#sink(score);
  }

  toHits(): Hit[] {
    const { least } = this;
    return this.#hits
      .filter(({ score }) => score >= least)
      .sort(compareHits)
      .slice(0, this.#most);
  }

  #raise(at: number, score: number): void {
    const scores = this.#scores;
    let place = at;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (scores[above]! <= score) break;
      scores[place] = scores[above]!;
      place = above;
    }
    scores[place] = score;
  }

  /** In the place of the least. */
  #sink(score: number): void {
    const scores = this.#scores;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#most) break;
      if (below + 1 < this.#most && scores[below + 1]! < scores[below]!) below += 1;
      if (scores[below]! >= score) break;
      scores[place] = scores[below]!;
      place = below;
    }
    scores[place] = score;
  }
}

function compareHits(a: Hit, b: Hit): number {
  if (a.score !== b.score) return b.score - a.score;
  const [left, right] = [pathOfHit(a), pathOfHit(b)];
  if (left !== right) return left < right ? -1 : 1;
  return a.segment.arrays.unitStart[a.unit]! - b.segment.arrays.unitStart[b.unit]!;
}

export function pathOfHit({ segment, unit }: Hit): string {
  return segment.files[segment.arrays.unitFile[unit]!]!.path;
}
