/** One type for a change of a text. Everything that edits, follows or rebases a text speaks it. */

import { must } from "./bug.ts";

/** `text` takes the place of [start, end): UTF-16 offsets in the text before the edit. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One change as the language server protocol sends it: relative to the text that the change before it left. */
export interface EditStep {
  readonly offset: number;
  /** UTF-16 code units. */
  readonly deleted: number;
  readonly inserted: string;
}

/**
 * An immutable change from one text to another. Its replacements are sorted and disjoint, and no two touch:
 * touching ones are merged and empty ones left out, so that equal edits have equal lists.
 */
export class TextEdit {
  static readonly empty = new TextEdit([]);

  readonly replacements: readonly Replacement[];

  /** Throws `BugError` unless `replacements` are sorted, disjoint and within the whole numbers ≥ 0. */
  constructor(replacements: readonly Replacement[]) {
    this.replacements = normalised(replacements);
  }

  static of(replacements: readonly Replacement[]): TextEdit {
    return new TextEdit(replacements);
  }

  static replace(start: number, end: number, text: string): TextEdit {
    return new TextEdit([{ start, end, text }]);
  }

  /** Steps done one after the other, as one edit. */
  static sequence(steps: readonly EditStep[]): TextEdit {
    if (steps.length === 0) return TextEdit.empty;
    if (steps.length === 1) {
      const { offset, deleted, inserted } = steps[0]!;
      return TextEdit.replace(offset, offset + deleted, inserted);
    }
    // By halves: a list of n steps costs n·log n instead of n².
    const middle = steps.length >> 1;
    return TextEdit.sequence(steps.slice(0, middle)).compose(TextEdit.sequence(steps.slice(middle)));
  }

  get isEmpty(): boolean {
    return this.replacements.length === 0;
  }

  /** Length after the edit minus length before it. */
  get lengthDelta(): number {
    let delta = 0;
    for (const { start, end, text } of this.replacements) delta += text.length - (end - start);
    return delta;
  }

  /** Throws `BugError` when the edit reaches behind the end of `text`. */
  apply(text: string): string {
    let result = "";
    let done = 0;
    for (const replacement of this.replacements) {
      result += text.slice(done, replacement.start) + replacement.text;
      done = replacement.end;
    }
    must(done <= text.length, `an edit up to ${done} does not fit a text of ${text.length}: ${this}`);
    return result + text.slice(done);
  }

  /** Law: `next.apply(this.apply(s)) === this.compose(next).apply(s)`. */
  compose(next: TextEdit): TextEdit {
    if (this.isEmpty) return next;
    if (next.isEmpty) return this;
    return compose(this.replacements, next.replacements);
  }

  /** The way back: `edit.inverse(s).apply(edit.apply(s)) === s`. */
  inverse(before: string): TextEdit {
    let delta = 0;
    const back: Replacement[] = [];
    for (const { start, end, text } of this.replacements) {
      back.push({ start: start + delta, end: start + delta + text.length, text: before.slice(start, end) });
      delta += text.length - (end - start);
    }
    return new TextEdit(back);
  }

  /**
   * This edit, to be applied after `over`; both are edits of the same text. What both say is done once: where they
   * start at the same place and the text of one begins with the text of the other, the rest remains (typing "f" where
   * this inserts "for" leaves "or"). Undefined where they contradict each other: they overlap, or both write at one
   * place and do not agree. Law: `a.compose(b.tryRebase(a))` and `b.compose(a.tryRebase(b))` give the same text.
   */
  tryRebase(over: TextEdit): TextEdit | undefined {
    if (this.isEmpty || over.isEmpty) return this;
    return rebase(this.replacements, over.replacements);
  }

  /**
   * Where `offset` is after the edit. An insertion at `offset` goes behind it with bias "before" and in front of it
   * with bias "after"; an offset inside a replaced range goes to the new text's start or end.
   */
  mapOffset(offset: number, bias: "before" | "after"): number {
    let delta = 0;
    for (const { start, end, text } of this.replacements) {
      if (offset < start || (offset === start && (start < end || bias === "before"))) break;
      if (offset < end) return bias === "before" ? start + delta : start + delta + text.length;
      delta += text.length - (end - start);
    }
    return offset + delta;
  }

  equals(other: TextEdit): boolean {
    return (
      this.replacements.length === other.replacements.length &&
      this.replacements.every((mine, index) => {
        const theirs = other.replacements[index]!;
        return mine.start === theirs.start && mine.end === theirs.end && mine.text === theirs.text;
      })
    );
  }

  /** Source text that builds this edit. */
  toString(): string {
    const list = this.replacements.map(
      ({ start, end, text }) => `{ start: ${start}, end: ${end}, text: ${JSON.stringify(text)} }`,
    );
    return list.length === 0 ? "TextEdit.empty" : `TextEdit.of([${list.join(", ")}])`;
  }
}

function normalised(replacements: readonly Replacement[]): readonly Replacement[] {
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
  readonly #done: Replacement[] = [];
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

  finish(): readonly Replacement[] {
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
function compose(first: readonly Replacement[], second: readonly Replacement[]): TextEdit {
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
  return new TextEdit(builder.finish());
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

function rebase(mine: readonly Replacement[], over: readonly Replacement[]): TextEdit | undefined {
  const rebased: Replacement[] = [];
  let delta = 0; // of those of `over` that lie left of the replacement at hand
  let passed = 0; // how many those are
  for (const replacement of mine) {
    while (passed < over.length && liesLeftOf(over[passed]!, replacement)) {
      delta += growth(over[passed]!);
      passed += 1;
    }
    let moved: Replacement = {
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
    rebased.push(moved);
  }
  return new TextEdit(rebased);
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
function restOf(mine: Replacement, theirs: Replacement, delta: number): Replacement | undefined {
  if (!mine.text.startsWith(theirs.text) && !theirs.text.startsWith(mine.text)) return undefined;
  const start = theirs.start + delta + theirs.text.length;
  return { start, end: start + Math.max(0, mine.end - theirs.end), text: mine.text.slice(theirs.text.length) };
}
