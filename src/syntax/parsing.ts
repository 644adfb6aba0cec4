/** Plain parsing that keeps the parser's rules: trees have one owner, edits reach back far enough. */

import { Edit, type Node, type ParseOptions, type Parser, type Point, type Tree } from "web-tree-sitter";
import { countWhile } from "../core/text/sortedSearch.ts";

/** UTF-16 code units handed over at once; the runtime's buffer holds 5,120. */
const CHUNK = 4096;

/** A text and its tree. Whoever holds it frees it. */
export interface Parsed {
  readonly text: string;
  readonly tree: Tree;
  readonly faults: readonly Fault[];
}

/** An ERROR or MISSING node, or one with a MISSING token that the grammar hides. */
export interface Fault {
  readonly kind: "error" | "missing" | "hidden";
  readonly start: number;
  readonly end: number;
}

/** Takes `tree` over. */
export function toParsed(text: string, tree: Tree): Parsed {
  return { text, tree, faults: faultsOf(tree.rootNode) };
}

/** In the order of the text, outer ones first. */
export function faultsOf(root: Node): Fault[] {
  const faults: Fault[] = [];
  const visit = (node: Node): void => {
    const faulty = node.children.filter((child) => child?.hasError || child?.isMissing || child?.isError);
    const kind = node.isError ? "error" : node.isMissing ? "missing" : faulty.length === 0 ? "hidden" : undefined;
    if (kind !== undefined) faults.push({ kind, start: node.startIndex, end: node.endIndex });
    for (const child of faulty) if (child !== null) visit(child);
  };
  if (root.hasError) visit(root);
  return faults;
}

/** A stretch of a text that was changed: from `start` to `end`, by `longer` characters. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly longer: number;
}

/** Where faults stand once a stretch of their text was changed. */
export function moveFaults(faults: readonly Fault[], { start: from, end: to, longer }: Stretch): readonly Fault[] {
  return faults.map(({ kind, start, end }) => ({
    kind,
    start: start < to ? start : start + longer,
    end: end <= from ? end : end + longer,
  }));
}

/** The tree of `text`, made from that of a similar text where there is one. Undefined when `options` stopped the work. */
export function parse(
  parser: Parser,
  text: string,
  { base, onRead, ...options }: ParseOptions & { base?: Parsed | undefined; onRead?: (index: number) => void } = {},
): Tree | undefined {
  const old = base === undefined ? undefined : toOldTree(base, text);
  try {
    const read = (index: number): string => {
      onRead?.(index);
      return text.slice(index, index + CHUNK);
    };
    const tree = parser.parse(read, old, options);
    // What was stopped would be gone on with.
    if (tree === null) parser.reset();
    return tree ?? undefined;
  } finally {
    old?.delete();
  }
}

/**
 * A copy of the tree of `base`, told what is different in `text`. What was repaired counts as different: a statement
 * with an ERROR deep inside would be used again as it is, and nobody would hear of the error.
 */
function toOldTree(base: Parsed, text: string): Tree {
  const copy = base.tree.copy();
  for (const fault of base.faults) copy.edit(toTouch(base, fault));
  copy.edit(toEdit(base, text));
  return copy;
}

/** The character at a fault, and the one before it, which belongs to the same parent, replaced by themselves; all of it when the place is hidden. */
function toTouch(base: Parsed, { kind, start, end }: Fault): Edit {
  const from = Math.max(0, start - 1);
  const to = Math.min(base.text.length, kind === "hidden" ? end : start + 1);
  return toReplace(base, from, to, base.text.slice(from, to));
}

/**
 * The smallest stretch that is different, and one character more at the end of both texts: a token that was cut
 * short by the end of the old text has to be read again, also where nothing else is different.
 */
function toEdit(base: Parsed, after: string): Edit {
  const before = base.text;
  const shorter = Math.min(before.length, after.length);
  const start = Math.min(commonStart(before, after), Math.max(shorter - 1, 0));
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same += 1;
  const kept = start + 1 >= shorter ? 0 : same;
  const oldEnd = before.length - kept;
  const newEnd = after.length - kept;
  return toReplace(base, start, oldEnd, after.slice(start, newEnd));
}

/** [start, end) of `base` replaced by `inserted`. */
function toReplace(base: Parsed, start: number, end: number, inserted: string): Edit {
  const startPosition = pointAt(base, start);
  return new Edit({
    startIndex: start,
    oldEndIndex: end,
    newEndIndex: start + inserted.length,
    startPosition,
    oldEndPosition: pointAt(base, end),
    newEndPosition: pointBehind(startPosition, inserted),
  });
}

/** UTF-16 code units that both texts begin with. Stretches are compared at once, which takes far less time than character by character. */
export function commonStart(left: string, right: string): number {
  const isSame = (from: number, to: number): boolean => left.slice(from, to) === right.slice(from, to);
  let same = 0;
  let end = Math.min(left.length, right.length);
  if (isSame(0, end)) return end;
  while (end - same > 1) {
    const middle = (same + end) >> 1;
    if (isSame(same, middle)) same = middle;
    else end = middle;
  }
  return same;
}

const knownLineStarts = new WeakMap<Parsed, readonly number[]>();

/** Ascending. Counted once for each text, as each judgement asks for places in the same one. */
function lineStartsOf(parsed: Parsed): readonly number[] {
  const known = knownLineStarts.get(parsed);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = parsed.text.indexOf("\n"); at !== -1; at = parsed.text.indexOf("\n", at + 1)) starts.push(at + 1);
  knownLineStarts.set(parsed, starts);
  return starts;
}

/** The last line that begins at `offset` or in front of it. */
function rowOf(starts: readonly number[], offset: number): number {
  return countWhile(starts.length, (row) => starts[row]! <= offset) - 1;
}

function pointAt(parsed: Parsed, offset: number): Point {
  const starts = lineStartsOf(parsed);
  const row = rowOf(starts, offset);
  return { row, column: offset - starts[row]! };
}

/** Where `text` ends when it begins at `start`. */
function pointBehind({ row, column }: Point, text: string): Point {
  const lines = text.split("\n");
  return { row: row + lines.length - 1, column: (lines.length === 1 ? column : 0) + lines.at(-1)!.length };
}

/** The offset of a place in `text`, counted in UTF-16 code units as it is; `base` is a similar text. */
export function offsetAt(text: string, { row, column }: Point, base?: Parsed): number {
  let line = 0;
  let lineStart = 0;
  if (base !== undefined) {
    const starts = lineStartsOf(base);
    line = Math.min(row, rowOf(starts, commonStart(base.text, text)));
    lineStart = starts[line]!;
  }
  for (; line < row; line += 1) lineStart = text.indexOf("\n", lineStart) + 1;
  return lineStart + column;
}
