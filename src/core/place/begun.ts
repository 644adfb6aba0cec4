/** What a text at the cursor has begun and not ended: strings over several lines, brackets, bodies that no bracket ends. */

import {
  commentStart,
  conditionPart,
  endsBody,
  goesOn,
  isClause,
  type Language,
  opensBodyOfWords,
  opensCase,
  opensFlatBody,
  opensLooseBody,
  startsCode,
} from "../languages/languages.ts";
import { findUnmatched, findUnmatchedUpTo, widthOf } from "./brackets.ts";
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
 * Whether a text goes on, in lines of its own, with a string that the cursor's line has begun or announced, and does not
 * end it.
 */
export function leavesStringOpen(text: string, place: Place): boolean {
  const { within, linePrefix, lineSuffix } = place;
  const hasLines = startsBelow(text) || text.trim().includes("\n");
  const isBody = within?.kind === "string" && linePrefix.trim() !== "" && hasLines;
  return isBody && lineSuffix.trim() === "" && readStrings(text, place).within === within;
}

/** Whether the string that a place stands in begins, or is announced, in the cursor's line. */
export function beginsString({ within, linePrefix, language }: Place): boolean {
  return within?.kind === "string" && findLongStrings(linePrefix, language).within?.kind === "string";
}

/** Whether a text leaves the cursor's line as it is, and goes on below it. */
export function startsBelow(text: string): boolean {
  const feed = text.indexOf("\n");
  return feed >= 0 && text.slice(0, feed).trim() === "" && text.trim() !== "";
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
  const { head, first } = findHead(code, linePrefix, language);
  const isCase = opensCase(head, language);
  if (!(isCase || opensBodyOfWords(head, language)) || opensBodyOfWords(linePrefix, language)) return undefined;
  const width = widthOf(head);
  const isFlat = opensFlatBody(head, language);
  const isLoose = isCase || opensLooseBody(head, language) || !hasEnders(language);
  let end = first;
  for (let start = first + 1; start > 0; ) {
    const feed = code.indexOf("\n", start);
    if (feed < 0) break;
    const line = code.slice(start, feed);
    start = feed + 1;
    if (line.trim() === "") continue;
    const own = widthOf(line);
    if (own <= width) {
      if (own === width && endsBody(line.trim(), language)) return feed;
      const isPart = isFlat || (own === width && isClause(line, language));
      if (end === first && !isPart) return "none";
      if (!isPart) return isLoose ? end : "none";
    }
    end = feed;
  }
  return "open";
}

/** A head of more lines than this is none. */
const MOST_HEAD_LINES = 40;

/**
 * What opens a body where a text does so, as one line, and the line feed behind it (-1: none): behind lines that announce
 * it, on all lines of the brackets that it opens.
 */
function findHead(code: string, linePrefix: string, language: Language): { head: string; first: number } {
  const feeds: number[] = [];
  for (let feed = code.indexOf("\n"); feed >= 0 && feeds.length < MOST_HEAD_LINES; feed = code.indexOf("\n", feed + 1))
    feeds.push(feed);
  const unmatched = findUnmatchedUpTo(code, feeds, language);
  let start = 0;
  for (const [index, feed] of feeds.entries()) {
    if (unmatched[index]!.openers.length > 0) continue;
    const lines = (start === 0 ? linePrefix : "") + code.slice(start, feed);
    if (!language.announces.test(lines.trimEnd())) return { head: inOneLine(lines), first: feed };
    start = feed + 1;
  }
  const first = code.indexOf("\n");
  return { head: linePrefix + (first < 0 ? code : code.slice(0, first)), first };
}

function inOneLine(lines: string): string {
  const [first = "", ...others] = lines.split("\n");
  return [first.trimEnd(), ...others.map((line) => line.trim())].join(" ");
}

/**
 * Where another part of what holds the cursor ends, which `code`, whole lines, begins with on an empty line: in front of
 * what ends it. `below`, the next line that is not blank, says that it has an end or a further part. "open": not yet.
 *
 *     #if A        <?php if ($a): ?>
 *     int a;         <p>a</p>
 *     #else        <?php else: ?>
 *     int b;         <p>b</p>
 *     #endif       <?php endif; ?>
 */
export function findPartEnd(code: string, { linePrefix, language }: Place, below = ""): number | "open" | undefined {
  if (linePrefix.trim() !== "" || !startsPart(code.trimStart(), language)) return undefined;
  if (!startsPart(below, language) && !endsWhole(below, language)) return undefined;
  let depth = 0;
  let end = 0;
  let index = 0;
  for (const line of code.split("\n").slice(0, -1)) {
    const isPart = startsPart(line, language) || endsWhole(line, language);
    if (isPart && depth === 0 && code.slice(0, index).trim() !== "") return end;
    if (endsWhole(line, language)) depth -= 1;
    else if (conditionPart(line, language) === "if" || (startsCode(line) && needsEnd(line, language))) depth += 1;
    if (line.trim() !== "") end = index + line.length;
    index += line.length + 1;
  }
  return "open";
}

function startsPart(text: string, language: Language): boolean {
  const line = text.split("\n", 1)[0]!.trim();
  return conditionPart(line, language) === "else" || (startsCode(line) && isClause(line, language));
}

function endsWhole(line: string, language: Language): boolean {
  return conditionPart(line, language) === "end" || (startsCode(line) && endsBody(line.trim(), language));
}

/** What holds statements within a statement, and what ends it. */
const ROUTINE = { begins: /\b(?:begin(?!\s*;)|case)\b/gi, ends: /\bend\b(?!\s+(?:if|loop|while|for)\b)/gi };

