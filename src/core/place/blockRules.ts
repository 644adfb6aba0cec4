/** Where a block of generated lines ends. */

import {
  continuesLine,
  endsBody,
  isClause,
  type Language,
  opensBodyOfWords,
  opensLooseBody,
} from "../languages/languages.ts";
import { findOpenHeads } from "./begun.ts";
import { type Block, type Line, type Rule, toBlock } from "./blockLines.ts";
import { findUnmatched, indentWidth, isCloser, leading, widthOf } from "./brackets.ts";
import { checkCloser, endsOwnBody, isBoundToItsLine } from "./closerRules.ts";
import { OUTER_TAG } from "./embedded.ts";
import { checkFollowing, checkShortFollowing } from "./followingRules.ts";
import { couldBeOutdented, OUTDENTED } from "./outdented.ts";
import type { Open } from "./owners.ts";
import { findLoop, findRepeatedBlock, isStretched, squeeze, standsInFrontOfItem } from "./repetition.ts";
import { findMembers, hasStandingBody, isOfOneItem } from "./standing.ts";
import { CHARS_BEHIND, CONTINUE, type StopContext, type StopVerdict, stop } from "./stopContext.ts";

/** Whether a text generated for a block has reached its end: the first rule that says so, on the first line. */
export function checkBlock(text: string, context: StopContext): StopVerdict {
  return checkLines(toBlock(text, context), BLOCK_RULES);
}

/** The same for a line that goes on until what it opens is closed; what closes it is not looked at. */
export function checkOpenLines(text: string, context: StopContext): StopVerdict {
  return checkLines(toBlock(text, context), OPEN_LINE_RULES);
}

function checkLines(block: Block, rules: readonly Rule[]): StopVerdict {
  for (const line of block.lines) {
    const verdict = checkBlockLine(line, block, line.isString ? STRING_RULES : rules);
    if (verdict.kind === "stop") return verdict;
  }
  return CONTINUE;
}

function checkBlockLine(line: Line, block: Block, rules: readonly Rule[]): StopVerdict {
  for (const rule of rules) {
    const verdict = rule(line, block);
    if (verdict !== undefined) return verdict;
  }
  return CONTINUE;
}

const checkStretched: Rule = (line) => (isStretched(line.text) ? stop(line.cut, "repetition") : undefined);

/** Models that learned to chat end their code with a fence and explain it. */
const checkFence: Rule = (line) => (line.text.trim().startsWith("```") ? stop(line.cut, "fence") : undefined);

/** Code within a text of another language ends with what holds it: in front of it, or with it where it is missing. */
const checkOuterEnd: Rule = (line, { context }) => {
  const { outerEnd } = context.place.language;
  const end = outerEnd?.exec(line.text.trimStart())?.[0].length;
  const isBegun = outerEnd !== undefined && !line.complete && /^<(?:\/\w*)?$/.test(line.text.trim());
  if (end === undefined) return isBegun && !hasOuterEnd(context) ? CONTINUE : undefined;
  if (hasOuterEnd(context)) return stop(line.cut, "followingText");
  return line.complete ? stop(line.start + leading(line.text).length + end, "blockEnd") : CONTINUE;
};

/** Whether what holds this code ends behind the cursor, or may: further behind nobody looks. */
function hasOuterEnd({ behind }: StopContext): boolean {
  const next = OUTER_TAG.exec(behind)?.[0];
  return next === undefined ? behind.length === CHARS_BEHIND : next.startsWith("</");
}

/** Two blank lines end a block. */
const checkBlank: Rule = (line, { lines }) => {
  const before = lines[line.index - 1];
  const blank = (candidate: Line | undefined) => candidate?.complete === true && candidate.text.trim() === "";
  return line.index >= 2 && blank(line) && blank(before) ? stop(before!.cut, "blankLines") : undefined;
};

