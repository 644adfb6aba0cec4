/** One segment of two, in small steps: a large merge takes seconds, and somebody may ask for the thread meanwhile. */

import { must } from "../core/bug.ts";
import { MOST_TIMES } from "./indexedFile.ts";
import { emptyUnits, IndexSegment, type SegmentArrays, type SegmentFile } from "./segment.ts";

const TIMES = MOST_TIMES + 1;
/** Postings, terms, units and files of one step: about a millisecond. */
export const STEP_WORK = 16_384;

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
  const parts = [left, right].map((segment) => ({
    segment,
    newFile: new Int32Array(segment.files.length),
    newUnit: new Int32Array(segment.size),
  }));
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
  const most = all.reduce((sum, { postings }) => sum + postings.length, 0);
  const mostTerms = all.reduce((sum, { terms }) => sum + terms.length, 0);
  const terms = new Uint32Array(mostTerms);
  const offsets = new Uint32Array(mostTerms + 1);
  const postings = new Uint32Array(most);
  const at = parts.map(() => 0);
  let count = 0;
  let end = 0;
  for (;;) {
    const term = Math.min(...all.map((arrays, part) => arrays.terms[at[part]!] ?? Number.POSITIVE_INFINITY));
    if (term === Number.POSITIVE_INFINITY) break;
    const begin = end;
    for (const [part, { newUnit }] of parts.entries()) {
      const { terms: own, offsets: from, postings: old } = all[part]!;
      if (own[at[part]!] !== term) continue;
      for (let index = from[at[part]!]!; index < from[at[part]! + 1]!; index += 1) {
        const unit = newUnit[Math.floor(old[index]! / TIMES)]!;
        if (unit >= 0) postings[end++] = unit * TIMES + (old[index]! % TIMES);
        if (step.isFull(1)) yield step.take();
      }
      at[part]! += 1;
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

/** An array of its first elements alone; what is behind them would stay in memory. */
function* cut(array: Uint32Array, length: number, step: StepCount): Generator<number, Uint32Array> {
  if (array.length === length) return array;
  const shorter = new Uint32Array(length);
  for (let from = 0; from < length; from += STEP_WORK) {
    const part = array.subarray(from, Math.min(from + STEP_WORK, length));
    shorter.set(part, from);
    if (step.isFull(part.length)) yield step.take();
  }
  return shorter;
}
