/** What stands left of the cursor in its line, and is said once more at the beginning of what is written. */

import { endOfLine, type Language } from "../languages/languages.ts";
import { RESERVED_WORDS } from "../languages/reservedWords.ts";
import { findUnmatched } from "./brackets.ts";
import type { Place } from "./place.ts";
import { hasWords } from "./repetition.ts";
import { ENDS_WITH_WORD, runTogether, STARTS_WITH_WORD, WORD, wordsOf } from "./saidRest.ts";

/** UTF-16 units of the line that are looked at. */
const MOST_SAID = 200;

/** A part of a line begins at its start, or behind such a sign. */
const BEFORE_PART = /[\s;{}(),&|?:=<>!["'`]/;
/** What a part begins with that is no line: no operator. */
const STARTS_PART = /^(?:[\p{L}\p{N}_$@#"'`.([]|[-*<&:][^\s:])/u;
/** What is whole may well come once more: an item of a list, a statement, an element. */
const WHOLE_PART = /[;,)}\]]$|(?<![=-])>$/;
/** One thing, and perhaps a sign behind it. */
const ONE_THING = /^(?:[-*+]\s)?\S+(?:\s\S{1,3})?(?:\s["'`[(]+)?$/;
/** Says that a value or a type follows. */
const SIGN_OF_VALUE = /(?:=|=>|<-|(?<!:):|\s::)\s?["'`[(]{0,3}$/;
/** The string that a call or a command begins with. */
const STRING_OF_CALL = /^[\p{L}_$][\p{L}\p{N}_$.]*\(\s?["'`]$/u;
const STRING_OF_COMMAND = /^\p{L}[\p{L}\p{N}_-]+\s["'`]$/u;
const CONDITION = /^(?:if|while|for|foreach|switch|catch|match|unless|until|elif|elsif)\s?[([]{1,2}\s?$/;
/** What may stand in a name and what reaches its members. */
const IN_CHAIN = /[\p{L}\p{N}_$@.:>?-]/u;
/** A whole name, up to the member that is to be named. Of one word alone a member may have that name, too. */
const MEMBER_OF =
  /^(?:(?:this|self|super|cls|\$this)(?:\??\.|->|::)|[\p{L}_][\p{L}\p{N}_]*::|(?:[\p{L}_$@][\p{L}\p{N}_$]*(?:\??\.|->|::)){2,})$/u;
const LONE_WORD = /^[#@.\\$]?\p{L}[\p{L}\p{N}_-]+$/u;
/** Words that may follow themselves. */
const DOUBLED = new Set(["long", "not"]);
/** A name at the end of a text, or its beginning. */
const BEGUN_WORD = /(?<![\p{L}\p{N}_$])[\p{L}_$][\p{L}\p{N}_$]+$/u;

/** `generated` without what it says again: see `lengthSaidAgain`. */
export function withoutSaidAgain(generated: string, place: Place): string {
  return generated.slice(lengthSaidAgain(generated, place));
}

/**
 * How many characters at the beginning of `generated` only say again what stands in front of the cursor: the line, its last
 * part that is begun, or the word that is. The white space that stands there is among them.
 *
 *     x, err := ▮         x, err := load()        load()
 *     if (a) return ▮     return b;               b;
 *     this.store.▮        this.store.items        items
 */
export function lengthSaidAgain(generated: string, place: Place): number {
  const space = /^[^\S\n]*/.exec(generated)![0].length;
  const text = generated.slice(space);
  for (const part of partsFor(text, place)) {
    const rest = text.slice(part.length);
    if (!text.startsWith(part) || !endsThere(part, rest, place)) continue;
    const gap = /\s$/.test(place.linePrefix) ? /^[^\S\n]*/.exec(rest)![0].length : 0;
    return space + part.length + gap;
  }
  return space === 0 ? lengthOfBegunWord(text, place) : 0;
}

/** Whether `generated` is a beginning of what stands there, so that it may yet come to say that again. */
export function maySayAgain(generated: string, place: Place): boolean {
  const text = generated.trimStart();
  if (text === "" || text.includes("\n")) return false;
  return partsFor(text, place).some((part) => part.startsWith(text));
}

/** Parts of the line in front of the cursor that agree with `text` as far as both go, the longest first. */
function partsFor(text: string, { linePrefix, language, within }: Place): readonly string[] {
  const line = linePrefix.trimEnd();
  const indent = line.length - line.trimStart().length;
  if (text === "" || line === "") return [];
  const parts: string[] = [];
  const member = startOfMember(linePrefix);
  for (let at = Math.max(indent, line.length - MOST_SAID); at < line.length; at += 1) {
    const isWhole = at === indent;
    if (line[at] !== text[0] || !(isWhole || at === member || BEFORE_PART.test(line[at - 1]!))) continue;
    const part = line.slice(at);
    if (!text.startsWith(part) && !part.startsWith(text)) continue;
    const isCode = within === undefined && endOfLine(line.slice(0, at), language).in === "code";
    const isTail = isCode && (at === member || isBegunTail(part, linePrefix, language));
    if (isTail || (isWhole && isBegunLine(part, language))) parts.push(part);
  }
  return parts;
}

function isBegunLine(part: string, language: Language): boolean {
  if (isLone(part, language)) return true;
  // One of several arguments in a line of their own.
  const isArgument = part.endsWith("),") && findUnmatched(part, language).openers.length === 0;
  return isBegun(part) && !isArgument;
}

function isBegunTail(part: string, linePrefix: string, language: Language): boolean {
  if (!STARTS_PART.test(part) || WHOLE_PART.test(part) || !isBegun(part)) return false;
  // It may be whole.
  if (ENDS_WITH_WORD.test(part) && !isReserved(part) && /\s$/.test(linePrefix)) return false;
  return findUnmatched(part, language).closers.length === 0;
}

/** Where the name begins of which a member is to be named; the end of the line where none is. */
function startOfMember(linePrefix: string): number {
  let at = linePrefix.length;
  while (at > 0 && linePrefix.length - at < MOST_SAID && IN_CHAIN.test(linePrefix[at - 1]!)) at -= 1;
  const isName = !/[)\]]/.test(linePrefix[at - 1] ?? "") && MEMBER_OF.test(linePrefix.slice(at));
  return isName ? at : linePrefix.length;
}

/** Several words that are no list alone. */
function isLine(part: string): boolean {
  return wordsOf(part).length > 1 && /[^\s,]\s/.test(part);
}

/** What can neither end there nor follow itself. */
function isBegun(part: string): boolean {
  if (isLine(part) || isReserved(part)) return true;
  if (!hasWords(part)) return false;
  const announces = ONE_THING.test(part) && SIGN_OF_VALUE.test(part);
  return announces || STRING_OF_CALL.test(part) || CONDITION.test(part);
}

function isReserved(part: string): boolean {
  return RESERVED_WORDS.has(part) && !DOUBLED.has(part);
}

/** The first word of a line: what is done with what follows. */
function isLone(part: string, { isProse, nestsNames }: Language): boolean {
  if (isProse) return false;
  const isName = /^[\p{L}.#]/u.test(part);
  return (LONE_WORD.test(part) || STRING_OF_COMMAND.test(part)) && !DOUBLED.has(part) && !(isName && nestsNames);
}

/** Whether `part` is whole where `rest` goes on: no beginning of a longer word, and none that is used otherwise. */
function endsThere(part: string, rest: string, { linePrefix }: Place): boolean {
  if (!/\s$/.test(linePrefix)) return true;
  if (runTogether(part, rest) || (/[=:<>&|]$/.test(part) && /^[=:>&|]/.test(rest))) return false;
  if (isReserved(part)) return /^(?:$|[\s;({["'`])/.test(rest);
  // Alone it is a value or a type of that name.
  return !LONE_WORD.test(part) || /^[^\S\n]/.test(rest);
}

function lengthOfBegunWord(text: string, { linePrefix, lineSuffix }: Place): number {
  const begun = BEGUN_WORD.exec(linePrefix)?.[0];
  if (begun === undefined || STARTS_WITH_WORD.test(lineSuffix) || !text.startsWith(begun)) return 0;
  const word = WORD.exec(text)![0];
  return ENDS_WITH_WORD.test(begun) && (begun.length > 2 || word.length > begun.length + 1) ? begun.length : 0;
}
