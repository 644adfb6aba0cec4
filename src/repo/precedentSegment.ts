/**
 * Token sequences of files with all their places sorted by what stands in front of them, read backwards (a suffix array of the
 * reversed text): places that share their last tokens with a text are neighbours, found by halves. Two or three bytes a token
 * for the tokens, by the vocabulary, and three for the order.
 */

import type { TokenId } from "../core/tokens/tokenizer.ts";
import { GAP, LEAST_SHARED, MOST_SHARED, type PrecedentGroups } from "../core/writing/precedents.ts";
import { PackedNumbers } from "./packedNumbers.ts";

/** Sorted in one go. */
const RUN = 1024;
/** Places moved in one step: a few milliseconds. */
const STEP_PLACES = 8192;
const COPIED_PER_STEP = 65_536;

export interface SequenceFile {
  readonly path: string;
  /** With `GAP` where something was left out. */
  readonly ids: Uint32Array;
}

/** Places [from, to) of the order share their last `depth` tokens with the text. */
export interface SharedRange {
  readonly from: number;
  readonly to: number;
}

export class PrecedentSegment {
  readonly paths: readonly string[];
  /** A gap stands in front of each file, and within it where something was left out. */
  readonly #ids: PackedNumbers;
  /** As it is packed: larger than all tokens. */
  readonly #gap: number;
  readonly #order: PackedNumbers;
  /** Of each file's first token; behind the last file the end. */
  readonly #starts: Uint32Array;
  readonly #isDead: Uint8Array;
  #deadTokens = 0;

  constructor(
    { paths, starts }: { readonly paths: readonly string[]; readonly starts: Uint32Array },
    ids: PackedNumbers,
    gap: number,
    order: PackedNumbers,
  ) {
    this.paths = paths;
    this.#ids = ids;
    this.#gap = gap;
    this.#starts = starts;
    this.#order = order;
    this.#isDead = new Uint8Array(paths.length);
  }

  get tokens(): number {
    return this.#ids.length - this.paths.length;
  }

  get deadTokens(): number {
    return this.#deadTokens;
  }

  get bytes(): number {
    return this.#ids.bytes + this.#order.bytes + this.#starts.byteLength;
  }

  isAlive(file: number): boolean {
    return this.#isDead[file] === 0;
  }

  kill(file: number): void {
    if (!this.isAlive(file)) return;
    this.#isDead[file] = 1;
    this.#deadTokens += this.lengthOf(file);
  }

  /** In tokens. */
  lengthOf(file: number): number {
    return this.#starts[file + 1]! - 1 - this.#starts[file]!;
  }

