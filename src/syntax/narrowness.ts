/** Where grammars take less than their language: what to read in place of a text that is right all the same. */

import type { Parser } from "web-tree-sitter";
import { attempt, type Stop } from "./attempt.ts";
import { type Grammar, legalIn } from "./grammar.ts";
import type { LanguageTable } from "./languages.ts";
import type { Parsed } from "./parsing.ts";
import { unfoldBrackets } from "./pythonLines.ts";

/** One of these is legal where the name of a tag or an attribute is. */
const BESIDE_TAG_NAMES = ["jsx_namespace_name", "/>"];
/** Legal in the text of tags and in the strings of their attributes only. */
export const TAG_TEXT = "html_character_reference";

const WORD = /[A-Za-z]+(?![\w$-])/y;
const REFERENCE = /&(?:#\d+|#x[\da-f]+|\w+);/iy;
const TAG_TEXT_END = /["'<>{}]/g;

/** What to read in place of a text that is still written, and at which `stops` the grammar could not go on; undefined for nothing. */
export function rewordUnfinished(text: string, stops: readonly Stop[], grammar: Grammar): string | undefined {
  return reword(text, stops, grammar) ?? (mayEndInComment(text) ? `${text} */` : undefined);
}

/** The same for a text that is all there. */
function reword(text: string, stops: readonly Stop[], grammar: Grammar): string | undefined {
  const { name, jsx } = grammar.table;
  const rewordAt = jsx ? rewordTag : name === "css" ? blankDeclaration : undefined;
  const rewordings = [
    ...stops.map(({ offset, state }) => rewordAt?.(text, offset, legalIn(grammar, state))),
    // Behind a backslash a string goes on in the next line.
    name === "css" ? text.replaceAll(/\\\r?\n(?<=["'][^"'\n;{}]*\\\r?\n)/g, "  ") : undefined,
    name === "python" ? unfoldBrackets(text) : undefined,
    // A lifetime may stand where a list of types or parameters is empty.
    name === "rust" ? text.replaceAll("<>", "<'a>") : undefined,
  ];
  return rewordings.find((other) => other !== undefined && other !== text);
}

/** Whether `reword` knows something of a language. */
function isNarrow({ name, jsx }: LanguageTable): boolean {
  return jsx || name === "css" || name === "python" || name === "rust";
}

/** More than that many times something was in the grammar's way: its parser takes too long. */
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
  let reading = text;
  for (let count = 0; count < MOST_REWORDINGS; count += 1) {
    const { isComplete, stops } = attempt(parser, reading, base);
    if (isComplete) return reading;
    const next = reword(reading, stops, grammar);
    if (next === undefined) return undefined;
    reading = next;
  }
  return undefined;
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
