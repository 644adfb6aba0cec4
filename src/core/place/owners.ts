/** Who closes brackets that are open at a place. */

import type { Language } from "../languages/languages.ts";
import { type Bracket, closerOf, findUnmatched, indentWidth, leading } from "./brackets.ts";
import { leastWidth } from "./indentStyle.ts";
import { OUTDENTED } from "./outdented.ts";

/** Who closes an opener in front of the cursor: nobody yet, the rest of the cursor's line, or a later line. */
export type Owner = "nobody" | "sameLine" | "later";

/** An opener in front of the cursor that is not closed there. */
export interface Open {
  /** The bracket that closes it. */
  readonly closer: string;
  readonly owner: Owner;
  /** Columns of white space that its line starts with. */
  readonly width: number;
}

/** How much text around the cursor is looked at. */
const BEFORE_CHARS = 8000;
const BEHIND_CHARS = 4000;

/**
 * For each opener in front of the cursor that is not closed there, innermost first, who behind the cursor closes it. A
 * closer that starts its line belongs to an opener whose line is indented alike: with `if (a) {▮` above a lone `}` of the
 * function around it, nobody closes the `{`. Where there are fewer closers than openers up to the next `}`, those are
 * missing that the cursor stands in: `f(a, g(▮` above `.h());` has lost the closer of `g(`.
 */
export function findOpen(text: string, cursor: number, language: Language): readonly Open[] {
  const from = Math.max(0, text.lastIndexOf("\n", Math.max(0, cursor - BEFORE_CHARS)) + 1);
  const start = cursor <= BEFORE_CHARS ? 0 : Math.min(from, cursor);
  const { openers } = findUnmatched(text.slice(start, cursor), language);
  const behind = text.slice(cursor, cursor + BEHIND_CHARS);
  const { closers } = findUnmatched(behind, language);
  const beyond = cursor + BEHIND_CHARS < text.length ? leastColumns(behind) : 0;
  const before = standAll(text, start, openers).toReversed();
  const pairing = new Pairing(standAll(text, cursor, closers), cursor);
  const open: Open[] = [];
  const add = (owner: Owner) => {
    const { character, width } = before[open.length]!;
    const isBeyond = owner === "nobody" && width < beyond;
    open.push({ closer: closerOf(character), owner: isBeyond ? "later" : owner, width });
  };
  while (open.length < before.length) {
    let inside = 0;
    while (open.length + inside < before.length && before[open.length + inside]!.character !== "{") inside += 1;
    if (inside > 0) {
      pairing.stopAtBrace();
      for (let missing = inside - pairing.length; inside > 0; inside -= 1, missing -= 1)
        add(missing > 0 ? "nobody" : pairing.takeFor(before[open.length]!));
      pairing.goOn();
    }
    if (open.length < before.length) add(pairing.takeFor(before[open.length]!));
  }
  return open;
}

/**
 * The least columns of the whole lines, not blank, of a piece of a longer text; 0 where it has none. A bracket of a line
 * further left has no partner in the piece, and need not lack one.
 */
export function leastColumns(piece: string): number {
  const lines = piece.split("\n").slice(1, -1);
  return leastWidth(lines.filter((line) => !OUTDENTED.test(line.trimStart()))) ?? 0;
}

/** Closers behind the cursor, which are taken one after the other. */
class Pairing {
  readonly #closers: readonly Standing[];
  readonly #cursor: number;
  /** What found no closer finds none from further out either. */
  readonly #unclosed = new Set<string>();
  #next = 0;
  #end: number;

  constructor(closers: readonly Standing[], cursor: number) {
    this.#closers = closers;
    this.#cursor = cursor;
    this.#end = closers.length;
  }

  /** How many may be taken. */
  get length(): number {
    return this.#end - this.#next;
  }

  /** Only those in front of the next brace may be taken. */
  stopAtBrace(): void {
    this.#end = this.#next;
    while (this.#end < this.#closers.length && this.#closers[this.#end]!.character !== "}") this.#end += 1;
  }

  /** From the brace on all may be taken. */
  goOn(): void {
    this.#next = this.#end;
    this.#end = this.#closers.length;
  }

  takeFor(opener: Standing): Owner {
    const kind = `${opener.character}${opener.width}`;
    let found = this.#unclosed.has(kind) ? this.#end : this.#next;
    while (found < this.#end && !belong(opener, this.#closers[found]!, this.#cursor)) found += 1;
    if (found === this.#end) {
      if (this.#end === this.#closers.length) this.#unclosed.add(kind);
      return "nobody";
    }
    this.#next = found + 1;
    return this.#closers[found]!.lineStart > this.#cursor ? "later" : "sameLine";
  }
}

/**
 * Who else closes what each of `closers`, written at the cursor one after the other, would close. A closer passes over
 * openers of another kind: they stand in comments, or were forgotten.
 */
export function findOwners(closers: readonly Bracket[], open: readonly Open[]): readonly Owner[] {
  const missing = new Set<string>();
  let next = 0;
  return closers.map(({ character }) => {
    let found = missing.has(character) ? open.length : next;
    while (found < open.length && open[found]!.closer !== character) found += 1;
    if (found === open.length) {
      missing.add(character);
      return "nobody";
    }
    next = found + 1;
    return open[found]!.owner;
  });
}

/** A bracket and its line. */
interface Standing {
  readonly character: string;
  /** Only white space stands in front of it. */
  readonly startsLine: boolean;
  readonly lineStart: number;
  /** Columns of white space that the line starts with. */
  readonly width: number;
}

/** `brackets` of the text from `base` on, in order; each line is looked at once. */
export function standAll(text: string, base: number, brackets: readonly Bracket[]): readonly Standing[] {
  let lineStart = -1;
  let lineEnd = -1;
  let indent = "";
  return brackets.map(({ offset, character }) => {
    const at = base + offset;
    if (at > lineEnd) {
      lineStart = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
      const end = text.indexOf("\n", at);
      lineEnd = end < 0 ? text.length : end;
      indent = leading(text.slice(lineStart, at));
    }
    return { character, startsLine: lineStart + indent.length === at, lineStart, width: indentWidth(indent) };
  });
}

function belong(opener: Standing, closer: Standing, cursor: number): boolean {
  if (closer.character !== closerOf(opener.character)) return false;
  if (closer.lineStart <= cursor) return true;
  if (!closer.startsLine) return closer.width >= opener.width;
  return closer.character === "}" ? closer.width === opener.width : closer.width >= opener.width;
}
