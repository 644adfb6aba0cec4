/** Where a suggestion ends. Looks at the text alone: the model's own end tokens and the limits are the caller's. */

import { startsCode } from "../languages/languages.ts";
import {
  announces,
  beginsString,
  endsInOwnString,
  endsUnfinished,
  findBodyEnd,
  findPartEnd,
  findSectionEnd,
  findStatementEnd,
  hasBody,
  hasOpenBrackets,
  leavesTryAlone,
  readStrings,
} from "./begun.ts";
import { checkBlock, checkOpenLines } from "./blockRules.ts";
import { closerOf, findUnmatched, indentWidth, leading, widthOf } from "./brackets.ts";
import { checkContinued, checkContinuedBelow, findStringsEnd } from "./continuedLine.ts";
import { findOwners } from "./owners.ts";
import type { Place } from "./place.ts";
import { isStretched, squeeze } from "./repetition.ts";
import { lengthSaidAgain } from "./saidAgain.ts";
import { isEndedByClause } from "./standing.ts";
import {
  CONTINUE,
  createStopContext,
  mayOpenAgain,
  type StopContext,
  type StopReason,
  type StopVerdict,
  stop,
} from "./stopContext.ts";
import { findTagInBrackets } from "./tags.ts";

export { createStopContext, type StopContext, type StopReason, type StopVerdict };

/** Why generating ended without a stop rule: the model's own end token, or a limit. */
export type EndReason = "end" | "tokenLimit" | "timeLimit";

/** Whether `generated`, the text of all tokens so far, has reached its end. Called after each token. */
export function checkStop(generated: string, context: StopContext): StopVerdict {
  const said = lengthSaidAgain(generated, context.place);
  const verdict = checkOwn(generated.slice(said), context);
  return verdict.kind === "stop" ? { ...verdict, keep: verdict.keep + said } : verdict;
}

function checkOwn(generated: string, context: StopContext): StopVerdict {
  const text = withoutHalfCharacter(generated);
  const broken = text.indexOf("\uFFFD");
  const whole = broken < 0 ? text : text.slice(0, broken);
  const verdict = checkWhole(whole, context);
  if (verdict.kind === "stop" || broken < 0) return verdict;
  return stop(Math.max(0, whole.lastIndexOf("\n")), "brokenCharacter");
}

function checkWhole(text: string, context: StopContext): StopVerdict {
  const verdict = withoutLineBelow(leftToClause(checkPlace(text, context), text, context), text, context);
  const tag = findTagInBrackets(context.before, text, context.place.language);
  if (tag === undefined || (verdict.kind === "stop" && verdict.keep <= tag)) return verdict;
  return stop(text.slice(0, tag).trimEnd().length, "followingText");
}

/** A body whose head is in the cursor's line is left to the clause below that ends it. */
function leftToClause(verdict: StopVerdict, text: string, { place, below: [next] }: StopContext): StopVerdict {
  if (verdict.kind !== "stop" || !isEndedByClause(place, next)) return verdict;
  const end = /\n([^\S\n]*)\}$/.exec(text.slice(0, verdict.keep));
  const isItsEnd = end !== null && indentWidth(end[1]!) === widthOf(place.linePrefix);
  return isItsEnd ? stop(end.index, "followingText") : verdict;
}

/** Where a text ends in a line that says the one below, that line is not wanted either. */
function withoutLineBelow(verdict: StopVerdict, text: string, { place, below: [next = ""] }: StopContext): StopVerdict {
  if (verdict.kind !== "stop" || verdict.reason !== "followingText") return verdict;
  const start = text.lastIndexOf("\n", verdict.keep - 1) + 1;
  if (start === 0 && place.linePrefix.trim() !== "") return verdict;
  const [line = ""] = text.slice(start).split("\n", 1);
  const isSaid = verdict.keep < start + line.length && squeeze(next).startsWith(squeeze(line));
  return isSaid && text.slice(start, verdict.keep).trim() !== ""
    ? stop(Math.max(0, start - 1), "followingText")
    : verdict;
}

function checkPlace(text: string, context: StopContext): StopVerdict {
  const { place } = context;
  const part = checkPart(text, context);
  if (part !== undefined) return part;
  const clause = findClauseBelow(text, context);
  if (clause !== undefined) return stop(text.slice(0, clause).trimEnd().length, "followingText");
  if (isFlatStatement(text, place))
    return checkLine(text, { ...context, place: { ...place, mode: "line", opens: false } });
  // Between tags, lines of their own are a body.
  return place.mode === "block" || (place.opens && /^[^\S\n]*\n/.test(text))
    ? checkBlock(text, context)
    : checkLine(text, context);
}

