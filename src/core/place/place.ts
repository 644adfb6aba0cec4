/** What the cursor's place asks for: the rest of a line, or a block of lines. Decided by the text alone. */

import { must } from "../bug.ts";
import {
  endOfLine,
  findLanguage,
  isClause,
  type Language,
  opensBody,
  opensBodyOfWords,
  opensText,
} from "../languages/languages.ts";
import { findUnmatched, indentWidth, leading } from "./brackets.ts";
import { findEmbedded } from "./embedded.ts";
import { findWithin, type Within } from "./longStrings.ts";

export interface Place {
  readonly mode: "line" | "block";
  /**
   * White space that the lines of the suggestion have at least: that of the block's body. In front of a body that has
   * no line yet, that of the line that opens it; `opens` is then true and the body's lines have more.
   */
  readonly indent: string;
  /** The cursor stands right behind what opens a body, on the same line. */
  readonly opens: boolean;
  /** The cursor's line before and behind the cursor. */
  readonly linePrefix: string;
  readonly lineSuffix: string;
  readonly language: Language;
  /** The comment or the string of several lines that the cursor stands in. */
  readonly within: Within | undefined;
}

/** `cursor` in UTF-16 units of `text` (LF). Throws `BugError` when it is outside. */
export function findPlace(text: string, cursor: number, languageId: string): Place {
  must(cursor >= 0 && cursor <= text.length, `cursor at ${cursor} in ${text.length} characters`);
  const start = cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1;
  const end = text.indexOf("\n", cursor);
  const linePrefix = text.slice(start, cursor);
  const lineSuffix = text.slice(cursor, end < 0 ? text.length : end);
  const { language, start: from } = findEmbedded(text.slice(0, cursor), findLanguage(languageId));
  const lines = { linePrefix, lineSuffix, language, within: findWithin(text.slice(from, cursor), language) };
  if (language.isProse || !onlyClosers(lineSuffix)) return { ...placeInFrontOfTag(text, start, lines), ...lines };
  if (linePrefix.trim() === "") return { ...placeOnEmptyLine(text, start, linePrefix, lineSuffix, language), ...lines };
  if (opensBody(linePrefix, language))
    return { mode: "block", indent: indentOfHead(text, start, linePrefix, language), opens: true, ...lines };
  return { mode: "line", indent: leading(linePrefix), opens: false, ...lines };
}

/** Whether what is written there is prose: a comment, a string, or a text that is no code. */
export function standsInText(place: Place): boolean {
  return place.language.isProse || standsIn(place) !== "code";
}

/** What the place is within; a text that is no code counts as code. */
export function standsIn({ language, within, linePrefix }: Place): "code" | "comment" | "string" {
  if (within !== undefined) return within.kind;
  return language.isProse ? "code" : endOfLine(linePrefix, language).in;
}

/** In front of more code a line is wanted; in front of a tag that closes what the cursor stands in, perhaps a body. */
function placeInFrontOfTag(
  text: string,
  start: number,
  { linePrefix, lineSuffix, language }: Pick<Place, "linePrefix" | "lineSuffix" | "language">,
): Pick<Place, "mode" | "indent" | "opens"> {
  const isTag = language.hasTags && /^<\/[\w.:-]*>[\s)\]}>;,]*$/.test(lineSuffix);
  const line = { mode: "line", indent: leading(linePrefix), opens: false } as const;
  if (isTag && linePrefix.trim() === "") return placeOnEmptyLine(text, start, linePrefix, lineSuffix, language);
  return isTag && opensBodyOfWords(linePrefix, language) ? { ...line, opens: true } : line;
}

function placeOnEmptyLine(
  text: string,
  start: number,
  linePrefix: string,
  lineSuffix: string,
  language: Language,
): Pick<Place, "mode" | "indent" | "opens"> {
  const above = nearestAbove(text, start);
  const width = indentWidth(linePrefix);
  if (above !== undefined && opensBody(above.line, language)) {
    const head = indentOfHead(text, above.start, above.line, language);
    // The editor has not indented yet, or the cursor went back: the body is deeper than what opens it.
    if (width <= indentWidth(head)) return { mode: "block", indent: head, opens: true };
  }
  if (width > 0) return { mode: "block", indent: linePrefix, opens: false };
  const aboveIndent = leading(above?.line ?? "");
  const belowIndent = lineSuffix.trim() === "" ? indentBelow(text, start) : "";
  const indent = indentWidth(belowIndent) < indentWidth(aboveIndent) ? belowIndent : aboveIndent;
  return { mode: indent === "" ? "line" : "block", indent, opens: false };
}

/** A head of more lines than this is none. */
const MOST_HEAD_LINES = 40;
/** Begins a line that goes on with the one above it. */
const GOES_ON = /^\s*(?:(?:throws|implements|extends|permits|where)\b|&&|\|\||->|:)/;

/** White space in front of what a line says: the sign of a list's item is none, unless a text hangs below it. */
function indentOfText(line: string, language: Language): string {
  const indent = leading(line);
  if (!opensText(line, language)) return indent;
  return indent + " ".repeat(language.bullet?.exec(line.slice(indent.length))?.[0].length ?? 0);
}

/**
 * The indentation of what opens a body at the end of `line`: it may have begun some lines further up.
 *
 *     def spread(first,           if (first &&
 *                second):             second) {
 *         body                    body
 */
function indentOfHead(text: string, start: number, line: string, language: Language): string {
  const end = start + line.length;
  let head = line;
  for (let from = start, count = 1; from > 0 && count < MOST_HEAD_LINES; count += 1) {
    // A closer at the start of a line stands below what it closes.
    if (/^\s*[)\]}]/.test(head) || isClause(head, language)) break;
    const above = text.lastIndexOf("\n", from - 2) + 1;
    const lineAbove = text.slice(above, from - 1);
    const closes = findUnmatched(text.slice(from, end), language).closers.some(({ character }) => character !== "}");
    if (!closes && !GOES_ON.test(head) && !/(?:&&|\|\|)\s*$/.test(lineAbove)) break;
    from = above;
    head = lineAbove;
  }
  return head === line ? indentOfText(line, language) : leading(head);
}

interface PlacedLine {
  readonly line: string;
  readonly start: number;
}

/** The nearest line that is not blank above the line at `start`; undefined when there is none. */
function nearestAbove(text: string, start: number): PlacedLine | undefined {
  const end = text.slice(0, start).trimEnd().length;
  if (end === 0) return undefined;
  const from = text.lastIndexOf("\n", end - 1) + 1;
  return { line: text.slice(from, text.indexOf("\n", end)), start: from };
}

/** The indentation of the nearest line that is not blank below the line at `start`; "" when there is none. */
function indentBelow(text: string, start: number): string {
  return /\n([^\S\n]*)(?=\S)/.exec(text.slice(start))?.[1] ?? "";
}

/** Nothing, or what an editor closes by itself and what ends a statement behind it. */
function onlyClosers(lineSuffix: string): boolean {
  return /^[\s)\]}>;,]*$/.test(lineSuffix);
}
