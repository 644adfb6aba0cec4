/** How a text meets the rest of the cursor's line, which the model may have said again, wholly, in part or not. */

import { createLoss, type Join } from "./balance.ts";
import { endsInOwnString, readStrings, startsBelow } from "./begun.ts";
import { closerOf, findUnmatched, indentWidth, leading, widthOf } from "./brackets.ts";
import type { Place } from "./place.ts";
import { hasWords } from "./repetition.ts";
import {
  cutAtFirstWord,
  cutInFrontOf,
  ENDS_WITH_WORD,
  runTogether,
  STARTS_WITH_WORD,
  WORD,
  wordsOf,
} from "./saidRest.ts";

export interface MeetingRequest {
  /** Its white space fits its place. */
  readonly generated: string;
  /** The document in model text, and the cursor that was completed at. */
  readonly text: string;
  readonly cursor: number;
  readonly place: Place;
}

/**
 * The rest of the cursor's line (often brackets that the editor closed by itself) may be said again by the model, wholly
 * or in part, or not:
 *
 *     foo(▮)          a, b          stays in front of `)`
 *     foo(▮)          a, b)         `)` is said again: left out
 *     foo(▮)          a, b);        `)` is replaced by the longer end
 *     foo(▮)          bar()         ends alike, but says nothing again
 *     test("a▮) => {  bc", () => {  `) => {` is said again: what is missing is `bc", (`
 *
 * Of all ways that VS Code can show, the one is taken that leaves the fewest brackets and quotation marks without a
 * partner, with those of the lines around; of equals, the one that says least twice. Undefined when the text would run
 * into what stands behind the cursor, or says the rest of the cursor's word and then something else.
 */
export function joinWithRest({ generated, text, cursor, place }: MeetingRequest): Join | undefined {
  const rest = place.lineSuffix.trimEnd();
  const trimmed = generated.trimEnd();
  if (rest === "") return { insertion: trimmed, replaced: "" };
  const whole = overlaps(trimmed, rest);
  const cut = cutInFrontOf(rest, trimmed, place);
  const saidMost = trimmed.length - (whole[0]?.insertion.length ?? trimmed.length);
  const ordered = cut === undefined ? whole : cut.said > saidMost ? [cut, ...whole] : [...whole, cut];
  const joins = saysRestOfWord(trimmed, place)
    ? whole.filter(({ insertion }) => insertion.length + rest.length === trimmed.length)
    : [
        ...ordered,
        ...plainJoin({ generated, text, cursor, place }),
        ...replacements(trimmed, place),
        ...cutAtFirstWord(rest, trimmed),
        ...withoutEnd(trimmed, place),
      ];
  const lossOf = createLoss(text, cursor, place);
  const before = lossOf({ insertion: "", replaced: "" });
  let best: { join: Join; cost: number } | undefined;
  for (const join of joins) {
    const { open, stray } = lossOf(join);
    if (hasWords(rest) && stray > before.stray) continue;
    if (best === undefined || open + stray < best.cost) best = { join, cost: open + stray };
  }
  return best?.join;
}

/** The statement goes on behind the text, which ends it all the same: `return ▮ / 2;` and `sum(all);`. */
function withoutEnd(generated: string, place: Place): readonly Join[] {
  const insertion = generated.endsWith(";") ? generated.slice(0, -1).trimEnd() : generated;
  const isOne = insertion !== generated && insertion !== "" && !insertion.includes(";");
  return isOne && !collides(insertion, place) ? [{ insertion, replaced: "" }] : [];
}

/** How much text in front of the cursor's line is looked at. */
const AROUND_CHARS = 4000;

/** Of one kind: a line with more closers is no program's, and each is tried with the lines around. */
const MOST_JOINS = 30;

