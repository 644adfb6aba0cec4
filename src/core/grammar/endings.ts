/** Where a generated text could end, and what would close what it leaves open: candidates for the grammar to judge. */

import { opensBody, opensBodyOfWords } from "../languages/languages.ts";
import { endsInOwnString, readStrings } from "../place/begun.ts";
import { type Bracket, closerOf, findUnmatched, findUnmatchedUpTo, leading } from "../place/brackets.ts";
import type { Place } from "../place/place.ts";
import { isEndedByClause, opensStatements } from "../place/standing.ts";
import { endsOfTags, findOpenTags, leavesTagOpen } from "../place/tags.ts";
import { countWhile } from "../text/sortedSearch.ts";

/** Ends in a line are tried from its end on. */
const MOST_IN_LINE = 16;
/** Ends whose probabilities are nearer to each other than this factor are alike: the longer text is better. */
const ALIKE = 10;

/** Log-probability of the model's own end behind a beginning of its text; undefined where it is not known. */
export type EndLogprobAt = (ending: string) => number | undefined;

interface EndingOptions {
  readonly closes: boolean;
  readonly endLogprobAt?: EndLogprobAt | undefined;
  /** The next line below the cursor's that is not blank. */
  readonly below?: string | undefined;
}

/**
 * Beginnings of `generated` that might be shown, the best first: the whole, then shorter ones, the most probable ends first
 * and then the longest. A text of several lines is cut at the ends of lines only. Where brackets stay open, so does the
 * text with their closers; in code only (`closes`). None ends within a string of several lines.
 */
export function planEndings(
  generated: string,
  place: Place,
  { closes, endLogprobAt, below }: EndingOptions,
): readonly string[] {
  const read = readStrings(generated, place);
  const [whole = generated, ...shorter] = endsOfLines(generated);
  const lines = [...shorter.toReversed(), whole];
  const unmatched = findUnmatchedUpTo(
    read.code,
    lines.map(({ length }) => length),
    place.language,
  );
  const openers = new Map(lines.map((text, index) => [text.length, unmatched[index]!.openers]));
  const closed = (texts: readonly string[]) =>
    closes ? texts.flatMap((text) => withClosers(text, openers.get(text.length)!, place, below)) : texts;
  const ordered = (texts: readonly string[]) => byProbability(texts, endLogprobAt);
  const endings = [...closed([whole]), ...closed(ordered(shorter)), ...ordered(endsInOnlyLine(generated))];
  const isOpen = endsInOwnString(readStrings(generated + place.lineSuffix, place), place);
  const isInString = ({ length }: string) => {
    const last = read.strings[countWhile(read.strings.length, (index) => read.strings[index]!.start < length) - 1];
    return last !== undefined && (length < last.end || (isOpen && last.end === generated.length));
  };
  const isCutShort = (ending: string) => isInString(ending) || (closes && isStump(ending, generated, place.lineSuffix));
  return endings.filter((ending) => !generated.startsWith(ending) || !isCutShort(ending));
}

function byProbability(texts: readonly string[], endLogprobAt: EndLogprobAt | undefined): readonly string[] {
  if (endLogprobAt === undefined) return texts;
  const rankOf = (text: string) => Math.round((endLogprobAt(text) ?? -Number.MAX_VALUE) / Math.log(ALIKE));
  const ranked = texts.map((text) => ({ text, rank: rankOf(text) }));
  return ranked.sort((a, b) => Math.sign(b.rank - a.rank)).map(({ text }) => text);
}

