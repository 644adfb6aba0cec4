/**
 * What a model likes to add and the user did not begin: a comment behind a statement, a second statement on the line, a value
 * that is itself. Each is one more thing to read that is seldom meant.
 */

import { commentStart, type Language } from "../languages/languages.ts";
import { findUnmatched, leading } from "./brackets.ts";
import type { Place } from "./place.ts";

/** The text without them; what is left ends where a statement does. */
export function withoutExtras(generated: string, place: Place): string {
  const { language, within, linePrefix } = place;
  if (language.isProse || within !== undefined || commentStart(linePrefix, language) !== undefined) return generated;
  const lines = generated.split("\n");
  const [first = "", ...others] = lines;
  const own = withoutSecond(withoutComment(first, linePrefix, place), place);
  const kept = [own, ...others.map((line) => withoutComment(line, "", place))];
  return kept.every((line, index) => line === lines[index]) ? generated : kept.join("\n");
}

/** What ends a body far above: a comment says which. */
const ENDS = /^\s*(?:\}+;?|#\s*endif)\s*$/;

/** The end of a line's code, where a comment follows it. A comment alone in its line is none behind a statement. */
function withoutComment(line: string, before: string, { language }: Place): string {
  const start = commentStart(before + line, language) ?? blockCommentStart(before + line, language);
  if (start === undefined || start <= before.length) return line;
  const code = line.slice(0, start - before.length).trimEnd();
  // A sign of another language that the model has in mind, such as Lua's `#list`, stands for the value.
  const isValue = code.endsWith("=");
  const isOfComment = /^@?$/.test((before + code).trim()) || ENDS.test(before + code);
  return isValue || isOfComment || isOpenComment(line.slice(start - before.length)) ? line : code;
}

/** Of a comment that ends with the line, though it need not. */
function blockCommentStart(line: string, { blockComments }: Language): number | undefined {
  const pair = blockComments.find(([, close]) => line.trimEnd().endsWith(close));
  const start = pair === undefined ? -1 : line.lastIndexOf(pair[0]);
  return start < 0 ? undefined : start;
}

/** One that goes on in the next line belongs to it. */
function isOpenComment(comment: string): boolean {
  return comment.startsWith("/*") && !comment.includes("*/");
}

/** What `;` is a part of, and not the end of a statement. */
const HEAD = /^\s*(?:\}\s*)?(?:if|for|while|until|switch|else|elif|case|default|select|do|then|\w+\))(?:\b|\s|$)/;

/** A line's first statement, where it ends in a semicolon and the user has not begun another one. */
function withoutSecond(line: string, { linePrefix, language, lineSuffix }: Place): string {
  if (!language.semicolonEnds || lineSuffix.trim() !== "" || HEAD.test(linePrefix + line)) return line;
  if (findUnmatched(linePrefix, language).openers.length > 0) return line;
  // What a comment says is no statement.
  if (commentStart(linePrefix + line, language) !== undefined) return line;
  for (let end = line.indexOf(";"); end >= 0; end = line.indexOf(";", end + 1)) {
    const statement = line.slice(0, end + 1);
    const isWhole = findUnmatched(linePrefix + statement, language).openers.length === 0 && !isInString(statement);
    if (isWhole) return /^\s*[\p{L}_$]/u.test(line.slice(end + 1)) ? statement : line;
  }
  return line;
}

function isInString(text: string): boolean {
  return ["'", '"', "`"].some((quote) => (text.split(quote).length - 1) % 2 === 1);
}

/** `const a = a;`: the name of a declaration as its own value, where the user has not written that themselves. */
const ITSELF = /^\s*(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]*)?=\s*\1\s*;?\s*$/u;
/** `a = a` as a statement. */
const ASSIGNED = /^\s*((?:this\.|self\.)?[\p{L}_$][\p{L}\p{N}_$]*)\s*=\s*\1\s*;?\s*$/u;

/** Whether the cursor's line would say that something is itself. */
export function saysItself(text: string, { linePrefix, lineSuffix, language, within }: Place): boolean {
  if (language.isProse || within !== undefined || language.declaresAgain) return false;
  const [first = ""] = text.split("\n", 1);
  const line = linePrefix + first + lineSuffix;
  const value = line.indexOf("=") + 1 + leading(line.slice(line.indexOf("=") + 1)).length;
  const isBegun = linePrefix.trimEnd().length > value;
  return !isBegun && (ITSELF.test(line) || (ASSIGNED.test(line) && !/[([{,]\s*$/.test(linePrefix)));
}
