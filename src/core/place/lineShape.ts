/** How a line is built, whatever its names, numbers and texts are: whether two texts for a place are really two. Pure. */

import { characterEnd, isQuote, type Language, startsLineComment } from "../languages/languages.ts";
import { RESERVED_WORDS } from "../languages/reservedWords.ts";

/** What a text is written behind. */
export interface ShapedPlace {
  /** The cursor's line in front of it. */
  readonly linePrefix: string;
  readonly language: Language;
  /** It is prose, or stands in a comment or a string: its words are what it says. */
  readonly isText: boolean;
}

const WORD = /[\p{L}\p{M}_$][\p{L}\p{M}\p{N}_$]*/uy;
const NUMBER = /\d[\p{L}\p{N}_.]*/uy;

/**
 * The line's words of the language and signs; `n` for a name, `0` for a number, `"` for a text between quotes. Without comments,
 * white space, and what ends a statement.
 */
export function shapeOf(line: string, language: Language): readonly string[] {
  const shape: string[] = [];
  for (let at = 0; at < line.length; ) {
    if (startsLineComment(line, at, language)) break;
    const word = matchAt(WORD, line, at);
    const number = matchAt(NUMBER, line, at);
    if (word !== undefined) shape.push(RESERVED_WORDS.has(word) ? word : "n");
    else if (number !== undefined) shape.push("0");
    else if (isQuote(line, at, language)) {
      shape.push('"');
      at = stringEnd(line, at);
      continue;
    } else if (characterEnd(line, at, language) !== undefined) {
      shape.push('"');
      at = characterEnd(line, at, language)! + 1;
      continue;
    } else if (!/\s/.test(line[at]!)) shape.push(line[at]!);
    at += word?.length ?? number?.length ?? 1;
  }
  while (shape.at(-1) === ";" || shape.at(-1) === ",") shape.pop();
  return shape;
}

/** Whether the first lines of two texts for a place differ in more than their names, numbers and texts; of prose, in half of their words. */
export function differ(one: string, other: string, { linePrefix, language, isText }: ShapedPlace): boolean {
  if (isText) return shareOfWords(firstLine(one), firstLine(other)) < 0.5;
  const shape = (text: string): string => shapeOf(linePrefix + firstLine(text), language).join(" ");
  return shape(one) !== shape(other);
}

/** The first line that says something. */
function firstLine(text: string): string {
  return /^\s*[^\n]*/.exec(text)![0].trimEnd();
}

/** Of all words of two lines, those that both have. */
function shareOfWords(one: string, other: string): number {
  const words = (line: string): Set<string> => new Set(line.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const [mine, theirs] = [words(one), words(other)];
  const both = [...mine].filter((word) => theirs.has(word)).length;
  const all = mine.size + theirs.size - both;
  return all === 0 ? 1 : both / all;
}

function matchAt(pattern: RegExp, line: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0];
}

/** Behind the string that begins at `at`, or the line's end. */
function stringEnd(line: string, at: number): number {
  for (let end = at + 1; end < line.length; end += 1) {
    if (line[end] === "\\") end += 1;
    else if (line[end] === line[at]) return end + 1;
  }
  return line.length;
}
