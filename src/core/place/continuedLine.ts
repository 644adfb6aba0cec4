/** Lines that go on with the one above them: `.then(…)` below `fetch(…)`, `| "b"` below `type A =`. */

import { continuesLine, goesOn } from "../languages/languages.ts";
import { checkOpenLines } from "./blockRules.ts";
import { findUnmatched, widthOf } from "./brackets.ts";
import type { Place } from "./place.ts";
import { CONTINUE, type StopContext, type StopVerdict, stop } from "./stopContext.ts";

/** Where nothing can go on, whatever the next line begins with. */
const ENDED = /[;{}]\s*$/;
/** What may become the beginning of a line that goes on with the one above. */
const MAY_CONTINUE = /^(?:[?.&|:>-]{1,2}|\{)$/;

/**
 * Where lines end that go on with the cursor's line, or with the line above where the text begins so. Undefined where the
 * text is none of these.
 */
export function checkContinued(text: string, context: StopContext): StopVerdict | undefined {
  const { place } = context;
  const first = findFirst(text, place);
  if (first === undefined || first === "continue") return first && CONTINUE;
  return checkFrom(text, first, context);
}

function checkFrom(text: string, first: FirstLine, context: StopContext): StopVerdict {
  const { place } = context;
  const rules = checkOpenLines(text, { ...context, place: { ...place, mode: "block", opens: true } });
  const own = checkLinesBelow(text, first, place, rules.kind === "stop" ? rules.keep : text.length);
  return rules.kind === "continue" || (own.kind === "stop" && own.keep <= rules.keep) ? own : rules;
}

/**
 * Where lines end of which the first stands on an empty line, and the second further right and goes on with it: `{ b :: Int`
 * below `data A = A`. Undefined where the second is none such.
 */
export function checkContinuedBelow(text: string, context: StopContext): StopVerdict | undefined {
  const { linePrefix, language } = context.place;
  const end = text.indexOf("\n");
  if (end < 0 || linePrefix.trim() !== "" || text.trim() === "" || ENDED.test(text.slice(0, end))) return undefined;
  const next = text.slice(end + 1).split("\n", 1)[0]!;
  const isComplete = end + 1 + next.length < text.length;
  if (!isComplete && (next.trim() === "" || MAY_CONTINUE.test(next.trim()))) return CONTINUE;
  const width = widthOf(linePrefix + text);
  const columns = widthOf(next);
  const isBody = columns === width && isBrace(next, text.slice(0, end));
  if (!isBody && (columns <= width || !continuesLine(next, language))) return undefined;
  return checkFrom(text, { start: 0, width }, context);
}

/** Whether a line is the brace of a body whose head is the line above. */
function isBrace(line: string, above: string): boolean {
  return /^\s*\{\s*$/.test(line) && /[\w)>]\s*$/.test(above);
}

/**
 * Where a string ends that goes on in lines of its own, in languages that make one of strings next to each other; "open":
 * its next line may be another. Undefined where the first line ends with none.
 *
 *     "a"
 *     "b";
 */
export function findStringsEnd(text: string, { linePrefix, language }: Place): number | "open" | undefined {
  if (language.joinsStrings !== true) return undefined;
  for (let start = 0, end = text.indexOf("\n"); end >= 0; start = end + 1, end = text.indexOf("\n", start)) {
    const line = (start === 0 ? linePrefix : "") + text.slice(start, end).trimEnd();
    if (!/["']$/.test(line)) return start === 0 ? undefined : end;
    const next = text.slice(end + 1).trimStart();
    if (next === "" && text.indexOf("\n", end + 1) < 0) return "open";
    if (!/^["']/.test(next)) return start === 0 ? undefined : end;
  }
  return "open";
}

interface FirstLine {
  /** Where the first line begins that goes on with the one above. */
  readonly start: number;
  /** Its columns of white space. */
  readonly width: number;
}

/** "continue": nothing can be said yet. */
function findFirst(text: string, { linePrefix, lineSuffix, language }: Place): FirstLine | "continue" | undefined {
  if (language.isProse || lineSuffix.trim() !== "") return undefined;
  const isOnEmptyLine = linePrefix.trim() === "";
  const start = isOnEmptyLine ? 0 : 1;
  if (!isOnEmptyLine && (!text.startsWith("\n") || ENDED.test(linePrefix))) return undefined;
  const line = text.slice(start).split("\n", 1)[0]!;
  const width = widthOf(isOnEmptyLine ? linePrefix + line : line);
  const content = line.trim();
  const isComplete = start + line.length < text.length;
  if (!isComplete && (content === "" || MAY_CONTINUE.test(content))) return isOnEmptyLine ? undefined : "continue";
  if (content === "" || isOnEmptyLine) return continuesLine(line, language) ? { start, width } : undefined;
  const head = widthOf(linePrefix);
  const isBelow = goesOn(linePrefix, language) && width > head;
  // The brace of a body on a line of its own.
  const isBody = content.startsWith("{") && width === head && /[\w)>]\s*$/.test(linePrefix);
  return continuesLine(line, language) || isBelow || isBody ? { start, width } : undefined;
}

/** They end with a statement, or in front of the first line that goes on with nothing; looked at up to `last`. */
function checkLinesBelow(text: string, { start, width }: FirstLine, { language }: Place, last: number): StopVerdict {
  const isOpen = (end: number) => findUnmatched(text.slice(0, end), language).openers.length > 0;
  for (let at = start; ; ) {
    const end = text.indexOf("\n", at);
    if (end < 0 || end > last) return CONTINUE;
    const whole = text.slice(at, end);
    if (!isOpen(end) && whole.trimEnd().endsWith(";")) return stop(end, "lineEnd");
    const next = text.slice(end + 1).split("\n", 1)[0]!;
    const isComplete = end + 1 + next.length < text.length;
    const content = next.trim();
    if (!isComplete && (content === "" || MAY_CONTINUE.test(content))) return CONTINUE;
    const columns = widthOf(next);
    const isBelow = columns === width && (continuesLine(next, language) || isBrace(next, whole));
    const goesOnHere = content !== "" && (columns > width || isBelow);
    if (!goesOnHere && !isOpen(end) && !goesOn(whole, language)) return stop(end, "lineEnd");
    at = end + 1;
  }
}