/** Until the line is complete, a beginning of such a word may become one. */
function couldBeEnder(content: string, { closers, hasTags }: Language): boolean {
  const line = content.toLowerCase();
  if (hasTags && /^(?:<(?:\/[\w.:-]*(?:[>;,)][;,).]*)?|[;,).]*)|\{[/{%+\-\sa-z]*(?:\}[}%]*)?)$/.test(line)) return true;
  return closers.some((word) => (line.length < word.length ? word.startsWith(line) : line.startsWith(word)));
}

/** Where one item is wanted, a block ends in front of the blank line behind it. */
const checkNextItem: Rule = (line, { lines, code, context }) => {
  const { place } = context;
  const before = lines[line.index - 1];
  if (line.index < 2 || line.text.trim() === "" || before?.text.trim() !== "") return undefined;
  const members = findMembers(context);
  const level = members === "first" ? lines.find(({ text }) => text.trim() !== "")!.width : indentWidth(place.indent);
  if (line.width > level || !(members !== undefined || isOfOneItem(context))) return undefined;
  if (members === "first" && !endsRoutine(lines.slice(0, line.index), level, place.language)) return undefined;
  if (lines.slice(0, line.index).every(({ squeezed }) => squeezed === "" || standsInFrontOfItem(squeezed)))
    return undefined;
  const isOpen = findUnmatched(code.slice(0, line.start), place.language).openers.length > 0;
  return isOpen || isCloser(line.text.trimStart()[0]) ? undefined : stop(before.cut, "blockEnd");
};

/** Whether the last line that is not blank stands further right than the first, or closes what does. */
function endsRoutine(lines: readonly Line[], level: number, language: Language): boolean {
  const said = lines.filter(({ text }) => text.trim() !== "");
  const [before, last] = said.slice(-2);
  if (before === undefined || last === undefined) return false;
  const content = last.text.trim();
  const closes = (isCloser(content[0]) || endsBody(content, language)) && before.width >= level;
  return last.width > level || (closes && last.width === level);
}

/** Ends a block like a closer does; whose it is, only the indentation says. */
const checkEnder: Rule = (line, { code, context }) => {
  const { place, below } = context;
  const content = line.text.trim();
  const base = indentWidth(place.indent);
  const bound = isBoundToItsLine(line, place);
  const closes = place.opens ? line.width <= base : line.width < base || bound;
  if (!closes || content === "" || (line.index === 0 && !bound)) return undefined;
  if (!line.complete) return couldBeEnder(content, place.language) ? CONTINUE : undefined;
  if (!endsBody(content, place.language)) return undefined;
  if (endsOwnBody(line, code, place)) return CONTINUE;
  const next = below.find((candidate) => widthOf(candidate) <= line.width);
  const owned = next !== undefined && widthOf(next) === line.width && squeeze(next).startsWith(squeeze(content));
  if (owned && line.index > 0 && hasStandingBody(context)) return stop(0, "followingText");
  if (owned || place.lineSuffix.trim().startsWith(content)) return stop(line.cut, "followingText");
  return bound && !isMissingHere(line, context) ? stop(0, "dedent") : stop(line.end, "blockEnd");
};

/** Whether the innermost body that is open in front of a line begins as far to the right: nothing else ends it. */
function isMissingHere({ width }: Line, { before, place: { language } }: StopContext): boolean {
  return findOpenHeads(before.split("\n").slice(0, -1), language).at(-1) === width;
}

