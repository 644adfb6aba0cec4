/** Which brackets of a text have no partner in it. What is no bracket: `skips.ts`. Needs no grammar. */

import { must } from "../bug.ts";
import { isQuote, type Language } from "../languages/languages.ts";
import { Skips } from "./skips.ts";

export interface Bracket {
  readonly offset: number;
  readonly character: string;
}

export interface Unmatched {
  /** Openers without a closer, outermost first. */
  readonly openers: readonly Bracket[];
  /** Closers without an opener, in order. */
  readonly closers: readonly Bracket[];
  /** Openers that a closer of another one passed over: `{` in `(a => { b)`. */
  readonly crossed: number;
  /** Quotation marks that open a string which its line does not close. */
  readonly quotes: number;
}

const CLOSER_OF: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const OPENER_OF: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** The bracket that closes `opener`. */
export function closerOf(opener: string): string {
  const closer = CLOSER_OF[opener];
  must(closer !== undefined, `${opener} opens nothing`);
  return closer;
}

export function isCloser(character: string | undefined): boolean {
  return character !== undefined && Object.hasOwn(OPENER_OF, character);
}

/**
 * `text` is taken to start outside of a string. A quotation mark without a partner on its line quotes nothing; with
 * `unfinished` the last line may still get one, and what stands behind the mark is not looked at.
 */
export function findUnmatched(text: string, language: Language, unfinished?: "unfinished"): Unmatched {
  const walk = new Walk(text, language, unfinished === "unfinished");
  walk.goTo(text.length);
  return walk.found;
}

/** The same of the beginnings of a text up to `ends`, which are ascending and ends of lines: in one walk. */
export function findUnmatchedUpTo(text: string, ends: readonly number[], language: Language): readonly Unmatched[] {
  const walk = new Walk(text, language, false);
  return ends.map((end) => {
    walk.goTo(end);
    return walk.found;
  });
}

/** A text is walked from its start to its end. */
class Walk {
  readonly #text: string;
  readonly #language: Language;
  readonly #isUnfinished: boolean;
  readonly #skips: Skips;
  readonly #stack = new BracketStack();
  readonly #closers: Bracket[] = [];
  #quotes = 0;
  #crossed = 0;
  #offset = 0;

  constructor(text: string, language: Language, isUnfinished: boolean) {
    this.#text = text;
    this.#language = language;
    this.#isUnfinished = isUnfinished;
    this.#skips = new Skips(text, language);
  }

  get found(): Unmatched {
    const [openers, closers] = [[...this.#stack.openers], [...this.#closers]];
    return { openers, closers, crossed: this.#crossed, quotes: this.#quotes };
  }

  goTo(end: number): void {
    while (this.#offset < end) {
      const last = this.#passAt(this.#offset);
      this.#offset = last === undefined ? this.#text.length : last + 1;
    }
  }

  /** The last character of what stands at `offset`; undefined where nothing behind it is looked at. */
  #passAt(offset: number): number | undefined {
    const character = this.#text[offset]!;
    const skipped = this.#skips.endAt(offset);
    if (skipped !== undefined) return skipped;
    if (isQuote(this.#text, offset, this.#language)) {
      const end = this.#skips.stringEnd(offset);
      if (end === undefined) this.#quotes += 1;
      return end === undefined && this.#isUnfinished && this.#skips.isLastLine(offset) ? undefined : (end ?? offset);
    }
    if (Object.hasOwn(CLOSER_OF, character)) this.#stack.open({ offset, character });
    else if (Object.hasOwn(OPENER_OF, character) && !this.#skips.endsPattern(offset)) {
      const inside = this.#stack.close(OPENER_OF[character]!);
      if (inside === undefined) this.#closers.push({ offset, character });
      else this.#crossed += inside;
    }
    return offset;
  }
}

/** Brackets that are open. */
class BracketStack {
  /** Outermost first. */
  readonly openers: Bracket[] = [];
  /** Of each kind the places in `openers`; those that a closer of another kind took away are still among them. */
  readonly #places: Readonly<Record<string, number[]>> = { "(": [], "[": [], "{": [] };

  open(bracket: Bracket): void {
    this.#places[bracket.character]!.push(this.openers.push(bracket) - 1);
  }

  /**
   * Removes the innermost `opener`, with what was opened inside it and not closed there: how much that is. Undefined when
   * there is none.
   */
  close(opener: string): number | undefined {
    const places = this.#places[opener]!;
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      if (this.openers[place]?.character !== opener) continue;
      const inside = this.openers.length - place - 1;
      this.openers.length = place;
      return inside;
    }
    return undefined;
  }
}

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
  const { closers } = findUnmatched(text.slice(cursor, cursor + BEHIND_CHARS), language);
  const before = standAll(text, start, openers).toReversed();
  const pairing = new Pairing(standAll(text, cursor, closers), cursor);
  const open: Open[] = [];
  const add = (owner: Owner) => {
    const { character, width } = before[open.length]!;
    open.push({ closer: closerOf(character), owner, width });
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
function standAll(text: string, base: number, brackets: readonly Bracket[]): readonly Standing[] {
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
  if (closer.character !== CLOSER_OF[opener.character]) return false;
  if (closer.lineStart <= cursor) return true;
  if (!closer.startsLine) return closer.width >= opener.width;
  return closer.character === "}" ? closer.width === opener.width : closer.width >= opener.width;
}

/** The white space that a line starts with. */
export function leading(line: string): string {
  return /^[^\S\n]*/.exec(line)?.[0] ?? "";
}

/** Columns of white space with tab stops every 4: only compared with each other. */
export function indentWidth(indent: string): number {
  let width = 0;
  for (const character of indent) width = character === "\t" ? (Math.floor(width / 4) + 1) * 4 : width + 1;
  return width;
}

/** Whether a text opens a bracket that it does not close. */
export function opensBracket(text: string, language: Language): boolean {
  return findUnmatched(text, language).openers.length > 0;
}
