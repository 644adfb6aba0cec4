/** Many files, inverted: for each term the units that hold it. Never changes, but for which of its files still count. */

import { must } from "../core/bug.ts";
import { type FileStamp, type IndexedFile, type LineSpan, MOST_TIMES } from "./indexedFile.ts";
import type { Term } from "./terms.ts";

const TIMES = MOST_TIMES + 1;

/** The arrays of a segment, as they are saved. Units are numbered within the segment. */
export interface SegmentArrays {
  readonly unitFile: Uint32Array;
  readonly unitStart: Uint32Array;
  readonly unitEnd: Uint32Array;
  readonly unitLength: Uint32Array;
  /** Ascending. */
  readonly terms: Uint32Array;
  /** Where each term's postings begin; one more than terms. */
  readonly offsets: Uint32Array;
  /** unit · 64 + times; by unit within a term. */
  readonly postings: Uint32Array;
}

export interface SegmentFile {
  readonly path: string;
  readonly stamp: FileStamp;
}

/** Why a file of a segment does not count: another state of it is in a later segment, or an open document hides it. */
const DEAD = 1;
const HIDDEN = 2;

export class IndexSegment {
  readonly files: readonly SegmentFile[];
  readonly arrays: SegmentArrays;
  readonly #off: Uint8Array;
  readonly #unitsOfFile: Uint32Array;
  readonly #termsOfFile: Float64Array;
  /** Of files that count. */
  #units = 0;
  #length = 0;
  #deadUnits = 0;
  #offUnits = new Uint32Array(0);
  #knowsOffUnits = false;

  /** `isAlive`: all of its files count, or none before it is revived. */
  constructor(files: readonly SegmentFile[], arrays: SegmentArrays, isAlive = true) {
    this.files = files;
    this.arrays = arrays;
    this.#off = new Uint8Array(files.length).fill(isAlive ? 0 : DEAD);
    this.#unitsOfFile = new Uint32Array(files.length);
    this.#termsOfFile = new Float64Array(files.length);
    let last = -1;
    for (let unit = 0; unit < arrays.unitFile.length; unit += 1) {
      const file = arrays.unitFile[unit]!;
      if (file > last) last = file;
      this.#unitsOfFile[file]! += 1;
      this.#termsOfFile[file]! += arrays.unitLength[unit]!;
      if (isAlive) this.#length += arrays.unitLength[unit]!;
    }
    // Once: words that nobody reads cost more than all the rest.
    must(last < files.length, `a unit of file ${last} of ${files.length}`);
    if (isAlive) this.#units = this.size;
    else this.#deadUnits = this.size;
  }

  /** Units that count. */
  get units(): number {
    return this.#units;
  }

  /** Terms of the units that count. */
  get length(): number {
    return this.#length;
  }

  /** Units in all, dead ones included. */
  get size(): number {
    return this.arrays.unitFile.length;
  }

  get bytes(): number {
    return Object.values<Uint32Array>({ ...this.arrays }).reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  get deadUnits(): number {
    return this.#deadUnits;
  }

  /** Units that do not count, ascending. */
  get offUnits(): Uint32Array {
    if (!this.#knowsOffUnits) {
      const { unitFile } = this.arrays;
      this.#offUnits = new Uint32Array(this.size - this.#units);
      let count = 0;
      for (let unit = 0; unit < this.size && count < this.#offUnits.length; unit += 1)
        if (!this.counts(unitFile[unit]!)) this.#offUnits[count++] = unit;
      this.#knowsOffUnits = true;
    }
    return this.#offUnits;
  }

  unitsOf(file: number): number {
    return this.#unitsOfFile[file]!;
  }

  isAlive(file: number): boolean {
    return (this.#off[file]! & DEAD) === 0;
  }

  counts(file: number): boolean {
    return this.#off[file] === 0;
  }

  kill(file: number): void {
    if (this.isAlive(file)) this.#deadUnits += this.#unitsOfFile[file]!;
    this.#turn(file, this.#off[file]! | DEAD);
  }

  revive(file: number): void {
    if (!this.isAlive(file)) this.#deadUnits -= this.#unitsOfFile[file]!;
    this.#turn(file, this.#off[file]! & ~DEAD);
  }

  hide(file: number, isHidden: boolean): void {
    this.#turn(file, isHidden ? this.#off[file]! | HIDDEN : this.#off[file]! & ~HIDDEN);
  }

  /** The place of a term in the arrays; -1 where it does not occur. */
  find(term: Term): number {
    const { terms } = this.arrays;
    let low = 0;
    let high = terms.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (terms[middle]! < term) low = middle + 1;
      else if (terms[middle]! > term) high = middle - 1;
      else return middle;
    }
    return -1;
  }

  spanOf(unit: number): LineSpan {
    return { start: this.arrays.unitStart[unit]!, end: this.arrays.unitEnd[unit]! };
  }

  #turn(file: number, off: number): void {
    const before = this.#off[file] === 0;
    this.#off[file] = off;
    if (before === (off === 0)) return;
    this.#knowsOffUnits = false;
    const sign = before ? -1 : 1;
    this.#units += sign * this.#unitsOfFile[file]!;
    this.#length += sign * this.#termsOfFile[file]!;
  }
}

/** No path twice. */
export function toSegment(files: readonly IndexedFile[]): IndexSegment {
  const places = new Map<Term, number>();
  const counts: number[] = [];
  for (const { terms } of files)
    for (const term of terms) {
      const place = places.get(term);
      if (place !== undefined) counts[place]! += 1;
      else counts[places.set(term, counts.length).size - 1] = 1;
    }
  const terms = Uint32Array.from(places.keys()).sort();
  const offsets = new Uint32Array(terms.length + 1);
  const next = new Uint32Array(terms.length);
  for (const [index, term] of terms.entries()) {
    const place = places.get(term)!;
    next[place] = offsets[index]!;
    offsets[index + 1] = offsets[index]! + counts[place]!;
  }
  const postings = new Uint32Array(offsets[terms.length]!);
  const units = toUnits(files);
  let firstUnit = 0;
  for (const file of files) {
    for (const [index, term] of file.terms.entries()) {
      const place = places.get(term)!;
      postings[next[place]!] = firstUnit * TIMES + file.postings[index]!;
      next[place]! += 1;
    }
    firstUnit += file.spans.length;
  }
  return new IndexSegment(
    files.map(({ path, stamp }) => ({ path, stamp })),
    { ...units, terms, offsets, postings },
  );
}

type Units = Pick<SegmentArrays, "unitFile" | "unitStart" | "unitEnd" | "unitLength">;

export function emptyUnits(count: number): Units {
  return {
    unitFile: new Uint32Array(count),
    unitStart: new Uint32Array(count),
    unitEnd: new Uint32Array(count),
    unitLength: new Uint32Array(count),
  };
}

function toUnits(files: readonly IndexedFile[]): Units {
  const units = emptyUnits(files.reduce((sum, { spans }) => sum + spans.length, 0));
  let unit = 0;
  for (const [number, { spans, lengths }] of files.entries())
    for (const [index, { start, end }] of spans.entries()) {
      units.unitFile[unit] = number;
      units.unitStart[unit] = start;
      units.unitEnd[unit] = end;
      units.unitLength[unit] = lengths[index]!;
      unit += 1;
    }
  return units;
}
