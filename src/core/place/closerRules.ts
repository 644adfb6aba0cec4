/** Where a block of generated lines ends with a closer, or in front of one. */

import { goesOn, isClause, type Language, opensBodyOfWords } from "../languages/languages.ts";
import { findOpenHeads, hasBody } from "./begun.ts";
import { isSaidBelow, type Line, type Rule } from "./blockLines.ts";
import { findUnmatched, isCloser, leading, opensBracket } from "./brackets.ts";
import { findOwners } from "./owners.ts";
import type { Place } from "./place.ts";
import { hasStandingBody } from "./standing.ts";
import { CONTINUE, mayOpenAgain, type StopContext, type StopVerdict, stop } from "./stopContext.ts";

/** A line that closes what was open at the cursor is the block's last, unless the text behind the cursor closes it. */
export const checkCloser: Rule = (line, { code: text, context }) => {
  const { place, open } = context;
  const outer = findUnmatched(
    text.slice(0, line.end),
    place.language,
    line.complete ? undefined : "unfinished",
  ).closers;
  const first = outer.find(({ offset }) => offset >= line.start);
  if (first === undefined) return undefined;
  const startsLine = text.slice(line.start, first.offset).trim() === "";
  const owner = findOwners(outer, open)[outer.indexOf(first)];
  // Nobody closes what begins as far to the right as the cursor's line.
  const isMissingHere =
    owner === "nobody" && outer[0] === first && open[0]?.closer === first.character && open[0].width === line.width;
  // The patterns of a shell's `case`.
  if (owner === "nobody" && isClause(line.text, place.language)) return undefined;
  if (startsLine && isBoundToItsLine(line, place) && !isMissingHere)
    return stop(0, owner === "nobody" ? "dedent" : "followingText");
  // What the next line says is missing elsewhere, not here.
  const mayBeMissing = owner === "later" && !(startsLine && isSaidBelow(line, context));
  const missing = mayBeMissing ? checkMissing(line, first.offset, text, context) : undefined;
  if (missing !== undefined) return missing;
  if (owner === "later" && startsLine && line.index > 0 && hasStandingBody(context)) return stop(0, "followingText");
  if (owner === "later")
    return stop(startsLine ? line.cut : text.slice(0, first.offset).trimEnd().length, "followingText");
  if (owner === "sameLine" && line.index > 0) {
    // `});` in front of `)`: the end of its statement is missing there.
    const rest = text.slice(first.offset, line.end).trimEnd();
    const mayEnd = /^[)\]}]+[;,]?$/.test(rest) && /^[)\]}]*\)$/.test(place.lineSuffix.trim());
    if (mayEnd && !line.complete) return CONTINUE;
    return stop(mayEnd && /[;,]$/.test(rest) ? line.end : first.offset, "followingText");
  }
  // `b) {` and `b) do` go on with the body that they open, `b) :` with the line below; `def f(a)` is a head as a whole.
  if (
    !line.complete ||
    isWordHead(line, context) ||
    (first.character !== "}" && goesOnBehind(text.slice(first.offset, line.end), place.language))
  )
    return CONTINUE;
  return stop(startsLine ? findClosersEnd(text, line, place.language) : line.end, "blockEnd");
};

/**
 * A closer that seems to be a later line's is the text's own where brackets around the cursor have no partner and the whole
 * line gives them one, and where the line opens another in its place: `a }) => {`, `}{`.
 */
function checkMissing(line: Line, closer: number, text: string, context: StopContext): StopVerdict | undefined {
  const rest = text.slice(closer + 1, line.end);
  const isBehindCode =
    (line.index === 0 ? context.place.linePrefix : line.text.slice(0, closer - line.start)).trim() !== "";
  if (context.unpaired === 0 && !isBehindCode) return undefined;
  if (!line.complete) return mayOpenAgain(rest) ? CONTINUE : undefined;
  const unpaired = context.unpairedWith(text.slice(0, line.end));
  const opensAgain = opensBracket(rest, context.place.language);
  if (unpaired > context.unpaired || (unpaired === context.unpaired && !(isBehindCode && opensAgain))) return undefined;
  return unpaired === 0 ? stop(line.end, "blockEnd") : CONTINUE;
}

/** Whether the cursor's line with the text is the head of a body that a word ends, and that does not stand below yet. */
function isWordHead({ index, text }: Line, { place, below }: StopContext): boolean {
  const { linePrefix, lineSuffix, language } = place;
  if (index > 0 || lineSuffix.trim() !== "" || language.closers.length === 0) return false;
  return opensBodyOfWords(linePrefix + text, language) && !hasBody(place, below[0]);
}

function goesOnBehind(text: string, language: Language): boolean {
  return opensBracket(text.slice(1), language) || goesOn(text, language) || opensBodyOfWords(text, language);
}

/** The first line of a body's text stands where the cursor is; what must stand further left cannot be written there. */
export function isBoundToItsLine(line: Line, place: Place): boolean {
  return line.index === 0 && !place.opens && place.linePrefix.trim() === "";
}

/** Clauses behind a closer, which are of another block. */
const CLAUSE = /^(?:else|elif|elsif|elseif|catch|finally|except|rescue|ensure)\b/;

/**
 * What of a line that begins with closers belongs to what they close, as an offset: `});` and `}).b();` wholly, of
 * `} else {` only the closer.
 */
function findClosersEnd(text: string, line: { start: number; end: number }, language: Language): number {
  let end = line.start + leading(text.slice(line.start, line.end)).length;
  while (end < line.end && (isCloser(text[end]) || text[end] === ";" || text[end] === ",")) end += 1;
  const rest = text.slice(end, line.end);
  return CLAUSE.test(rest.trimStart()) || opensBracket(rest, language) ? end : line.end;
}

/** Whether a line that ends a body ends one that the text has opened, on a line of its own. */
export function endsOwnBody({ start, width }: Line, code: string, { linePrefix, language }: Place): boolean {
  const own = linePrefix.trim() === "" ? linePrefix + code : code.slice(code.indexOf("\n") + 1);
  const before = own.slice(0, own.length - code.length + start);
  return findOpenHeads(before.split("\n"), language).includes(width);
}