  /** A copy, with its gaps. */
  idsOf(file: number): Uint32Array {
    const ids = this.#ids.slice(this.#starts[file]!, this.#starts[file + 1]! - 1);
    for (let at = ids.indexOf(this.#gap); at >= 0; at = ids.indexOf(this.#gap, at + 1)) ids[at] = GAP;
    return ids;
  }

  /** The places that share 1, 2, … last tokens with `context`: each range lies within the one before. */
  rangesOf(context: readonly TokenId[]): readonly SharedRange[] {
    const ranges: SharedRange[] = [];
    let [from, to] = [0, this.#order.length];
    for (let depth = 1; depth <= Math.min(MOST_SHARED, context.length); depth += 1) {
      const token = context[context.length - depth]!;
      from = this.#firstFrom(depth, token, from, to);
      to = this.#firstFrom(depth, token + 1, from, to);
      if (from === to) break;
      ranges.push({ from, to });
    }
    return ranges;
  }

  /**
   * Adds the places that share just `length` tokens, but for those of dead files and of the file `hidden` (-1: none): one by
   * one up to `most`; of more, every so many-th stands for its neighbours.
   */
  collect(ranges: readonly SharedRange[], length: number, hidden: number, most: number, into: PrecedentGroups): void {
    const range = ranges[length - 1];
    if (range === undefined) return;
    const { from, to } = range;
    const inner = ranges[length] ?? { from: to, to };
    const step = Math.max(1, Math.ceil((to - from - (inner.to - inner.from)) / most));
    for (let at = from; at < to; at += step) {
      if (at >= inner.from && at < inner.to) at = inner.to;
      if (at < to) this.#add(this.#order.at(at), length, Math.min(step, to - at), hidden, into);
    }
  }

  #add(place: number, length: number, count: number, hidden: number, into: PrecedentGroups): void {
    const file = hidden >= 0 || this.#deadTokens > 0 ? this.#fileOf(place) : -1;
    if (file >= 0 && (file === hidden || !this.isAlive(file))) return;
    into.add(this.#ids.at(place), length, count, false, () => {
      const found = this.#fileOf(place);
      return { path: this.paths[found]!, at: place - this.#starts[found]! };
    });
  }

  #fileOf(place: number): number {
    let [low, high] = [0, this.paths.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= place) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Within [from, to), which share depth - 1 tokens, the first place whose next one is `token` or more. */
  #firstFrom(depth: number, token: TokenId, from: number, to: number): number {
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ids.at(this.#order.at(middle) - depth) < token) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The order of the files that are alive, each moved to its new start. */
  *movedOrder(starts: ReadonlyMap<number, number>): Generator<void, Uint32Array> {
    const moved = new Uint32Array(this.#order.length);
    let count = 0;
    for (let done = 0; done < this.#order.length; done += 1) {
      const place = this.#order.at(done);
      const file = this.#fileOf(place);
      const start = starts.get(file);
      if (start !== undefined) {
        moved[count] = place - this.#starts[file]! + start;
        count += 1;
      }
      if (done % STEP_PLACES === STEP_PLACES - 1) yield;
    }
    return moved.subarray(0, count);
  }
}

/** A segment of files, in small steps. */
export function* buildSegment(files: readonly SequenceFile[]): Generator<void, PrecedentSegment> {
  const { ids, starts } = yield* joinFiles(files.map(({ ids: own }) => ({ length: own.length, read: () => own })));
  let places = new Uint32Array(ids.length);
  let count = 0;
  for (const [file, { ids: own }] of files.entries())
    for (let at = LEAST_SHARED; at < own.length; at += 1) {
      if (own[at] === GAP) continue;
      places[count] = starts[file]! + at;
      count += 1;
    }
  places = places.subarray(0, count);
  for (let from = 0; from < count; from += RUN) {
    places.subarray(from, from + RUN).sort((a, b) => compare(ids, a, b));
    if ((from / RUN) % 4 === 3) yield;
  }
  for (let width = RUN; width < count; width *= 2) {
    const wider = new Uint32Array(count);
    for (let from = 0; from < count; from += 2 * width) {
      const [left, right] = [places.subarray(from, from + width), places.subarray(from + width, from + 2 * width)];
      yield* mergeOrders(ids, left, right, wider.subarray(from, from + 2 * width));
    }
    places = wider;
  }
  const paths = files.map(({ path }) => path);
  return yield* packSegment(paths, ids, starts, places);
}

function* packSegment(
  paths: readonly string[],
  ids: Uint32Array,
  starts: Uint32Array,
  order: Uint32Array,
): Generator<void, PrecedentSegment> {
  let most = 0;
  for (let done = 0; done < ids.length; done += 1) {
    const id = ids[done]!;
    if (id !== GAP && id > most) most = id;
    if (done % COPIED_PER_STEP === COPIED_PER_STEP - 1) yield;
  }
  // Cut to the low bytes, a gap is still larger than all tokens.
  const gap = most < 0xffff ? 0xffff : 0xffffff;
  const packed = yield* PackedNumbers.from(ids, gap);
  return new PrecedentSegment({ paths, starts }, packed, gap, yield* PackedNumbers.from(order, ids.length));
}

/** One segment of one or two, of the files that are alive when it begins; in small steps. */
export function* mergeSequences(segments: readonly PrecedentSegment[]): Generator<void, PrecedentSegment> {
  const living = segments.flatMap((segment) =>
    [...segment.paths.entries()]
      .filter(([file]) => segment.isAlive(file))
      .map(([file, path]) => ({ segment, file, path })),
  );
  const { ids, starts } = yield* joinFiles(
    living.map(({ segment, file }) => ({ length: segment.lengthOf(file), read: () => segment.idsOf(file) })),
  );
  const orders: Uint32Array[] = [];
  for (const segment of segments) {
    const moved = living.flatMap((one, index) =>
      one.segment === segment ? [[one.file, starts[index]!] as const] : [],
    );
    orders.push(yield* segment.movedOrder(new Map(moved)));
  }
  const [left = new Uint32Array(), right = new Uint32Array()] = orders;
  const order = new Uint32Array(left.length + right.length);
  yield* mergeOrders(ids, left, right, order);
  const paths = living.map(({ path }) => path);
  return yield* packSegment(paths, ids, starts, order);
}

/** All files' tokens one behind the other, each with a gap in front. */
function* joinFiles(
  files: readonly { readonly length: number; readonly read: () => Uint32Array }[],
): Generator<void, { readonly ids: Uint32Array; readonly starts: Uint32Array }> {
  const starts = new Uint32Array(files.length + 1);
  let end = 0;
  for (const [file, { length }] of files.entries()) {
    starts[file] = end + 1;
    end += length + 1;
  }
  starts[files.length] = end + 1;
  const ids = new Uint32Array(end);
  let copied = 0;
  for (const [file, { length, read }] of files.entries()) {
    ids[starts[file]! - 1] = GAP;
    ids.set(read(), starts[file]!);
    copied += length + 1;
    if (copied < COPIED_PER_STEP) continue;
    copied = 0;
    yield;
  }
  return { ids, starts };
}

function* mergeOrders(ids: Uint32Array, left: Uint32Array, right: Uint32Array, into: Uint32Array): Generator<void> {
  let [a, b] = [0, 0];
  for (let at = 0; at < into.length; at += 1) {
    const takesLeft = b >= right.length || (a < left.length && compare(ids, left[a]!, right[b]!) <= 0);
    into[at] = takesLeft ? left[a++]! : right[b++]!;
    if (at % STEP_PLACES === STEP_PLACES - 1) yield;
  }
}

/** By what stands in front of two places, from the nearest token on. */
function compare(ids: Uint32Array, a: number, b: number): number {
  for (let depth = 1; depth <= MOST_SHARED; depth += 1) {
    const [left, right] = [ids[a - depth]!, ids[b - depth]!];
    if (left !== right) return left - right;
    if (left === GAP) break;
  }
  return a - b;
}
