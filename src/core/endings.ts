/** Where a generated text could end, and what would close what it leaves open: candidates for the grammar to judge. */

import { findUnmatched, leading } from "./brackets.ts";
import type { Place } from "./place.ts";

const CLOSER_OF: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
/** Ends in a line are tried from its end on. */
const MOST_IN_LINE = 16;

/**
 * Beginnings of `generated` that might be shown, the best first: the whole, then shorter ones. A text of several lines is
 * cut at the ends of lines only. Where brackets stay open, so does the text with their closers; in code only (`closes`).
 */
export function planEndings(generated: string, place: Place, closes: boolean): readonly string[] {
  const lines = generated.split("\n");
  const count = lines.length;
  const endings = lines
    .map((_, index) => lines.slice(0, count - index).join("\n"))
    .filter((text, index) => index === 0 || (text.trim() !== "" && !/\n[^\S\n]*$/.test(text)))
    .flatMap((text) => (closes ? withClosers(text, place) : [text]));
  const first = lines.findIndex((line) => line.trim() !== "");
  const isOneLine = first >= 0 && lines.slice(first + 1).every((line) => line.trim() === "");
  if (!isOneLine) return endings;
  const start = lines.slice(0, first).join("\n").length + (first > 0 ? 1 : 0);
  return [...endings, ...endsInLine(lines[first]!).map((end) => generated.slice(0, start + end))];
}

/** Behind its words and signs, the last first. */
function endsInLine(line: string): readonly number[] {
  const ends = [...line.matchAll(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu)].map(({ 0: word, index }) => index + word.length);
  return ends.slice(0, -1).reverse().slice(0, MOST_IN_LINE);
}

function withClosers(text: string, place: Place): readonly string[] {
  const closers = closersFor(text, place);
  if (closers === "") return [text];
  // A line, or a body that has no line yet, is left open where that does no harm.
  const isBegun = text.trim().includes("\n") && !/[{([]\s*$/.test(text);
  return isBegun ? [text + closers, text] : [text, text + closers];
}

/**
 * What closes the brackets that `text` opens, laid out as they were opened:
 *
 *     run(() => {
 *       a();          ⏎ })
 *     f(a, [b         ])
 */
function closersFor(text: string, { linePrefix }: Place): string {
  const { openers } = findUnmatched(text);
  let closers = "";
  let line = text.lastIndexOf("\n");
  for (const { offset, character } of openers.toReversed()) {
    const opensLine = text.lastIndexOf("\n", offset);
    const isSpread = /^[^\S\n]*\n/.test(text.slice(offset + 1));
    if (isSpread && opensLine !== line) {
      const whole = opensLine < 0 ? linePrefix + text : text.slice(opensLine + 1);
      closers += `\n${leading(whole)}`;
      line = opensLine;
    }
    closers += CLOSER_OF[character];
  }
  return closers;
}
