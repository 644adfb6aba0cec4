/** Plain parsing that keeps the parser's rules: trees have one owner, edits reach back far enough. */

import { Edit, type Node, type ParseOptions, type Parser, type Point, type Tree } from "web-tree-sitter";

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
function toOldTree({ text: before, tree, faults }: Parsed, text: string): Tree {
  const copy = tree.copy();
  for (const fault of faults) copy.edit(toTouch(before, fault));
  copy.edit(toEdit(before, text));
  return copy;
}

/** The character at a fault, and the one before it, which belongs to the same parent, replaced by themselves; all of it when the place is hidden. */
function toTouch(text: string, { kind, start, end }: Fault): Edit {
  const from = Math.max(0, start - 1);
  const to = Math.min(text.length, kind === "hidden" ? end : start + 1);
  const startPosition = pointAt(text, from);
  const endPosition = pointAt(text, to);
  return new Edit({
    startIndex: from,
    oldEndIndex: to,
    newEndIndex: to,
    startPosition,
    oldEndPosition: endPosition,
    newEndPosition: endPosition,
  });
}

/**
 * The smallest stretch that is different, and one character more at the end of both texts: a token that was cut
 * short by the end of the old text has to be read again, also where nothing else is different.
 */
function toEdit(before: string, after: string): Edit {
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
  return new Edit({
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: pointAt(before, start),
    oldEndPosition: pointAt(before, oldEnd),
    newEndPosition: pointAt(after, newEnd),
  });
}

/** UTF-16 code units that both texts begin with. */
export function commonStart(left: string, right: string): number {
  if (left.startsWith(right)) return right.length;
  if (right.startsWith(left)) return left.length;
  let index = 0;
  while (left.charCodeAt(index) === right.charCodeAt(index)) index += 1;
  return index;
}

function pointAt(text: string, offset: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", lineStart)) {
    row += 1;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}

/** The offset of a place, both counted in UTF-16 code units. */
export function offsetAt(text: string, { row, column }: Point): number {
  let lineStart = 0;
  for (let line = 0; line < row; line += 1) lineStart = text.indexOf("\n", lineStart) + 1;
  return lineStart + column;
}
