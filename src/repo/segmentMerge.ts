/** One segment of two, in small steps: a large merge takes seconds, and somebody may ask for the thread meanwhile. */

import { must } from "../core/bug.ts";
import { MOST_TIMES, UNIT_SHIFT } from "./indexedFile.ts";
import { emptyUnits, IndexSegment, type SegmentArrays, type SegmentFile } from "./segment.ts";

const TIMES = MOST_TIMES + 1;
/** Behind all terms. */
const NO_TERM = Number.POSITIVE_INFINITY;
/** Postings, terms, units and files of one step: about a millisecond. */
export const STEP_WORK = 16_384;

/** Elements that are moved before it is asked whether the step is full. */
const PIECE = STEP_WORK / 16;

/** Counts work, and says when a step is full. */
export class StepCount {
  #work = 0;

  isFull(work: number): boolean {
    this.#work += work;
    return this.#work >= STEP_WORK;
  }

  /** What was done since the last time. */
  take(): number {
    const work = this.#work;
    this.#work = 0;
    return work;
  }
}

interface MergePart {
  readonly segment: IndexSegment;
  /** -1 for dead files. */
  readonly newFile: Int32Array;
  /** -1 for the units of dead files. */
  readonly newUnit: Int32Array;
}

/**
 * Of the files that are alive when it begins; hidden ones count in it. Yields how much was done in each step. All files of
 * the result are dead: the caller revives those that still are as they were.
 */
export function* mergeSegments(left: IndexSegment, right: IndexSegment): Generator<number, IndexSegment> {
  const step = new StepCount();
  const files: SegmentFile[] = [];
  let count = 0;
  const parts = [toPart(left), toPart(right)];
  for (const { segment, newFile } of parts)
    for (let file = 0; file < newFile.length; file += 1) {
      newFile[file] = segment.isAlive(file) ? files.push(segment.files[file]!) - 1 : -1;
      if (newFile[file]! >= 0) count += segment.unitsOf(file);
      if (step.isFull(1)) yield step.take();
    }
  const units = yield* mergeUnits(parts, count, step);
  const postings = yield* mergePostings(parts, step);
  yield step.take();
  return new IndexSegment(files, { ...units, ...postings }, false);
}

function toPart(segment: IndexSegment): MergePart {
  return { segment, newFile: new Int32Array(segment.files.length), newUnit: new Int32Array(segment.size) };
}

function* mergeUnits(
  parts: readonly MergePart[],
  most: number,
  step: StepCount,
): Generator<number, ReturnType<typeof emptyUnits>> {
  const units = emptyUnits(most);
  let count = 0;
  for (const { segment, newFile, newUnit } of parts) {
    const { unitFile, unitStart, unitEnd, unitLength } = segment.arrays;
    for (let unit = 0; unit < segment.size; unit += 1) {
      if (step.isFull(1)) yield step.take();
      const file = newFile[unitFile[unit]!]!;
      newUnit[unit] = file < 0 ? -1 : count;
      if (file < 0) continue;
      units.unitFile[count] = file;
      units.unitStart[count] = unitStart[unit]!;
      units.unitEnd[count] = unitEnd[unit]!;
      units.unitLength[count] = unitLength[unit]!;
      count += 1;
    }
  }
  must(count === most, `${count} units of ${most} are alive`);
  return units;
}

type Postings = Pick<SegmentArrays, "terms" | "offsets" | "postings">;

function* mergePostings(parts: readonly MergePart[], step: StepCount): Generator<number, Postings> {
  const all = parts.map(({ segment }) => segment.arrays);
  const mostTerms = all.reduce((sum, { terms }) => sum + terms.length, 0);
  const terms = new Uint32Array(mostTerms);
  const offsets = new Uint32Array(mostTerms + 1);
  const postings = new Uint32Array(all.reduce((sum, arrays) => sum + arrays.postings.length, 0));
  const at = parts.map(() => 0);
  let [count, end] = [0, 0];
  for (let term = leastTerm(all, at); term < NO_TERM; term = leastTerm(all, at)) {
    const begin = end;
    for (let part = 0; part < parts.length; part += 1) {
      const { terms: own, offsets: from } = all[part]!;
      const place = at[part]!;
      if (own[place] !== term) continue;
      for (let first = from[place]!; first < from[place + 1]!; first += PIECE) {
        const next = Math.min(first + PIECE, from[place + 1]!);
        end = movePostings(parts[part]!, first, next, postings, end);
        if (step.isFull(next - first)) yield step.take();
      }
      at[part] = place + 1;
    }
    if (step.isFull(1)) yield step.take();
    if (end === begin) continue;
    terms[count] = term;
    count += 1;
    offsets[count] = end;
  }
  return {
    terms: yield* cut(terms, count, step),
    offsets: yield* cut(offsets, count + 1, step),
    postings: yield* cut(postings, end, step),
  };
}

/** The next of all. Each term of each merge is looked for: nothing is made on the way. */
function leastTerm(all: readonly SegmentArrays[], at: readonly number[]): number {
  let least = NO_TERM;
  for (let part = 0; part < all.length; part += 1) least = Math.min(least, all[part]!.terms[at[part]!] ?? NO_TERM);
  return least;
}

/** Those at [first, next), to where `end` is; returns where they end. */
function movePostings(
  { segment, newUnit }: MergePart,
  first: number,
  next: number,
  postings: Uint32Array,
  end: number,
): number {
  const old = segment.arrays.postings;
  let at = end;
  for (let index = first; index < next; index += 1) {
    const posting = old[index]!;
    const unit = newUnit[posting >>> UNIT_SHIFT]!;
    if (unit >= 0) postings[at++] = unit * TIMES + (posting & MOST_TIMES);
  }
  return at;
}

/** An array of its first elements alone; what is behind them would stay in memory. */
function* cut(array: Uint32Array, length: number, step: StepCount): Generator<number, Uint32Array> {
  if (array.length === length) return array;
  const shorter = new Uint32Array(length);
  for (let from = 0; from < length; from += PIECE) {
    const part = array.subarray(from, Math.min(from + PIECE, length));
    shorter.set(part, from);
    if (step.isFull(part.length)) yield step.take();
  }
  return shorter;
}