/** Where the section ends whose head `code`, whole lines, begins with on an empty line; "open": not yet. */
export function findSectionEnd(code: string, { linePrefix, language }: Place): number | "open" | undefined {
  const { sectionHead } = language;
  const [first = "", ...others] = code.split("\n").slice(0, -1);
  if (sectionHead === undefined || linePrefix !== "" || !sectionHead.test(first.trim())) return undefined;
  const end = others.findIndex((line) => line.trim() === "" || sectionHead.test(line.trim()));
  return end < 0 ? "open" : [first, ...others.slice(0, end)].join("\n").length;
}

/**
 * Where the statement ends that `code`, whole lines, begins on an empty line, in a language whose statements end with a
 * sign, or goes on with below a line that opens its body: behind the sign, or in front of a blank line. "open": not yet.
 * Undefined in other languages, and within a statement.
 */
export function findStatementEnd(
  code: string,
  { linePrefix, language }: Place,
  above = ";",
): number | "open" | undefined {
  const { statementEnd } = language;
  const isBegun = above.endsWith(statementEnd ?? "") || isComment(above, language) || opensLooseBody(above, language);
  if (statementEnd === undefined || linePrefix !== "" || !isBegun) return undefined;
  const count = (pattern: RegExp) => code.match(pattern)?.length ?? 0;
  const holds = code.split("$$").length % 2 === 0 || count(ROUTINE.begins) > count(ROUTINE.ends);
  if (!holds && code.trimEnd().endsWith(statementEnd)) return code.trimEnd().length;
  return !holds && /\S\s*\n[^\S\n]*\n$/.test(code) ? code.trimEnd().length : "open";
}

function isComment(line: string, language: Language): boolean {
  return commentStart(line, language) === 0;
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
  if (endsInOwnString(strings, place)) return true;
  if (endsUnfinished(linePrefix + strings.code, language) && !goesOnBelow(linePrefix + text, below)) return true;
  if (leavesTryAlone(strings.code, language, below)) return true;
  if (hasBody(place, below)) return false;
  const isGiven = opensBodyOfWords(linePrefix, language);
  const lines = (linePrefix + strings.code).split("\n");
  const heads = findOpenHeads(lines, language);
  const last = lines.findLast((line) => line.trim() !== "") ?? "";
  if (isBareCase(text, last, language)) return true;
  if (!isGiven && opensBodyOfWords(last, language) && !mayBeEmpty(last, language)) return true;
  return hasEnders(language) && heads.length > (isGiven ? 1 : 0);
}

/** The columns of lines whose bodies only a word ends, which none of the lines behind them does. */
export function findOpenHeads(lines: readonly string[], language: Language): readonly number[] {
  const heads: number[] = [];
  for (const line of lines) {
    const width = widthOf(line);
    if (line.trim() === "") continue;
    if (endsBody(line.trim(), language)) {
      while ((heads.at(-1) ?? -1) > width) heads.pop();
      if (heads.at(-1) === width) heads.pop();
    } else if (needsEnd(line, language) && !heads.includes(width)) heads.push(width);
  }
  return heads;
}

/** Whether a body between braces is tried, and nothing says what is done where it fails. */
export function leavesTryAlone(code: string, language: Language, below = ""): boolean {
  for (const { index, 0: head } of code.matchAll(/\btry\s*\{/g)) {
    const behind = code.slice(index + head.length);
    const end = findUnmatched(behind, language).closers[0];
    const next = end === undefined ? undefined : behind.slice(end.offset + 1).trim() || below.trim();
    if (next !== undefined && !/^\}?\s*(?:catch|finally|on)\b/.test(next)) return true;
  }
  return false;
}

/** `a \` in front of the next line of such a list. */
function goesOnBelow(text: string, below = ""): boolean {
  const last = text.slice(text.lastIndexOf("\n") + 1);
  const width = widthOf(last);
  return last.trimEnd().endsWith("\\") && width > 0 && widthOf(below) > 0;
}

/** Whether a line opens a body of its own that a word ends; a clause goes on with that of another line. */
function needsEnd(line: string, language: Language): boolean {
  return opensBodyOfWords(line, language) && !opensLooseBody(line, language) && !isClause(line, language);
}

/**
 * Whether the last line of `text` opens a body, of which nothing stands in the text or below it: one that a word ends, or,
 * of a text that a limit has cut, any.
 */
export function endsWithHead(text: string, place: Place, below: string | undefined, isCut: boolean): boolean {
  const { language, linePrefix } = place;
  const last = (linePrefix + text).trimEnd().split("\n").at(-1)!;
  if (hasBody(place, below)) return false;
  if (isBareCase(text, last, language)) return true;
  const isHead = opensBodyOfWords(last, language) && !mayBeEmpty(last, language);
  return (isCut || language.closers.length > 0) && isHead && !opensBodyOfWords(linePrefix, language);
}

/** Whether lines end with a case of which only its name is there. */
function isBareCase(text: string, last: string, language: Language): boolean {
  return text.trim().includes("\n") && opensCase(last, language);
}

function mayBeEmpty(head: string, language: Language): boolean {
  return language.hasEmptyBodies && opensLooseBody(head, language);
}

/** Whether the lines below are the body of the cursor's line already; what ends a body ends none of an empty line. */
export function hasBody({ linePrefix, language }: Place, below = ""): boolean {
  const width = widthOf(linePrefix);
  const widthBelow = widthOf(below);
  if (widthBelow > width) return true;
  return linePrefix.trim() !== "" && widthBelow === width && endsBody(below.trim(), language);
}

/** Whether brackets that `code` opens are open at its end. */
export function hasOpenBrackets(code: string, { language }: Place): boolean {
  return findUnmatched(code, language).openers.length > 0;
}
