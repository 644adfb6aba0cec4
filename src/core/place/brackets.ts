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

/** The columns of white space that a line starts with: see `indentWidth`. */
export function widthOf(line: string): number {
  return indentWidth(leading(line));
}

/** Whether a text opens a bracket that it does not close. */
export function opensBracket(text: string, language: Language): boolean {
  return findUnmatched(text, language).openers.length > 0;
}