/** `#else` and what follows up to `#endif`, which stands below. */
function checkPart(text: string, context: StopContext): StopVerdict | undefined {
  const { place, below } = context;
  const end = findPartEnd(readStrings(text, place).code, place, below[0]);
  if (end === undefined) return undefined;
  // A part within it may end with the line that stands below.
  const rules = checkOpenLines(text, { ...asBody(context), below: [] });
  return end === "open" || (rules.kind === "stop" && rules.keep <= end) ? rules : stop(end, "blockEnd");
}

/** Part of a query; the first word names it. */
const CLAUSE = /^\s*(from|where|group|order|having|limit|returning)\b/i;
const CLAUSES = /(?<=^|\s)(?:from|where|group|order|having|limit|returning)(?=\s)/gi;

/** Where a query says the clause that stands below the cursor: `FROM` in front of a line that begins with it. */
function findClauseBelow(text: string, { place: { language }, below }: StopContext): number | undefined {
  const name = language.statementEnd === undefined ? undefined : CLAUSE.exec(below[0] ?? "")?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const clauses = [...text.matchAll(CLAUSES)].filter(([clause]) => clause.toLowerCase() === name);
  return clauses.find(({ index }) => findUnmatched(text.slice(0, index), language).openers.length === 0)?.index;
}

/** Whether a list of a query is to go on in front of the clause below. */
function leavesListOpen(code: string, { place: { language }, below }: StopContext): boolean {
  return language.statementEnd !== undefined && /,\s*$/.test(code) && CLAUSE.test(below[0] ?? "");
}

/** Whether a statement goes on as far left as its head: `SELECT` below `CREATE VIEW v AS`. */
function isFlatStatement(text: string, { opens, linePrefix, language }: Place): boolean {
  return opens && language.statementEnd !== undefined && linePrefix === "" && /^\S/.test(text);
}

/**
 * What is wanted of a text that ended without a stop rule. After the model's own end the last line is complete; at a
 * limit it is not, and a part of a line is never shown.
 */
export function finishText(generated: string, reason: EndReason, context: StopContext): string {
  const text = withoutHalfCharacter(generated);
  if (reason !== "end") return text.slice(0, Math.max(0, text.lastIndexOf("\n")));
  const verdict = checkStop(`${text}\n`, context);
  return verdict.kind === "stop" ? text.slice(0, verdict.keep) : text;
}

function withoutHalfCharacter(text: string): string {
  return text.replace(/(?<!\uFFFD)\uFFFD+$/, "");
}

function checkLine(text: string, context: StopContext): StopVerdict {
  return checkContinued(text, context) ?? checkOneLine(text, context);
}

