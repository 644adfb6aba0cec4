/** Looks at a text while it is generated: has it said what was asked for, or more? */

import type { Node } from "web-tree-sitter";
import type { Gap, PlaceQuestions, ProgressStop } from "../core/syntax.ts";
import type { JoinCheck } from "./join.ts";
import { findOwnedClause, findOwnedCloser, ownedClosersAt } from "./owned.ts";
import { findReductionLoop } from "./reductions.ts";

/** The earliest end of a text that goes on; undefined when there is none. `endsWithItem`: one item is asked for. */
export function findProgressStop(
  join: JoinCheck,
  gap: Gap,
  { inserted: text, endsWithItem }: PlaceQuestions["progress"]["asks"],
): ProgressStop | undefined {
  const cursor = gap.prefix.length;
  const to = cursor + text.length;
  // Where the grammar cannot follow the file, it cannot say what closes what.
  const owned = join.isCleanAtCursor(gap) ? ownedClosersAt(join.rootOf(gap), cursor) : undefined;
  return join.withTree(gap, { text, replaced: 0 }, (root) => {
    const stops: ProgressStop[] = [];
    const add = (at: number | undefined, reason: ProgressStop["reason"]) => {
      if (at !== undefined) stops.push({ keep: at - cursor, reason });
    };
    if (owned !== undefined) {
      add(findOwnedCloser(root, { from: cursor, to }, owned), "followingText");
      add(findOwnedClause(root, { from: cursor, to }), "followingText");
    }
    const whole = gap.prefix + text + gap.suffix;
    add(findReductionLoop(root, whole, { from: cursor, to }), "repetition");
    if (endsWithItem) add(findItemEnd(root, text, cursor), "blockEnd");
    return stops.sort((a, b) => a.keep - b.keep)[0];
  });
}

/** What stands in front of an item and belongs to it. */
const BEFORE_ITEM = /comment|attribute|decorator|annotation/;
/** What may go on on the next line although it is whole. */
const MAY_GO_ON = /^(?:if|try|do)_|^if$|^try_|^begin$/;

/** Where the first item of an inserted text ends, when it will not grow any more. */
function findItemEnd(root: Node, text: string, cursor: number): number | undefined {
  const to = cursor + text.length;
  const items = root.children.filter(
    (child) => child !== null && child.endIndex > cursor && child.startIndex < to && child.endIndex > child.startIndex,
  );
  const at = items.findIndex((item) => item.startIndex >= cursor && item.isNamed && !BEFORE_ITEM.test(item.type));
  const item = items[at];
  if (item === undefined || item.hasError || item.isError) return undefined;
  const end = item.startIndex + item.text.trimEnd().length;
  const next = items[at + 1];
  // What cannot be read yet may belong to the line.
  if (next?.hasError && !text.slice(end - cursor, next.startIndex - cursor).includes("\n")) return undefined;
  if (next !== undefined && next.startIndex >= end && !/^[;\n]$/.test(next.type)) return end;
  if (end >= to || !text.slice(end - cursor).includes("\n")) return undefined;
  const lines = item.text.trimEnd();
  // A body without closer goes on as long as its lines are indented.
  const isOpenEnded = /\n[ \t][^\n]*[^\n;]$/.test(lines);
  return isOpenEnded || lines.endsWith(":") || MAY_GO_ON.test(item.type)
    ? undefined
    : next?.type === ";"
      ? next.endIndex
      : end;
}