/** What may stand behind the end of an expression: closers, the end of a statement, a body, a comment. */
const ENDS_EXPRESSION = /^(?:[)\]};:]|\{|\/[/*]|#)/;
/** What says that more of an expression follows. */
const GOES_ON =
  /(?:[-+*/%=&|^<>!~,.(?[@]|\b(?:await|new|return|throw|typeof|yield|import|export|from|type|in|of|as|is|not|and|or|var|let|const))$/;
/** More of an end says nothing. */
const LONGEST_SIGN = 12;

/**
 * Whether a beginning of a line that the model wrote stops in the middle of an expression: nobody wants half of it. In front
 * of the sign that stands behind the cursor it is whole.
 */
export function isStump(ending: string, generated: string, lineSuffix = ""): boolean {
  const tail = ending.trimEnd().slice(-LONGEST_SIGN);
  if (ending === generated || !generated.startsWith(ending)) return false;
  const rest = /^[^\S\n]*([^\n]*)/.exec(generated.slice(ending.length))![1]!;
  // The line was to go on in the next one.
  if (/(?<!\\)\\$/.test(rest.trimEnd())) return true;
  if (/[;}]$/.test(tail)) return false;
  const sign = /^\s*([^\s\p{L}\p{N}_])/u.exec(lineSuffix)?.[1];
  if (sign !== undefined && rest.startsWith(sign)) return false;
  // Of a sign that nothing stands behind the model had not said what it is for.
  const goesOn = !ENDS_EXPRESSION.test(rest) && /[\p{L}\p{N}_"'`([{>]/u.test(rest);
  return rest !== "" && (goesOn || GOES_ON.test(tail));
}

/** Suggestions have no more lines: see `Settings.maxLines`. */
const MOST_LINES = 100;

/** The longest first. */
function endsOfLines(generated: string): readonly string[] {
  const texts = [generated];
  for (let end = generated.lastIndexOf("\n"); end > 0 && texts.length < MOST_LINES; ) {
    const start = generated.lastIndexOf("\n", end - 1) + 1;
    if (generated.slice(start, end).trim() !== "") texts.push(generated.slice(0, end));
    end = start - 1;
  }
  return texts;
}

/** Of a text that says something in one line only. */
function endsInOnlyLine(generated: string): readonly string[] {
  const lines = generated.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const isOneLine = first >= 0 && lines.slice(first + 1).every((line) => line.trim() === "");
  if (!isOneLine) return [];
  const start = lines.slice(0, first).join("\n").length + (first > 0 ? 1 : 0);
  return endsInLine(lines[first]!).map((end) => generated.slice(0, start + end));
}

/** Behind its words and signs, the last first. */
function endsInLine(line: string): readonly number[] {
  const ends = [...line.matchAll(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu)].map(({ 0: word, index }) => index + word.length);
  return ends.slice(0, -1).reverse().slice(0, MOST_IN_LINE);
}

function withClosers(text: string, openers: readonly Bracket[], place: Place, below = ""): readonly string[] {
  const said = text.trimEnd();
  // Nobody wants a body closed that the model was about to write.
  if (said.endsWith("{") || opensBodyOfWords(said.split("\n").at(-1)!, place.language)) return [text];
  if (openers.length === 0 && leavesTagOpen(said, place, below))
    return [said + endsOfTags(said, findOpenTags(said, place.language), place), text];
  // Not everywhere may a comma stand in front of a closer.
  if (openers.length === 0) return said.endsWith(",") && hasLines(said) ? [text, said.slice(0, -1)] : [text];
  // A statement goes on behind its comma, any line behind a back-slash.
  if (said.endsWith("\\") || (said.endsWith(",") && holdsStatements(text, openers.at(-1)!, place))) return [text];
  const closers = closersFor(text, withoutEnded(text, openers, place, below), place);
  // A line, or a list that has no line yet, is left open where that does no harm.
  if (!hasLines(text) || /[([]$/.test(said.slice(-1))) return [text, text + closers];
  const withoutComma = said.endsWith(",") ? [said.slice(0, -1) + closers] : [];
  return [said + closers, ...withoutComma, text];
}

/** Those that nothing below ends. */
function withoutEnded(text: string, openers: readonly Bracket[], place: Place, below: string): readonly Bracket[] {
  const [first, ...others] = openers;
  const isEnded =
    first?.character === "{" && !text.slice(0, first.offset).includes("\n") && isEndedByClause(place, below);
  return isEnded ? others : openers;
}

/** Whether a bracket that a text leaves open is the brace of a body of statements. */
function holdsStatements(text: string, { offset }: Bracket, { linePrefix }: Place): boolean {
  const start = text.lastIndexOf("\n", offset) + 1;
  return opensStatements((start === 0 ? linePrefix : "") + text.slice(start, offset + 1));
}

/** Whether a text leaves a bracket or an element open that it has opened itself, or its last line is the head of a body. */
export function leavesOpen(text: string, place: Place): boolean {
  const { linePrefix, language } = place;
  if (findOpenTags(text, place.language).length > 0) return true;
  const last = (linePrefix + text).trimEnd().split("\n").at(-1)!;
  return findUnmatched(text, language).openers.length > 0 || (hasLines(text) && opensBody(last, language));
}

/** More than one line. */
export function hasLines(text: string): boolean {
  return text.trim().includes("\n");
}

/**
 * What closes `openers`, which `text` leaves open, laid out as they were opened:
 *
 *     run(() => {        each { a in
 *       a();          ⏎ })  a.b          ⏎ }
 *     f(a, [b         ])
 */
function closersFor(text: string, openers: readonly Bracket[], { linePrefix }: Place): string {
  let closers = "";
  let line = text.lastIndexOf("\n");
  for (const { offset, character } of openers.toReversed()) {
    const opensLine = text.lastIndexOf("\n", offset);
    const behind = /^[^\n]*/.exec(text.slice(offset + 1))![0].trimEnd();
    const isSpread = behind === "" || (character === "{" && !behind.endsWith(","));
    if (isSpread && opensLine !== line) {
      const whole = opensLine < 0 ? linePrefix + text : text.slice(opensLine + 1);
      closers += `\n${leading(whole)}`;
      line = opensLine;
    }
    closers += closerOf(character);
  }
  return closers;
}
