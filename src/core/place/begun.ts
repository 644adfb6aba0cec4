/** What a text at the cursor has begun and not ended: strings over several lines, brackets, bodies that no bracket ends. */

import { endsBody, goesOn, type Language, opensBodyOfWords } from "../languages/languages.ts";
import { findUnmatched, indentWidth, leading } from "./brackets.ts";
import { findLongStrings, type LongStrings } from "./longStrings.ts";
import type { Place } from "./place.ts";

/** A text at a place, with strings of several lines blanked. */
export function readStrings(text: string, { language, within }: Place): LongStrings {
  return findLongStrings(text, language, within);
}

/** Whether the end of the text stands in a string of several lines that it has begun itself. */
export function endsInOwnString({ within }: LongStrings, place: Place): boolean {
  return within?.kind === "string" && within !== place.within;
}

/**
 * Where the body ends which the first line of `code` opens with a word or a tag, or with further indentation: an offset in
 * `code`. "open": not yet; "none": its lines do not begin one. Undefined where the first line opens none. Only lines
 * that have their line feed count. `code` goes on from the cursor's line, and has no strings of several lines.
 *
 *     if x then        if x:
 *       a                a
 *     else             b         ends in front of it
 *       b
 *     end              ends here
 */
export function findBodyEnd(code: string, { linePrefix, language }: Place): number | "open" | "none" | undefined {
  const first = code.indexOf("\n");
  const head = linePrefix + (first < 0 ? code : code.slice(0, first));
  if (!opensBodyOfWords(head, language) || opensBodyOfWords(linePrefix, language)) return undefined;
  const width = indentWidth(leading(head));
  let end = first;
  for (let start = first + 1; start > 0; ) {
    const feed = code.indexOf("\n", start);
    if (feed < 0) break;
    const line = code.slice(start, feed);
    start = feed + 1;
    if (line.trim() === "") continue;
    const own = indentWidth(leading(line));
    if (own <= width) {
      if (own === width && endsBody(line.trim(), language)) return feed;
      const isClause = own === width && end > first && opensBodyOfWords(line, language);
      if (end === first) return "none";
      if (!isClause) return hasEnders(language) ? "none" : end;
    }
    end = feed;
  }
  return "open";
}

/** Bodies do not simply end where the lines stand further left. */
function hasEnders({ closers, hasTags }: Language): boolean {
  return closers.length > 0 || hasTags;
}

/** Whether all lines of `code` speak of one that follows them. */
export function announces(code: string, { linePrefix, language }: Place): boolean {
  const lines = (linePrefix + code).split("\n").filter((line) => line.trim() !== "");
  return lines.length > 0 && lines.every((line) => language.announces.test(line.trimEnd()));
}

/** What ends none of its lines that go on: an operator, a back-slash. */
const UNFINISHED_LINE = /(?:\\|[^+]\+|&&|\|\||\|>|%[^%\s]*%|<-|\s=|\.\.\.|\s_|\s[&|*/-])$/;

/** Whether the last line of `code` says that it is not complete. */
export function endsUnfinished(code: string, language: Language): boolean {
  const line = code.slice(code.lastIndexOf("\n") + 1).trimEnd();
  return !language.isProse && UNFINISHED_LINE.test(line) && goesOn(line, language);
}

/**
 * Whether `text`, whole lines at a place, has begun something that it does not end, brackets aside: a string, a line, a
 * body that a word ends or that has no line yet. `below`: the next line that is not blank.
 */
export function leavesBegun(text: string, place: Place, below: string | undefined): boolean {
  const { language, linePrefix } = place;
  const strings = readStrings(text, place);
  if (endsInOwnString(strings, place) || endsUnfinished(linePrefix + strings.code, language)) return true;
  if (hasBody(place, below)) return false;
  const heads: number[] = [];
  let last = "";
  for (const line of (linePrefix + strings.code).split("\n")) {
    if (line.trim() === "") continue;
    const width = indentWidth(leading(line));
    last = line;
    if (endsBody(line.trim(), language)) {
      while ((heads.at(-1) ?? -1) > width) heads.pop();
      if (heads.at(-1) === width) heads.pop();
    } else if (opensBodyOfWords(line, language) && !heads.includes(width)) heads.push(width);
  }
  const isGiven = opensBodyOfWords(linePrefix, language);
  if (!hasEnders(language)) return opensBodyOfWords(last, language) && !isGiven;
  return heads.length > (isGiven ? 1 : 0);
}

/** Whether the lines below are the body of the cursor's line already. */
export function hasBody({ linePrefix, language }: Place, below = ""): boolean {
  const width = indentWidth(leading(linePrefix));
  const widthBelow = indentWidth(leading(below));
  return widthBelow > width || (widthBelow === width && endsBody(below.trim(), language));
}

/** Whether brackets that `code` opens are open at its end. */
export function hasOpenBrackets(code: string, { language }: Place): boolean {
  return findUnmatched(code, language).openers.length > 0;
}
