/** Where a block of generated lines has come to say the lines below the cursor. */

import { endsBody, type Language } from "../languages/languages.ts";
import { isSaidBelow, type Line, type Rule } from "./blockLines.ts";
import { isCloser, widthOf } from "./brackets.ts";
import { endsOwnBody } from "./closerRules.ts";
import { isFlatHead, mayHoldLines } from "./itemHeads.ts";
import { compareItems, hasWords, isShort, isSignificant, squeeze, standsInFrontOfItem } from "./repetition.ts";
import { stop } from "./stopContext.ts";

/** The generated text has reached what stands behind the cursor, exactly or up to white space. */
export const checkFollowing: Rule = (line, { lines, context: { below, place } }) => {
  if (!line.complete || (line.index === 0 && place.linePrefix.trim() !== "")) return undefined;
  const at = below.findIndex((candidate, index) => isSignificant(squeeze(candidate)) || index >= 2);
  const following = below[at];
  if (following === undefined || beginsItem(line, lines, below, place.language)) return undefined;
  // What stands in front of it there stands in front of it here as well.
  const isBehind = (said: Line | undefined) =>
    at === 0 || !isShort(squeeze(below[at - 1]!)) || said?.squeezed === squeeze(below[at - 1]!);
  const alike =
    line.squeezed === squeeze(following) && isSignificant(line.squeezed) && !standsInFrontOfItem(line.squeezed);
  if (alike && line.width <= widthOf(following) && isBehind(lines[line.index - 1]))
    return stop(firstAlike(line, at, lines, below).cut, "followingText");
  // At another depth a line may be the same by chance, two lines hardly: `return err` and `}` are every check in Go.
  const before = lines[line.index - 1];
  const second = below[at + 1];
  if (before === undefined || second === undefined) return undefined;
  const both = before.squeezed === squeeze(following) && line.squeezed === squeeze(second);
  if (!both || !isSignificant(before.squeezed) || !hasWords(line.squeezed) || !isBehind(lines[line.index - 2]))
    return undefined;
  const isHead = lines
    .slice(0, line.index + 1)
    .every(({ squeezed }) => squeezed === "" || standsInFrontOfItem(squeezed));
  if (isHead && !place.language.isProse) return undefined;
  return stop(firstAlike(before, at, lines, below).cut, "followingText");
};

/** Whether the text begins an item as the one below begins, and its lines so far are all within it. */
function beginsItem({ index }: Line, lines: readonly Line[], below: readonly string[], language: Language): boolean {
  const said = lines.slice(0, index + 1).filter(({ squeezed }) => squeezed !== "");
  if (language.isProse || compareItems(said, below, (line) => isFlatHead(line, language)) !== "same") return false;
  const [first, another] = said;
  return another !== undefined || mayHoldLines(first!.text, language);
}

/**
 * The generated text has come to say the lines below, however short they are: `B,` and `C,` of an enum, `n -= 1`, `- 3`.
 * One such line may be the same by chance where the text begins, or at another depth; several in a row hardly.
 */
export const checkShortFollowing: Rule = (line, { lines, code, context: { below, place } }) => {
  if (!line.complete || line.squeezed === "" || (line.index === 0 && place.linePrefix.trim() !== "")) return undefined;
  if (beginsItem(line, lines, below, place.language)) return undefined;
  if (saysSign(line) && isSaidBelow(line, { below })) return stop(line.cut, "followingText");
  const done = lines.slice(0, line.index + 1).filter(({ squeezed }) => squeezed !== "");
  for (let length = Math.min(done.length, below.length); length > 0; length -= 1) {
    const run = done.slice(done.length - length);
    if (!run.every(({ squeezed }, index) => squeezed === squeeze(below[index]!))) continue;
    const isSameDepth = run.every(({ width }, index) => width === widthOf(below[index]!));
    // What only ends a body stands at any depth.
    const says = (said: Line) =>
      hasWords(said.squeezed) &&
      (!endsBody(said.text.trim(), place.language) || (isSameDepth && !endsOwnBody(said, code, place)));
    // One item after another may begin so.
    const isFirst = length === done.length && !place.language.isProse;
    if (isFirst && run.every(({ squeezed }) => standsInFrontOfItem(squeezed))) continue;
    const saying = run.filter(says).length;
    if (saying > 1 || (saying === 1 && isSameDepth && done.length > 1)) return stop(run[0]!.cut, "followingText");
  }
  return undefined;
};

/** What begins a comment or a string, or is an empty line of one. */
const OF_TEXT = /^(?:\/\/+|\/\*+|#+|--(?:\[=*\[)?|\*|<!--|"+|'+|`+)$/;

/** Whether a line says signs alone: `/>`, `;;`, the end of a comment. Closers have their own rule. */
function saysSign({ squeezed }: Line): boolean {
  return !hasWords(squeezed) && !isCloser(squeezed[0]) && !OF_TEXT.test(squeezed);
}

/** `line` is as `below[at]`; lines in front of both that say little are alike as well. */
function firstAlike(line: Line, at: number, lines: readonly Line[], below: readonly string[]): Line {
  const before = lines[line.index - 1];
  const above = below[at - 1];
  if (before === undefined || above === undefined || before.squeezed !== squeeze(above)) return line;
  return firstAlike(before, at - 1, lines, below);
}