/** What stands behind the cursor of the word that the cursor stands in; empty between words. */
function restOfWord({ linePrefix, lineSuffix }: Place): string {
  if (!ENDS_WITH_WORD.test(linePrefix) || !STARTS_WITH_WORD.test(lineSuffix)) return "";
  return WORD.exec(lineSuffix)![0];
}

/** `cons▮ole.log(a);` and `ole.log(b);`: what it says anew belongs further behind, where nobody looks. */
function saysRestOfWord(generated: string, place: Place): boolean {
  const word = restOfWord(place);
  return word !== "" && generated.startsWith(word) && !STARTS_WITH_WORD.test(generated.slice(word.length));
}

/** The end of the text is the beginning of the rest, up to the end of a word: it is left out, the longest first. */
function overlaps(generated: string, rest: string): readonly Join[] {
  const joins: Join[] = [];
  for (let length = Math.min(rest.length, generated.length); length > 0 && joins.length < MOST_JOINS; length -= 1) {
    const said = rest.slice(0, length);
    if (!generated.endsWith(said) || runTogether(said, rest.slice(length))) continue;
    joins.push({ insertion: generated.slice(0, generated.length - length), replaced: "" });
  }
  return joins;
}

function plainJoin(request: MeetingRequest): readonly Join[] {
  const { generated, place } = request;
  const rest = place.lineSuffix;
  const trimmed = generated.trimEnd();
  const indent = indentOfCloser(request);
  if (indent !== undefined) {
    const insertion = `${trimmed}\n${indent}`;
    const gap = /^\s*/.exec(rest)?.[0] ?? "";
    return [{ insertion, replaced: isSubsequence(gap, insertion) ? gap : "" }];
  }
  // The closer of a string whose lines are its own.
  if (isOwnLines(generated, place)) return [{ insertion: `${trimmed}\n${leading(place.linePrefix)}`, replaced: "" }];
  // `{ a }`: the space in front of a brace is meant.
  if (rest.startsWith("}") && /\S[^\S\n]$/.test(generated)) return [{ insertion: generated, replaced: "" }];
  const insertion = generated.includes("\n") || /^[\s)\]}>;,]/.test(rest) ? trimmed : generated;
  return collides(insertion, place) ? [] : [{ insertion, replaced: "" }];
}

/** Whether lines between the signs of a string begin and end with a line feed, as text between such signs does. */
function isOwnLines(generated: string, { within, lineSuffix }: Place): boolean {
  if (within?.kind !== "string" || !lineSuffix.startsWith(within.close)) return false;
  return startsBelow(generated) && generated.slice(generated.trimEnd().length).includes("\n");
}

/**
 * What stands in front of the closer behind the cursor when it goes to a line of its own; undefined where it stays:
 *
 *     {▮}     {
 *               ▮}
 */
function indentOfCloser(request: MeetingRequest): string | undefined {
  const { generated, text, cursor, place } = request;
  const { linePrefix, lineSuffix, language } = place;
  const closer = /^\s*([)\]}]|<\/)/.exec(lineSuffix)?.[1];
  if (closer === undefined) return undefined;
  if (closer === "</") return indentOfTag(request);
  if (place.opens && generated.trimEnd().includes("\n")) {
    const isSpread = /^\s*\n/.test(generated);
    // `{() => {`, lines, `}}`: the end of what begins right behind the opener has its line for itself.
    const last = generated.trimEnd().split("\n").at(-1)!;
    const endsValue = !isSpread && /^[)\]}]+$/.test(last.trim());
    return isSpread || (closer === "}" && !endsValue) ? place.indent : undefined;
  }
  const endsLine = generated.slice(generated.trimEnd().length).includes("\n");
  const isSetApart = linePrefix.trim() === "" && (closer === "}" || endsLine);
  if (!isSetApart) return undefined;
  const start = Math.max(0, cursor - AROUND_CHARS);
  const before = text.slice(start, cursor - linePrefix.length);
  const opener = findUnmatched(before, language).openers.findLast(({ character }) => closerOf(character) === closer);
  return opener && leading(before.slice(before.lastIndexOf("\n", opener.offset) + 1));
}