function checkOneLine(text: string, context: StopContext): StopVerdict {
  const { place } = context;
  const { code } = readStrings(text, place);
  const end = text.indexOf("\n");
  const line = end < 0 ? code : code.slice(0, end);
  const foreign = findForeignCloser(line, end < 0, context);
  if (foreign !== undefined) return stop(line.slice(0, foreign).trimEnd().length, "followingText");
  if (isStretched(end < 0 ? text : text.slice(0, end))) return stop(0, "repetition");
  if (end < 0) return CONTINUE;
  if (line.trim() === "," && place.lineSuffix.trim() === "" && !place.language.isProse)
    return checkBlock(text, { ...context, place: { ...place, mode: "block", indent: leading(place.linePrefix) } });
  const startsBody = line.trim() === "" || (place.lineSuffix.trim() === "" && beginsString(place));
  const body = startsBody ? checkStringBody(text, context) : undefined;
  if (body !== undefined) return body;
  const strings = findStringsEnd(text, place);
  if (strings !== undefined) return strings === "open" ? CONTINUE : stop(strings, "lineEnd");
  const rest = place.lineSuffix.trim();
  const saysRest = /[\p{L}\p{N}([{]/u.test(rest) && line.trimEnd().endsWith(rest);
  if (line.trim() !== "" && !saysRest && !isEnded(text.slice(0, end + 1), context)) return checkOpenLine(text, context);
  const continued = context.goesOnWhileOpen && rest === "" ? checkContinuedBelow(text, context) : undefined;
  return continued ?? stop(line.trim() === "" || pushesCodeAway(line, place) ? 0 : end, "lineEnd");
}

/**
 * Right behind what opens a string of several lines, or announces one, its lines go on to the one that ends it; undefined
 * elsewhere, and where that stands below.
 */
function checkStringBody(text: string, context: StopContext): StopVerdict | undefined {
  const { place, behind } = context;
  const { within, lineSuffix } = place;
  if (within?.kind !== "string") return undefined;
  const read = readStrings(text, place);
  if (lineSuffix.startsWith(within.close)) {
    const end = (read.strings[0]?.end ?? 0) - within.close.length;
    return read.within === within ? checkOpenLines(text, asBody(context)) : stop(Math.max(0, end), "followingText");
  }
  if (lineSuffix.trim() !== "" || behind.includes(within.close)) return undefined;
  if (read.within === within) return checkOpenLines(text, asBody(context));
  const lineEnd = text.indexOf("\n", read.strings[0]?.end ?? 0);
  return lineEnd < 0 ? CONTINUE : stop(lineEnd, "lineEnd");
}

function asBody(context: StopContext): StopContext {
  return { ...context, place: { ...context.place, mode: "block", opens: true } };
}

/** Whether whole lines have ended what they begin; an offset where they do so before their last. */
function isEnded(lines: string, context: StopContext): boolean | number {
  const { place, goesOnWhileOpen, hasGrammar, below } = context;
  const strings = readStrings(lines, place);
  if (endsInOwnString(strings, place)) return false;
  if (leavesListOpen(strings.code, context)) return false;
  if (!goesOnWhileOpen && !(place.linePrefix.trim() === "" && startsCode(lines))) return true;
  if (!place.language.isProse && hasOpenBrackets(strings.code, place)) return false;
  if (leavesTryAlone(strings.code, place.language, below[0])) return false;
  if (!hasGrammar && (endsUnfinished(strings.code.trimEnd(), place.language) || announces(strings.code, place)))
    return false;
  const statement = findSectionEnd(strings.code, place) ?? findStatementEnd(strings.code, place, context.above.at(-1));
  if (statement !== undefined) return statement === "open" ? false : statement;
  if (hasBody(place, below[0])) return true;
  const end = findBodyEnd(strings.code, place);
  return end === "open" ? false : end === "none" || end === undefined ? true : end;
}

/** A line that begins something goes on to the line where that ends, like the body of a block. */
function checkOpenLine(text: string, context: StopContext): StopVerdict {
  const place: Place = { ...context.place, mode: "block", opens: true, indent: leading(context.place.linePrefix) };
  const verdict = checkOpenLines(text, { ...context, place });
  const last = verdict.kind === "stop" ? verdict.keep : text.length;
  const { code } = readStrings(text, place);
  for (let end = text.indexOf("\n"); end >= 0 && end <= last; end = text.indexOf("\n", end + 1)) {
    const foreign = findForeignCloser(code.slice(0, end), false, context);
    if (foreign !== undefined) return stop(code.slice(0, foreign).trimEnd().length, "followingText");
    const ended = isEnded(text.slice(0, end + 1), context);
    if (ended !== false) return stop(ended === true ? end : ended, "blockEnd");
  }
  return verdict;
}

/** In front of a whole line of code a text that ends with a line feed is a line of its own, for which there is no place. */
function pushesCodeAway(line: string, { linePrefix, lineSuffix }: Place): boolean {
  const rest = lineSuffix.trim();
  return linePrefix.trim() === "" && /[\p{L}\p{N}]/u.test(rest) && !line.trimEnd().endsWith(rest);
}

/**
 * The first closer in `line` that closes something in front of the cursor which a later line closes already. Where the
 * line opens another in its place (`fetch(u▮(r) => {` and `rl).then(`), nothing is missing there.
 */
function findForeignCloser(line: string, unfinished: boolean, context: StopContext): number | undefined {
  const { open, place, unpaired, unpairedWith } = context;
  const { closers, openers } = findUnmatched(line, place.language, unfinished ? "unfinished" : undefined);
  const owners = findOwners(closers, open);
  const opened = [...openers];
  for (const [index, { offset, character }] of closers.entries()) {
    if (owners[index] !== "later") continue;
    const inItsPlace = opened.findIndex((other) => other.offset > offset && closerOf(other.character) === character);
    if (inItsPlace >= 0) opened.splice(inItsPlace, 1);
    else if (unfinished) return mayOpenAgain(line.slice(offset + 1)) ? undefined : offset;
    else return unpaired > 0 && unpairedWith(line) < unpaired ? undefined : offset;
  }
  return undefined;
}
