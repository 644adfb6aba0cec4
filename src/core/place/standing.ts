/** What stands around the cursor that says how much is wanted there. */

import { endsBody, isClause, namesAccess } from "../languages/languages.ts";
import { indentWidth, isCloser, widthOf } from "./brackets.ts";
import type { Place } from "./place.ts";
import type { StopContext } from "./stopContext.ts";

/** A line that speaks of one item behind it: a decorator, an attribute, the end of a comment about it. */
const OF_ONE_ITEM = /^(?:@\w|#\[|\[\w+(?:\(.*\))?\]$|\/\/\/|\*\/|\/\*\*.*\*\/$)/;

/** Below what speaks of one item, nothing but that item is wanted. */
export function isOfOneItem({ above }: StopContext): boolean {
  return OF_ONE_ITEM.test(above.at(-1) ?? "");
}

/** What holds members, or tests, one after the other. */
const HOLDS_MEMBERS =
  /^(?:[^()]*\s)?(?:class|interface|impl|trait|struct|module|namespace|object|protocol|extension|enum|record|mixin|actor|contract|defmodule|mod)\b(?!\s*[=(.:])|^(?:describe|context|suite|group)\b.*[({]/;
/** A name of these is only a part of what holds statements: `for module in modules:`, `struct a *b(int c) {`. */
const HOLDS_STATEMENTS =
  /^(?:for|if|elif|while|until|unless|with|switch|match|catch|foreach|return|def|func|function|fn|case|when)\b|\b(?:struct|enum|union|class)\s+\w+[\s*&]+\w+\s*\(/;

/**
 * The cursor stands where members stand one after the other: on an empty line "behind" some, or where the "first" is to
 * stand in front of the end. Undefined elsewhere.
 */
export function findMembers(context: StopContext): "behind" | "first" | undefined {
  const { place, before } = context;
  const { linePrefix, opens } = place;
  const isOnEmptyLine = linePrefix.trim() === "";
  if (!isOnEmptyLine && !opens) return undefined;
  const lines = (isOnEmptyLine ? before.slice(0, before.length - linePrefix.length) : before).split("\n");
  const width = opens ? Number.POSITIVE_INFINITY : indentWidth(linePrefix);
  const holds = (line: string) => line.trim() !== "" && !namesAccess(line);
  const at = lines.findLastIndex((line) => holds(line) && widthOf(line) < width);
  const isFirst = !lines.slice(at + 1).some(holds);
  const head = lines[at]?.trim() === "{" ? lines[at - 1] : lines[at];
  if (!HOLDS_MEMBERS.test(head?.trim() ?? "") || HOLDS_STATEMENTS.test(head!.trim())) return undefined;
  if (!isFirst) return "behind";
  return isEndedBelow(context) ? "first" : undefined;
}

/** Whether what holds the cursor has an end behind it already, or needs none. */
function isEndedBelow({ open: [innermost], below: [next], place: { language } }: StopContext): boolean {
  if (innermost !== undefined) return innermost.owner !== "nobody";
  return language.closers.length === 0 || (next !== undefined && endsBody(next.trim(), language));
}

/** What opens a body of statements between braces, not of members or items: those may be added in front of others. */
const BRACES_HEAD = /(?:\)[^){}"'`;]*\{|=>\s*\{|\b(?:else|try|finally|do)\s*\{)$/;
const ROUTINE = /\b(?:def|function|procedure|sub)\b/i;

/** Whether a line is the head of a body of statements. */
export function opensStatements(head: string): boolean {
  return BRACES_HEAD.test(head) || (ROUTINE.test(head) && (head.endsWith(":") || !/[={}]/.test(head)));
}

/** The cursor stands behind what opens a body of statements, which is there already: a second one is not wanted. */
export function hasStandingBody({ place, above, below: [next] }: StopContext): boolean {
  const head = place.linePrefix.trim() === "" ? (above.at(-1) ?? "") : place.linePrefix.trim();
  if (!place.opens || next === undefined || !opensStatements(head)) return false;
  return !isCloser(next.trimStart()[0]) && widthOf(next) > indentWidth(place.indent);
}

/**
 * Whether the line below ends, as far to the right, a body whose head is the cursor's line: `} else {`, `} catch (e) {`.
 *
 *     } else if (a▮)
 *     } else {
 */
export function isEndedByClause({ linePrefix, language }: Place, next = ""): boolean {
  if (linePrefix.trim() === "" || widthOf(next) !== widthOf(linePrefix)) return false;
  const [, clause] = /^\s*\}(.*)/.exec(next) ?? [];
  return clause !== undefined && isClause(clause, language);
}
