/** Where a text comes to say the rest of the cursor's line, and then goes on otherwise. */

import { endOfLine } from "../languages/languages.ts";
import type { Join } from "./balance.ts";
import { findUnmatched, isCloser } from "./brackets.ts";
import type { Place } from "./place.ts";

export const WORD = /[\p{L}\p{N}_$]+/u;
export const ENDS_WITH_WORD = /[\p{L}\p{N}_$]$/u;
export const STARTS_WITH_WORD = /^[\p{L}\p{N}_$]/u;
const LAST_WORD = /(?<![\p{L}\p{N}_$])[\p{L}\p{N}_$]+$/u;

/** So many words of the rest in a row say that the text has come to it; or one, and so many words and signs together. */
const SAID_WORDS = 2;
const SAID_PARTS = 3;
/** So many signs do, behind the end of what the cursor stands in: a string, type arguments, brackets. */
const SAID_SIGNS = 2;

interface Cut extends Join {
  /** How much of the rest the text says behind it, in characters. */
  readonly said: number;
}

/**
 * The text up to where it begins to say the rest, in its first line, and then goes on with something else:
 *
 *     SELECT ▮ FROM users;    id FROM users WHERE a;
 *     href="▮">x</a>          /home">Home</a>
 */
export function cutInFrontOf(rest: string, generated: string, place: Place): Cut | undefined {
  const [line = ""] = generated.split("\n", 1);
  const closer = endOfOpen(rest, place);
  const unmatched = isCloser(rest[0]) ? findUnmatched(line, place.language).closers[0]?.offset : undefined;
  let inside = 0;
  for (let at = 0; at < line.length; at += 1) {
    const said = commonStart(line.slice(at), rest);
    if (line[at] === "<") inside += 1;
    const isEnd = (line[at] === closer && (closer !== ">" || inside === 0)) || at === unmatched;
    if (line[at] === ">") inside -= 1;
    // The rest with what ends its statement.
    if (said.length === rest.length && /^[;,)\]}]*$/.test(line.slice(at + said.length))) return undefined;
    const isRest = isEnd ? said.replace(/\s/g, "").length >= SAID_SIGNS : saysStart(said, rest);
    if (isRest && at > 0 && !runTogether(line.slice(0, at), rest))
      return { insertion: line.slice(0, at), replaced: "", said: said.length };
    // What ends there ends otherwise.
    if (isEnd) return undefined;
  }
  return undefined;
}

/** The same where only the first word or sign of the rest, between spaces, is said again: `? ▮ : b`, `for (const ▮ of all)`. */
export function cutAtFirstWord(rest: string, generated: string): readonly Join[] {
  const word = /^\s+\S+\s/.exec(rest)?.[0];
  const at = word === undefined ? -1 : generated.split("\n", 1)[0]!.indexOf(word);
  return at <= 0 ? [] : [{ insertion: generated.slice(0, at), replaced: "" }];
}

/** What ends, right behind the cursor, the string or the type arguments that it stands in. */
function endOfOpen(rest: string, { linePrefix, language }: Place): string | undefined {
  const end = endOfLine(linePrefix, language);
  if (end.in === "string") return linePrefix[end.from] === rest[0] ? rest[0] : undefined;
  return rest.startsWith(">") && /<[\w\s,.:]*$/.test(linePrefix) ? ">" : undefined;
}

/** Whether a beginning of the rest has whole words of it, enough to know it by. */
function saysStart(said: string, rest: string): boolean {
  const whole = runTogether(said, rest.slice(said.length)) ? said.replace(LAST_WORD, "") : said;
  const words = wordsOf(whole).length;
  const signs = whole.match(/[^\s\p{L}\p{N}_$]/gu)?.length ?? 0;
  return words >= SAID_WORDS || (words > 0 && words + signs >= SAID_PARTS);
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

/** Whether two texts, one right behind the other, would make one word of two. */
export function runTogether(before: string, behind: string): boolean {
  return ENDS_WITH_WORD.test(before) && STARTS_WITH_WORD.test(behind);
}

export function wordsOf(text: string): readonly string[] {
  return text.match(new RegExp(WORD, "gu")) ?? [];
}