/** The same for a tag behind lines that are its element's body. */
function indentOfTag({ generated, text, cursor, place }: MeetingRequest): string | undefined {
  const { linePrefix, indent, opens, language } = place;
  if (!language.hasTags || !(place.mode === "block" || (opens && /^[^\S\n]*\n/.test(generated)))) return undefined;
  if (opens) return indent;
  const above = text
    .slice(Math.max(0, cursor - AROUND_CHARS), cursor - linePrefix.length)
    .trimEnd()
    .split("\n");
  const head = above.findLast((line) => line.trim() !== "" && widthOf(line) < indentWidth(linePrefix));
  return head && leading(head);
}

/** A type in brackets, which may stand right in front of what it converts. */
const CAST = /^\(\s*[\p{L}_][\p{L}\p{N}_.:*&<>[\] ]*\)$/u;

/** Right in front of the rest the text would make one word of two, or code out of what no operator holds together. */
function collides(insertion: string, place: Place): boolean {
  const { linePrefix, lineSuffix: rest, language } = place;
  if (runTogether(insertion, rest)) return true;
  const ends = /[;)\]}]$/.test(insertion);
  const isCode = /^[^\s)\]}>;,]/.test(rest);
  if (ends && isCode && (linePrefix.trim() === "" || restOfWord(place) !== "")) return true;
  if (/[)\]]$/.test(insertion) && /^[\p{L}\p{N}_$"'`]/u.test(rest) && !CAST.test(insertion)) return true;
  const strings = readStrings(insertion, place);
  const opensString = (text: string) => endsInOwnString(readStrings(text, place), place);
  if (opensString(insertion + rest) && !opensString(rest)) return true;
  const quotesOf = (line: string) => findUnmatched(line, language).quotes;
  if (quotesOf(linePrefix) === 0 && quotesOf(rest) === 0) {
    // A string begins in the text, or ends right in front of another one.
    if (
      (strings.code.includes('"') && quotesOf(strings.code) > 0) ||
      (/["'`]$/.test(insertion) && rest.startsWith(insertion.at(-1)!))
    )
      return true;
  }
  // A statement ends here, and more code stands behind it that no bracket of this line holds.
  const goesOn = /^\s*(?![\s)\]}>;,]|\/\/|\/\*|#|--|<!--|%)\S/.test(rest);
  return insertion.endsWith(";") && goesOn && findUnmatched(linePrefix + strings.code, language).openers.length === 0;
}

/** A beginning of the rest that the text contains word by word is replaced: closers, the most first, or the whole. */
function replacements(generated: string, place: Place): readonly Join[] {
  const rest = place.lineSuffix.trimEnd();
  const closers = Math.min(MOST_JOINS, /^[\s)\]}>"'`;,]*/.exec(rest)?.[0].length ?? 0);
  const lengths = Array.from({ length: closers }, (_, index) => closers - index);
  return [...lengths, rest.length].flatMap((length) => {
    const replaced = rest.slice(0, length);
    if (
      replaced.trim() === "" ||
      !isSubsequence(replaced, generated) ||
      !saysWords(generated, replaced, restOfWord(place))
    )
      return [];
    return [{ insertion: generated, replaced }];
  });
}

/** Whether `generated` has the words of `part` in order; the first one, where the cursor stands in it, ends a word. */
function saysWords(generated: string, part: string, begun: string): boolean {
  const words = wordsOf(generated);
  let at = 0;
  for (const [index, word] of wordsOf(part).entries()) {
    const isSaid = (said: string) => said === word || (index === 0 && word === begun && said.endsWith(word));
    while (at < words.length && !isSaid(words[at]!)) at += 1;
    if (at === words.length) return false;
    at += 1;
  }
  return true;
}

export function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const unit of part.split("")) {
    at = whole.indexOf(unit, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
