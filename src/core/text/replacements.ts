/** Lists of replacements: the algebra behind `TextEdit`. */

import { must } from "../bug.ts";
import type { Offset, TextName } from "./offsets.ts";

/** `text` takes the place of [start, end): UTF-16 offsets in the text before the edit. */
export interface Replacement<Of extends TextName = TextName> {
  readonly start: Offset<Of>;
  readonly end: Offset<Of>;
  readonly text: string;
}

/** Without empty ones and touching ones; throws `BugError` unless they are sorted, disjoint and within the whole numbers ≥ 0. */
export function normalised<Of extends TextName>(replacements: readonly Replacement<Of>[]): readonly Replacement<Of>[] {
  let floor = 0;
  let normal = true;
  for (const [index, { start, end, text }] of replacements.entries()) {
    must(
      Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= floor && end >= start,
      `unsorted, overlapping or negative replacement [${start}, ${end}) behind ${floor}`,
    );
    if ((index > 0 && start === floor) || (start === end && text === "")) normal = false;
    floor = end;
  }
  if (normal) return replacements;
  const builder = new Builder();
  for (const { start, end, text } of replacements) builder.add(start, end, text);
  return builder.finish();
}

/** Collects replacements in order and merges those that touch. */
class Builder {
  readonly #done: Replacement<never>[] = [];
  #start = 0;
  #end = 0;
  #text = "";

  add(start: number, end: number, text: string): void {
    if (start > this.#end) {
      this.#flush();
      this.#start = start;
    }
    this.#end = end;
    this.#text += text;
  }

  finish(): readonly Replacement<never>[] {
    this.#flush();
    return this.#done;
  }

  #flush(): void {
    if (this.#start < this.#end || this.#text !== "")
      this.#done.push({ start: this.#start, end: this.#end, text: this.#text });
    this.#text = "";
  }
}

/**
 * Walks the text in the middle, which the first edit writes and the second reads:
 *
 *     before   ····[deleted]···················
 *     middle   ····[first.text]················
 *     after    ··········[second.text]·········
 *
 * Each character of it is either kept from before or written by the first, and then either kept or deleted.
 */
export function composed(first: readonly Replacement[], second: readonly Replacement[]): readonly Replacement<never>[] {
  const builder = new Builder();
  const middle = new MiddleReader(first, builder);
  let at = 0;
  for (const { start, end, text } of second) {
    middle.read(start - at, "keep");
    middle.insert(text);
    middle.read(end - start, "delete");
    at = end;
  }
  middle.keepRest();
  return builder.finish();
}

/** Reads the text that `first` leaves, without having it, and says what becomes of it in terms of the text before. */
class MiddleReader {
  readonly #first: readonly Replacement[];
  readonly #builder: Builder;
  /** The next of `first` to come. */
  #index = 0;
  /** Position in the text before. */
  #before = 0;
  /** What is still unread of the replacement being read. */
  #unread = "";

  constructor(first: readonly Replacement[], builder: Builder) {
    this.#first = first;
    this.#builder = builder;
  }

  insert(text: string): void {
    this.#builder.add(this.#before, this.#before, text);
  }

  read(count: number, fate: "keep" | "delete"): void {
    let left = count;
    while (left > 0) {
      const gap = (this.#first[this.#index]?.start ?? Number.POSITIVE_INFINITY) - this.#before;
      if (this.#unread !== "") {
        const part = this.#unread.slice(0, left);
        if (fate === "keep") this.insert(part);
        this.#unread = this.#unread.slice(part.length);
        left -= part.length;
      } else if (gap === 0) {
        this.#enterNext();
      } else {
        const length = Math.min(left, gap);
        if (fate === "delete") this.#builder.add(this.#before, this.#before + length, "");
        this.#before += length;
        left -= length;
      }
    }
  }

  keepRest(): void {
    this.insert(this.#unread);
    while (this.#index < this.#first.length) {
      this.#enterNext();
      this.insert(this.#unread);
    }
  }

  #enterNext(): void {
    const { start, end, text } = this.#first[this.#index]!;
    this.#builder.add(start, end, "");
    this.#before = end;
    this.#unread = text;
    this.#index += 1;
  }
}

/** See `TextEdit.tryRebase`. The result may have to be normalised. */
export function rebased(
  mine: readonly Replacement[],
  over: readonly Replacement[],
): readonly Replacement<never>[] | undefined {
  const result: Replacement<never>[] = [];
  let delta = 0; // of those of `over` that lie left of the replacement at hand
  let passed = 0; // how many those are
  for (const replacement of mine) {
    while (passed < over.length && liesLeftOf(over[passed]!, replacement)) {
      delta += growth(over[passed]!);
      passed += 1;
    }
    let moved: Replacement<never> = {
      start: replacement.start + delta,
      end: replacement.end + delta,
      text: replacement.text,
    };
    // The one before may touch from the left.
    if (passed > 0 && contradict(over[passed - 1]!, replacement)) return undefined;
    for (let index = passed; index < over.length && over[index]!.start <= replacement.end; index++) {
      const theirs = over[index]!;
      if (theirs.start === replacement.start) {
        const rest = restOf(replacement, theirs, delta);
        if (rest === undefined) return undefined;
        moved = rest;
      } else if (contradict(theirs, replacement)) return undefined;
    }
    result.push(moved);
  }
  return result;
}

function growth({ start, end, text }: Replacement): number {
  return text.length - (end - start);
}

function liesLeftOf(a: Replacement, b: Replacement): boolean {
  return a.start < b.start && a.end <= b.start;
}

/** For two that do not start at the same place: they overlap, or they touch and it is open whose text goes first. */
function contradict(a: Replacement, b: Replacement): boolean {
  const [left, right] = a.start < b.start ? [a, b] : [b, a];
  return left.end > right.start || (left.end === right.start && left.text !== "" && right.text !== "");
}

/** What is left to do of `mine` after `theirs`, which starts at the same place; undefined where their texts disagree. */
function restOf(mine: Replacement, theirs: Replacement, delta: number): Replacement<never> | undefined {
  if (!mine.text.startsWith(theirs.text) && !theirs.text.startsWith(mine.text)) return undefined;
  const start = theirs.start + delta + theirs.text.length;
  return { start, end: start + Math.max(0, mine.end - theirs.end), text: mine.text.slice(theirs.text.length) };
}
