/** Two texts → the small edit between them, for changes that come as whole documents: format, checkout, full sync. */

import { ownText } from "./ownText.ts";
import { type Replacement, TextEdit } from "./textEdit.ts";

/** Lines that may differ before the search for common lines is given up: memory and time grow with its square. */
const MAX_DIFFERENT_LINES = 1500;

/**
 * The edit from `before` to `after`: common lines are found by content with white space at their ends aside, so that
 * indenting a block changes its indentation only. Where too many lines differ, the whole stretch is one replacement.
 * Never separates the two halves of a surrogate pair or of "\r\n".
 */
export function minimalEdit(before: string, after: string): TextEdit<never> {
  if (before === after) return TextEdit.empty;
  const whole: Hunk = { before, start: 0, end: before.length, after, afterStart: 0, afterEnd: after.length };
  const differing = trimmed(whole);
  if (differing.start === differing.end || differing.afterStart === differing.afterEnd)
    return new TextEdit([toReplacement(differing)]);
  return new TextEdit(
    lineHunks(differing)
      .map(trimmed)
      .filter((hunk) => hunk.start < hunk.end || hunk.afterStart < hunk.afterEnd)
      .map(toReplacement),
  );
}

/** `before[start, end)` becomes `after[afterStart, afterEnd)`. */
interface Hunk {
  readonly before: string;
  readonly start: number;
  readonly end: number;
  readonly after: string;
  readonly afterStart: number;
  readonly afterEnd: number;
}

function toReplacement({ start, end, after, afterStart, afterEnd }: Hunk): Replacement<never> {
  return { start, end, text: ownText(after.slice(afterStart, afterEnd)) };
}

/** Without the characters that both sides begin and end with. */
function trimmed({ before, start, end, after, afterStart, afterEnd }: Hunk): Hunk {
  let head = 0;
  const shorter = Math.min(end - start, afterEnd - afterStart);
  while (head < shorter && before.charCodeAt(start + head) === after.charCodeAt(afterStart + head)) head++;
  while (head > 0 && (isInside(before, start + head) || isInside(after, afterStart + head))) head--;
  let tail = 0;
  const left = shorter - head;
  while (tail < left && before.charCodeAt(end - 1 - tail) === after.charCodeAt(afterEnd - 1 - tail)) tail++;
  while (tail > 0 && (isInside(before, end - tail) || isInside(after, afterEnd - tail))) tail--;
  return {
    before,
    start: start + head,
    end: end - tail,
    after,
    afterStart: afterStart + head,
    afterEnd: afterEnd - tail,
  };
}

/** Whether `offset` separates what belongs together. */
function isInside(text: string, offset: number): boolean {
  const left = text.charCodeAt(offset - 1);
  const right = text.charCodeAt(offset);
  if (left === 0x0d) return right === 0x0a;
  return left >= 0xd800 && left < 0xdc00 && right >= 0xdc00 && right < 0xe000;
}

/** The differing stretches between common lines, and common lines that differ in white space. */
function lineHunks(hunk: Hunk): Hunk[] {
  // From a line's start to a line's end, so that lines are compared whole.
  const start = hunk.start === 0 ? 0 : hunk.before.lastIndexOf("\n", hunk.start - 1) + 1;
  const afterStart = hunk.afterStart - (hunk.start - start);
  const newline = hunk.before.indexOf("\n", hunk.end);
  const end = newline < 0 ? hunk.before.length : newline + 1;
  const oldLines = linesOf(hunk.before, start, end);
  const newLines = linesOf(hunk.after, afterStart, hunk.afterEnd + (end - hunk.end));
  const pairs = commonLines(numbered(oldLines, newLines));
  if (pairs === undefined) return [hunk];

  const hunks: Hunk[] = [];
  let [oldLine, newLine] = [0, 0];
  const push = (oldEnd: number, newEnd: number) => {
    const from = oldLines.starts[oldLine]!;
    const newFrom = newLines.starts[newLine]!;
    const [to, newTo] = [oldLines.starts[oldEnd]!, newLines.starts[newEnd]!];
    hunks.push({ ...hunk, start: from, end: to, afterStart: newFrom, afterEnd: newTo });
    [oldLine, newLine] = [oldEnd, newEnd];
  };
  for (const [oldCommon, newCommon] of pairs) {
    if (oldLine < oldCommon || newLine < newCommon) push(oldCommon, newCommon);
    if (oldLines.texts[oldCommon] === newLines.texts[newCommon]) [oldLine, newLine] = [oldCommon + 1, newCommon + 1];
    else push(oldCommon + 1, newCommon + 1);
  }
  if (oldLine < oldLines.texts.length || newLine < newLines.texts.length)
    push(oldLines.texts.length, newLines.texts.length);
  return hunks;
}

interface Lines {
  /** With their line ends. */
  readonly texts: readonly string[];
  /** One more than there are lines: the last is the end. */
  readonly starts: readonly number[];
}

function linesOf(text: string, start: number, end: number): Lines {
  const texts: string[] = [];
  const starts = [start];
  for (let at = start; at < end; ) {
    const newline = text.indexOf("\n", at);
    const next = newline < 0 || newline >= end ? end : newline + 1;
    texts.push(text.slice(at, next));
    starts.push(next);
    at = next;
  }
  return { texts, starts };
}

/** Each line as a number; equal numbers: equal lines, white space at their ends aside. */
function numbered(oldLines: Lines, newLines: Lines): { readonly a: readonly number[]; readonly b: readonly number[] } {
  const numbers = new Map<string, number>();
  const toNumber = (line: string): number => {
    const key = line.trim();
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  return { a: oldLines.texts.map(toNumber), b: newLines.texts.map(toNumber) };
}

/**
 * Pairs of positions of a longest common subsequence, ascending; undefined when more than `MAX_DIFFERENT_LINES` differ.
 * E. W. Myers, "An O(ND) difference algorithm and its variations", 1986, the greedy forward version with its trace kept.
 */
function commonLines({ a, b }: { a: readonly number[]; b: readonly number[] }): [number, number][] | undefined {
  const limit = Math.min(a.length + b.length, MAX_DIFFERENT_LINES);
  const trace: Int32Array[] = [];
  // furthest[k + limit + 1]: the furthest position in `a` reached on diagonal k = x − y.
  const furthest = new Int32Array(2 * limit + 3);
  const middle = limit + 1;
  for (let depth = 0; depth <= limit; depth++) {
    trace.push(furthest.slice(middle - depth - 1, middle + depth + 2));
    for (let k = -depth; k <= depth; k += 2) {
      let x = stepsDown(furthest, middle + k, depth, k) ? furthest[middle + k + 1]! : furthest[middle + k - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return undefined;
}

/** Whether the best way to diagonal `k` comes from k + 1, that is, by an insertion. */
function stepsDown(furthest: Int32Array, at: number, depth: number, k: number): boolean {
  return k === -depth || (k !== depth && furthest[at - 1]! < furthest[at + 1]!);
}

function walkBack(trace: readonly Int32Array[], aLength: number, bLength: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [aLength, bLength];
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const furthest = trace[depth]!; // of the depth before; diagonal k is at k + depth + 1
    const k = x - y;
    const down = stepsDown(furthest, k + depth + 1, depth, k);
    const fromK = down ? k + 1 : k - 1;
    const fromX = depth === 0 ? 0 : furthest[fromK + depth + 1]!;
    const fromY = depth === 0 ? 0 : fromX - fromK;
    const [startX, startY] = depth === 0 ? [0, 0] : down ? [fromX, fromY + 1] : [fromX + 1, fromY];
    while (x > startX && y > startY) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}
