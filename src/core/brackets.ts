/** Which brackets of a text have no partner in it. Knows strings, regular expressions and comments; needs no grammar. */

import { must } from "./bug.ts";
import { characterEnd, isQuote, type Language, startsLineComment } from "./languages.ts";

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
  const openers: Bracket[] = [];
  const closers: Bracket[] = [];
  let [quotes, crossed] = [0, 0];
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text[offset]!;
    const skipped =
      commentEnd(text, offset, language) ?? regexEnd(text, offset) ?? characterEnd(text, offset, language);
    if (skipped !== undefined) {
      offset = skipped;
    } else if (isQuote(text, offset, language)) {
      const end = stringEnd(text, offset);
      if (end === undefined) quotes += 1;
      if (end === undefined && unfinished && !text.includes("\n", offset)) break;
      offset = end ?? offset;
    } else if (Object.hasOwn(CLOSER_OF, character)) {
      openers.push({ offset, character });
    } else if (Object.hasOwn(OPENER_OF, character) && !endsPattern(text, offset)) {
      const inside = closeInnermost(openers, character);
      if (inside === undefined) closers.push({ offset, character });
      else crossed += inside;
    }
  }
  return { openers, closers, crossed, quotes };
}

/**
 * Removes the innermost opener that `closer` may close, with what was opened inside it and not closed there: how much
 * that is. Undefined when there is none.
 */
function closeInnermost(openers: Bracket[], closer: string): number | undefined {
  const index = openers.findLastIndex(({ character }) => character === OPENER_OF[closer]);
  if (index < 0) return undefined;
  const inside = openers.length - index - 1;
  openers.length = index;
  return inside;
}

/** Where the string that starts at `start` is closed on its line. */
function stringEnd(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let offset = start + 1; offset < text.length && text[offset] !== "\n"; offset += 1) {
    if (text[offset] === "\\") offset += 1;
    else if (text[offset] === quote) return offset;
  }
  return undefined;
}

/**
 * Whether the bracket ends a pattern of a shell's `case`, which no bracket opens:
 *
 *     case $1 in
 *       -h | --help) usage ;;
 */
function endsPattern(text: string, offset: number): boolean {
  if (text[offset] !== ")") return false;
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  if (!/^\s*[^\s()]+(?:\s*\|\s*[^\s()]+)*$/.test(text.slice(line, offset))) return false;
  return /(?:;;&?|\bcase\b[^\n]*\bin)\s*$/.test(text.slice(Math.max(0, line - 200), line));
}

/** The last character of the comment that starts at `offset`. Only at the start of a line it may go over several. */
function commentEnd(text: string, offset: number, language: Language): number | undefined {
  for (const [open, close] of language.blockComments) {
    if (!text.startsWith(open, offset)) continue;
    const closed = text.indexOf(close, offset + open.length);
    const end = closed < 0 ? text.length : closed + close.length;
    const startsLine = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim() === "";
    if (startsLine || (closed >= 0 && !text.slice(offset, end).includes("\n"))) return end - 1;
  }
  if (!startsLineComment(text, offset, language)) return undefined;
  const end = text.indexOf("\n", offset);
  return (end < 0 ? text.length : end) - 1;
}

/** A regular expression and its end on the same line. */
const REGEX = /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;
/** Nothing can be divided behind these. */
const BEFORE_REGEX = /(?:[(=,:[!&|?{;]|=>|\breturn)$/;
/** White space further in front of one is not looked at. */
const REGEX_INDENT = 80;

/** The last character of the regular expression that starts at `offset`. */
export function regexEnd(text: string, offset: number): number | undefined {
  if (text[offset] !== "/") return undefined;
  if (!BEFORE_REGEX.test(text.slice(Math.max(0, offset - REGEX_INDENT), offset).trimEnd())) return undefined;
  REGEX.lastIndex = offset;
  const length = REGEX.exec(text)?.[0].length;
  return length === undefined ? undefined : offset + length - 1;
}

/** Who closes an opener in front of the cursor: nobody yet, the rest of the cursor's line, or a later line. */
export type Owner = "nobody" | "sameLine" | "later";

/** An opener in front of the cursor that is not closed there. */
export interface Open {
  /** The bracket that closes it. */
  readonly closer: string;
  readonly owner: Owner;
}

/** How much text around the cursor is looked at. */
const BEFORE_CHARS = 8000;
const BEHIND_CHARS = 4000;

/**
 * For each opener in front of the cursor that is not closed there, innermost first, who behind the cursor closes it. A
 * closer that starts its line belongs to an opener whose line is indented alike: with `if (a) {▮` above a lone `}` of the
 * function around it, nobody closes the `{`.
 */
export function findOpen(text: string, cursor: number, language: Language): readonly Open[] {
  const from = Math.max(0, text.lastIndexOf("\n", Math.max(0, cursor - BEFORE_CHARS)) + 1);
  const start = cursor <= BEFORE_CHARS ? 0 : Math.min(from, cursor);
  const { openers } = findUnmatched(text.slice(start, cursor), language);
  const { closers } = findUnmatched(text.slice(cursor, cursor + BEHIND_CHARS), language);
  let next = 0;
  return openers.toReversed().map((opener) => {
    const found = closers.findIndex(
      (closer, index) => index >= next && belong(text, start + opener.offset, cursor + closer.offset, cursor),
    );
    const closer = closerOf(opener.character);
    if (found < 0) return { closer, owner: "nobody" };
    next = found + 1;
    const later = text.slice(cursor, cursor + closers[found]!.offset).includes("\n");
    return { closer, owner: later ? "later" : "sameLine" };
  });
}

/**
 * Who else closes what each of `closers`, written at the cursor one after the other, would close. A closer passes over
 * openers of another kind: they stand in comments, or were forgotten.
 */
export function findOwners(closers: readonly Bracket[], open: readonly Open[]): readonly Owner[] {
  let next = 0;
  return closers.map(({ character }) => {
    const found = open.findIndex(({ closer }, index) => index >= next && closer === character);
    if (found < 0) return "nobody";
    next = found + 1;
    return open[found]!.owner;
  });
}

function belong(text: string, opener: number, closer: number, cursor: number): boolean {
  if (text[closer] !== CLOSER_OF[text[opener]!]) return false;
  const line = text.lastIndexOf("\n", closer - 1) + 1;
  if (line <= cursor) return true;
  const own = columnsBefore(text, closer);
  const opening = columnsBefore(text, opener);
  if (text.slice(line, closer).trim() !== "") return own >= opening;
  return text[closer] === "}" ? own === opening : own >= opening;
}

/** Columns of white space in front of the line that holds `offset`, tab stops every 4. */
function columnsBefore(text: string, offset: number): number {
  const line = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return indentWidth(leading(text.slice(line, offset)));
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
