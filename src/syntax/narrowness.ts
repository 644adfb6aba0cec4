/** Where grammars take less than their language: what to read in place of a text that is right all the same. */

import type { Parser } from "web-tree-sitter";
import { type Attempt, attempt, type Stop } from "./attempt.ts";
import { type Grammar, legalIn } from "./grammar.ts";
import type { LanguageTable } from "./grammarTables.ts";
import { commonStart, type Parsed } from "./parsing.ts";
import { unfoldBrackets } from "./pythonLines.ts";
import { blank, readOtherwise } from "./reading.ts";
import { readingsOf } from "./readings.ts";

/** One of these is legal where the name of a tag or an attribute is. */
const BESIDE_TAG_NAMES = ["jsx_namespace_name", "/>"];
/** Legal in the text of tags and in the strings of their attributes only. */
export const TAG_TEXT = "html_character_reference";

const WORD = /[A-Za-z]+(?![\w$-])/y;
const REFERENCE = /&(?:#\d+|#x[\da-f]+|\w+);/iy;
const TAG_TEXT_END = /["'<>{}]/g;

/** A text that may be read in place of another, and how far the grammar can follow it. */
export interface Reworded {
  readonly text: string;
  readonly attempt: Attempt;
}

/** What is in the grammar's way further above is no matter of reading it otherwise: one can begin to read behind it. */
export const NEAR_END = 2000;

/**
 * What may be read in place of a text, the surest first: texts that the grammar can follow further than to where it
 * `stopped`. `isWhole`: nothing will be written behind.
 */
export function* rewordings(
  text: string,
  stopped: Attempt,
  { parser, grammar, base, isWhole, budget, reach = NEAR_END }: Reworder,
): Generator<Reworded> {
  const known = new Set([text]);
  const stops = isWhole ? stopped.stops : stopped.stops.filter(({ offset }) => text.length - offset <= reach);
  for (const other of candidates(text, stops, { grammar, isWhole })) {
    if (known.has(other)) continue;
    if (budget.left <= 0) return;
    budget.left -= 1;
    known.add(other);
    const longer = attempt(parser, other, base);
    if (longer.reachesEnd || isBetter({ text: other, attempt: longer }, { text, attempt: stopped }))
      yield { text: other, attempt: longer };
  }
}

export interface Reworder {
  readonly parser: Parser;
  readonly grammar: Grammar;
  readonly base: Parsed | undefined;
  readonly isWhole: boolean;
  /** So many texts may still be tried: somebody waits for the answer. */
  readonly budget: { left: number };
  /** How far from the end a text that is not whole is read otherwise. */
  readonly reach?: number;
}

/** The grammar can follow `other` further, or comes to what the end of the text cuts short with something else in mind. */
function isBetter(other: Reworded, than: Reworded): boolean {
  const stop = furthest(than.attempt);
  const { sawEnd } = other.attempt;
  if (sawEnd && furthest(other.attempt) >= stop && commonStart(other.text, than.text) >= stop) return true;
  // Counted from the end: what was put in may be longer.
  const left = other.text.length - furthest(other.attempt);
  if (left !== than.text.length - stop) return left < than.text.length - stop;
  const states = new Set(than.attempt.stops.map(({ state }) => state));
  return sawEnd && other.attempt.stops.some(({ state }) => !states.has(state));
}

function furthest({ stops }: Attempt): number {
  return Math.max(0, ...stops.map(({ offset }) => offset));
}

function* candidates(
  text: string,
  stops: readonly Stop[],
  { grammar, isWhole }: Pick<Reworder, "grammar" | "isWhole">,
): Generator<string> {
  const { facts, jsx } = grammar.table;
  const { unknown = [] } = facts;
  // Nothing behind it depends on it.
  if (unknown.includes("xmlHead")) yield text.replace(/^\s*<\?[^>]*>/, blank);
  if (stops.length === 0) return;
  const rewordAt = jsx ? rewordTag : unknown.includes("emptyDeclaration") ? blankDeclaration : undefined;
  for (const { offset, state } of stops) {
    const other = rewordAt?.(text, offset, legalIn(grammar, state));
    if (other !== undefined) yield other;
  }
  // Behind a backslash a string goes on in the next line.
  if (unknown.includes("foldedString")) yield text.replaceAll(/\\\r?\n(?<=["'][^"'\n;{}]*\\\r?\n)/g, "  ");
  if (unknown.includes("brokenBrackets")) yield unfoldBrackets(text);
  // A lifetime may stand where a list of types or parameters is empty.
  if (unknown.includes("emptyAngles")) yield text.replaceAll("<>", "<'a>");
  const readings = readingsOf(facts).filter(({ isLoose }) => !(isWhole && isLoose));
  for (const reading of readings) for (const stop of stops) yield* readOtherwise(text, stop, reading);
  if (!isWhole && mayEndInComment(text)) yield `${text} */`;
}

/** Whether there is something to read otherwise in a language. */
function isNarrow({ facts, jsx }: LanguageTable): boolean {
  return jsx || facts.readings !== undefined || facts.unknown !== undefined;
}

/** Texts that are tried in place of a whole one. */
const MOST_REWORDINGS = 20;

/** What to read in place of a whole text so that the grammar can follow it to its end; undefined where nothing is known to help. */
export function findReading(
  parser: Parser,
  text: string,
  grammar: Grammar,
  base: Parsed | undefined,
): string | undefined {
  // Elsewhere nothing would be read otherwise.
  if (!isNarrow(grammar.table)) return undefined;
  let reading: Reworded = { text, attempt: attempt(parser, text, base) };
  const budget = { left: MOST_REWORDINGS };
  while (!reading.attempt.isComplete) {
    const [next] = rewordings(reading.text, reading.attempt, { parser, grammar, base, isWhole: true, budget });
    if (next === undefined) return undefined;
    reading = next;
  }
  return reading.text;
}

function rewordTag(text: string, at: number, legal: readonly string[]): string | undefined {
  if (BESIDE_TAG_NAMES.some((name) => legal.includes(name))) {
    // Lengthened, so that what the end of the text cuts short still begins it.
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word !== undefined) return `${text.slice(0, at + word.length)}_${text.slice(at + word.length)}`;
  }
  REFERENCE.lastIndex = at;
  if (!legal.includes(TAG_TEXT) || text[at] !== "&" || REFERENCE.test(text)) return undefined;
  TAG_TEXT_END.lastIndex = at;
  const end = TAG_TEXT_END.exec(text)?.index ?? text.length;
  return text.slice(0, at) + text.slice(at, end).replaceAll("&", "_") + text.slice(end);
}

/** A declaration may be empty. */
function blankDeclaration(text: string, at: number, legal: readonly string[]): string | undefined {
  const isEmpty = text[at] === ";" && legal.includes("}") && /;\s*$/.test(text.slice(0, at));
  return isEmpty ? `${text.slice(0, at)} ${text.slice(at + 1)}` : undefined;
}

/** Whether a comment that has begun may be open at the end: `/*` and `/` are read as a regular expression, too. */
export function mayEndInComment(text: string): boolean {
  const start = text.lastIndexOf("/*");
  return start !== -1 && !text.includes("*/", start + 2);
}