/** What it holds is often not indented. */
const FLAT_BODY = /^\s*(inline\s+)?(namespace\b|extern\s*")[^;]*\{\s*$/;

/** Whether the body of the line above begins as far left as that: its lines are not indented, or the text's lack the same. */
function beginsFlat({ lines, context: { place, above } }: Block): boolean {
  if (!place.opens || place.linePrefix.trim() !== "" || place.language.isIndented) return false;
  const first = lines.find(({ text }) => text.trim() !== "");
  return (
    first !== undefined && first.width <= indentWidth(place.indent) && isClosed(above.at(-1) ?? "", place.language)
  );
}

/** Whether a line, like the first, goes on as far left as its head: `| Some x ->` below `match a with`. */
function isNextArm({ text, width }: Line, { lines, context: { place } }: Block): boolean {
  const [first] = lines;
  if (place.linePrefix.trim() !== "" || first === undefined || width !== first.width) return false;
  return continuesLine(first.text, place.language) && continuesLine(text, place.language);
}

/** Whether something ends the body that a line opens. */
function isClosed(head: string, language: Language): boolean {
  if (/[{([]$/.test(head)) return true;
  const isOfWords = opensBodyOfWords(head, language) && (language.closers.length > 0 || language.hasTags);
  return isOfWords && !opensLooseBody(head, language) && !isClause(head, language);
}

const checkDedent: Rule = (line, block) => {
  const { code, context } = block;
  const { place, open } = context;
  const content = line.text.trim();
  // A line that closes a block is looked at by the next rule.
  if (line.index === 0 || content === "" || isCloser(content[0])) return undefined;
  const base = indentWidth(place.indent);
  const isDeeper = place.opens && !FLAT_BODY.test(place.linePrefix) && !beginsFlat(block);
  const isDeepEnough = isDeeper ? line.width > base || isNextArm(line, block) : line.width >= base;
  if (isDeepEnough || OUTDENTED.test(content)) return undefined;
  const { openers, closers } = findUnmatched(code.slice(0, line.start), place.language);
  if (openers.length > 0 || isInList(line, code, open[closers.length])) return undefined;
  // Behind what the text has closed stands what belongs to it.
  const closed = closers.length === 0 ? undefined : open[closers.length - 1];
  if (closed !== undefined && line.width > closed.width) return undefined;
  if (!line.complete && couldBeOutdented(content)) return CONTINUE;
  return stop(line.index > 0 && hasStandingBody(context) ? 0 : line.cut, "dedent");
};

/** Within brackets around values columns say little: in `(`, and behind a comma. */
function isInList(line: Line, code: string, holder: Open | undefined): boolean {
  if (holder === undefined || line.width <= holder.width) return false;
  return holder.closer !== "}" || code.slice(0, line.start).trimEnd().endsWith(",");
}

/** One line three times that says little, such as `pass`, where it stands as deep as the one above: what ends bodies does not. */
function findWordLoop(lines: readonly Line[]): number | undefined {
  const [first, ...others] = lines.slice(-WORD_TIMES);
  if (first === undefined || others.length < WORD_TIMES - 1 || !/^[a-z]{3,};?$/i.test(first.squeezed)) return undefined;
  const isSame = ({ squeezed, width }: Line) => squeezed === first.squeezed && width === first.width;
  return others.every(isSame) ? lines.length - others.length : undefined;
}

const WORD_TIMES = 3;

const checkRepeated: Rule = (line, { lines, context: { above } }) => {
  if (!line.complete || line.squeezed === "") return undefined;
  const done = lines.slice(0, line.index + 1).filter(({ squeezed }) => squeezed !== "");
  const squeezed = done.map((each) => each.squeezed);
  const from = findLoop(squeezed) ?? findWordLoop(done) ?? findRepeatedBlock(squeezed, above);
  return from === undefined ? undefined : stop(done[from]!.cut, "repetition");
};

const checkLength: Rule = (line, { lines, context: { maxLines } }) => {
  const first = lines.findIndex(({ text }) => text.trim() !== "");
  if (!line.complete || first < 0 || line.index - first + 1 < maxLines) return undefined;
  return stop(line.end, "maxLines");
};

// Behind the rules that they name.
const BLOCK_RULES: readonly Rule[] = [
  checkStretched,
  checkFence,
  checkOuterEnd,
  checkBlank,
  checkNextItem,
  checkEnder,
  checkDedent,
  checkCloser,
  checkFollowing,
  checkShortFollowing,
  checkRepeated,
  checkLength,
];

/** In a string anything may stand. */
const STRING_RULES: readonly Rule[] = [checkStretched, checkLength];

const OPEN_LINE_RULES: readonly Rule[] = [
  checkStretched,
  checkFence,
  checkOuterEnd,
  checkBlank,
  checkFollowing,
  checkShortFollowing,
  checkRepeated,
  checkLength,
];
