/** One type for a change of a text. Everything that edits, follows or rebases a text speaks it. */

import { must } from "../bug.ts";
import type { Offset, TextName } from "./offsets.ts";
import { ownText } from "./ownText.ts";
import { composed, normalised, type Replacement, rebased } from "./replacements.ts";

export type { Replacement };

/** One change as the language server protocol sends it: relative to the text that the change before it left. */
export interface EditStep {
  readonly offset: number;
  /** UTF-16 code units. */
  readonly deleted: number;
  readonly inserted: string;
}

/**
 * An immutable change from one text to another. Its replacements are sorted and disjoint, and no two touch:
 * touching ones are merged and empty ones left out, so that equal edits have equal lists. `Of` names the text it changes.
 */
export class TextEdit<Of extends TextName = TextName> {
  static readonly empty = new TextEdit<never>([]);

  readonly replacements: readonly Replacement<Of>[];

  /** Throws `BugError` unless `replacements` are sorted, disjoint and within the whole numbers ≥ 0. */
  constructor(replacements: readonly Replacement<Of>[]) {
    this.replacements = normalised(replacements);
  }

  static of<Of extends TextName = never>(replacements: readonly Replacement<Of>[]): TextEdit<Of> {
    return new TextEdit(replacements);
  }

  static replace<Of extends TextName = never>(start: Offset<Of>, end: Offset<Of>, text: string): TextEdit<Of> {
    return new TextEdit([{ start, end, text }]);
  }

  /** Steps done one after the other, as one edit. */
  static sequence<Of extends TextName = never>(steps: readonly EditStep[]): TextEdit<Of> {
    if (steps.length === 0) return TextEdit.empty;
    if (steps.length === 1) {
      const { offset, deleted, inserted } = steps[0]!;
      return TextEdit.replace(offset, offset + deleted, inserted);
    }
    // By halves: a list of n steps costs n·log n instead of n².
    const middle = steps.length >> 1;
    return TextEdit.sequence<Of>(steps.slice(0, middle)).compose(TextEdit.sequence<Of>(steps.slice(middle)));
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
  compose(next: TextEdit<Of>): TextEdit<Of> {
    if (this.isEmpty) return next;
    if (next.isEmpty) return this;
    return new TextEdit(composed(this.replacements, next.replacements));
  }

  /** The way back: `edit.inverse(s).apply(edit.apply(s)) === s`. */
  inverse(before: string): TextEdit<Of> {
    let delta = 0;
    const back: Replacement<Of>[] = [];
    for (const { start, end, text } of this.replacements) {
      back.push({ start: start + delta, end: start + delta + text.length, text: ownText(before.slice(start, end)) });
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
  tryRebase(over: TextEdit<Of>): TextEdit<Of> | undefined {
    if (this.isEmpty || over.isEmpty) return this;
    const replacements = rebased(this.replacements, over.replacements);
    return replacements && new TextEdit(replacements);
  }

  /**
   * Where `offset` is after the edit. An insertion at `offset` goes behind it with bias "before" and in front of it
   * with bias "after"; an offset inside a replaced range goes to the new text's start or end.
   */
  mapOffset(offset: Offset<Of>, bias: "before" | "after"): Offset<Of> {
    let delta = 0;
    for (const { start, end, text } of this.replacements) {
      if (offset < start || (offset === start && (start < end || bias === "before"))) break;
      if (offset < end) return bias === "before" ? start + delta : start + delta + text.length;
      delta += text.length - (end - start);
    }
    return offset + delta;
  }

  /** Source text that builds this edit. */
  toString(): string {
    const list = this.replacements.map(
      ({ start, end, text }) => `{ start: ${start}, end: ${end}, text: ${JSON.stringify(text)} }`,
    );
    return list.length === 0 ? "TextEdit.empty" : `TextEdit.of([${list.join(", ")}])`;
  }
}
