/** Writes the items at the top level of a program as they stand in it, and looks where the rules and the tree would end them. */

import type { Node } from "web-tree-sitter";
import { readStop } from "../../src/core/grammar/structure.ts";
import type { Gap } from "../../src/core/grammar/syntax.ts";
import { findPlace } from "../../src/core/place/place.ts";
import { checkStop, createStopContext } from "../../src/core/place/stop.ts";
import { focusOf } from "../../src/syntax/gap.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { findProgressStop } from "../../src/syntax/progress.ts";
import { whereIs } from "../../src/syntax/whereIs.ts";
import type { BlockEnds, WrongEnd } from "./blockTrial.ts";
import { loadGrammar } from "./oracles.ts";

/** An item with the comments and attributes right above it, as whole lines. */
export interface TopItem {
  /** Its kind, and that of what it holds: `expression_statement call_expression`. */
  readonly kind: string;
  readonly from: number;
  /** The end of its last line. */
  readonly to: number;
}

const BEFORE_ITEM = /comment|attribute|decorator|annotation/;
const NO_ITEM =
  /comment|^attribute|^inner_attribute|error|ERROR|php_tag|hash_bang|^text|doctype|package|line_continuation/;
/** No suggestion is longer. */
const LONGEST_ITEM = 1_500;

/** What stands at the top level and has lines of its own. */
export function topItemsOf(root: Node, text: string, language: string): readonly TopItem[] {
  const children = listOf(root, language).children.filter((child) => child !== null);
  return children.flatMap((child, index) => {
    if (!child.isNamed || NO_ITEM.test(child.type) || child.hasError || child.isMissing) return [];
    const start = startOf(children, index, text);
    // A here-document stands behind the item that it is a part of.
    const last = /^heredoc_body/.test(children[index + 1]?.type ?? "") ? children[index + 1]! : child;
    const end = last.startIndex + last.text.trimEnd().length;
    const lineEnd = text.indexOf("\n", end);
    const startsLine = start === 0 || text[start - 1] === "\n";
    const rest = text.slice(end, lineEnd);
    const isWhole = startsLine && lineEnd > 0 && /^[;,\s]*(?:$|\/\/|#)/.test(rest) && end - start < LONGEST_ITEM;
    return isWhole ? [{ kind: kindOf(child), from: start, to: lineEnd }] : [];
  });
}

/** The node whose children are the items. */
function listOf(root: Node, language: string): Node {
  if (language !== "yaml") return root;
  return root.descendantsOfType("block_mapping")[0] ?? root;
}

/** With the lines of comment and the attributes above, up to a blank line. */
function startOf(children: readonly Node[], index: number, text: string): number {
  let start = children[index]!.startIndex;
  for (let at = index - 1; at >= 0; at -= 1) {
    const above = children[at]!;
    const gap = text.slice(above.startIndex + above.text.trimEnd().length, start);
    const startsLine = above.startIndex === 0 || text[above.startIndex - 1] === "\n";
    if (!BEFORE_ITEM.test(above.type) || !/^\n?[^\S\n]*$/.test(gap) || !startsLine) break;
    start = above.startIndex;
  }
  return start;
}

function kindOf(item: Node): string {
  const only = item.namedChildren.find((child) => child !== null && !BEFORE_ITEM.test(child.type));
  const holds = /^(?:expression|export)_statement$/.test(item.type) ? only : undefined;
  return `${item.type}${holds ? ` ${holds.type}` : ""}`;
}

/** The items of a program, of each kind as many in turn, up to `most`: `count` is of both ways in which each is written. */
export async function tryItemEnds(
  language: string,
  text: string,
  pick: (items: readonly TopItem[]) => readonly TopItem[],
): Promise<BlockEnds> {
  const join = new JoinCheck(await loadGrammar(language));
  try {
    const items = pick(topItemsOf(join.rootOf({ prefix: text, suffix: "" }), text, language));
    const trials = items.flatMap((item) => [
      { item, gap: { prefix: text.slice(0, item.from), suffix: text.slice(item.to) } },
      { item, gap: { prefix: text.slice(0, item.from), suffix: "" } },
    ]);
    const wrong = trials.flatMap(({ item, gap }) => tryItem(join, { language, text, item, gap }));
    return { count: trials.length, wrong };
  } finally {
    join.close();
  }
}

interface Trial {
  readonly language: string;
  readonly text: string;
  readonly item: TopItem;
  readonly gap: Gap;
}

function tryItem(join: JoinCheck, { language, text, item, gap }: Trial): WrongEnd[] {
  const generated = text.slice(item.from, item.to + 300);
  const { kept, reason } = write(join, generated, gap, language);
  const wanted = text.slice(item.from, item.to).trimEnd();
  if (
    kept === wanted ||
    (kept !== "" && wanted.startsWith(kept) && /^[;,]?\s*(?:\/\/.*|#.*)?$/.test(wanted.slice(kept.length)))
  )
    return [];
  const end = gap.suffix === "" ? "at the end of the file" : "in the file";
  const where = `${item.kind} ${end}: ${JSON.stringify(`${kept.slice(-60)}¦${generated.slice(kept.length, kept.length + 40)}`)}`;
  return [{ reason, isLate: kept.length > wanted.length, where }];
}

const PIECE = /\n|[^\S\n]+|\w+|./gu;

/** Piece by piece; whenever a line is complete the tree is asked. */
function write(join: JoinCheck, generated: string, gap: Gap, language: string): { kept: string; reason: string } {
  const document = gap.prefix + gap.suffix;
  const cursor = gap.prefix.length;
  const focus = focusOf(gap, join.table) ?? gap;
  const where = whereIs(join.rootOf(focus), focus);
  const place = findPlace(document, cursor, language);
  const text = createStopContext({ text: document, cursor, place, maxLines: Number.POSITIVE_INFINITY });
  const context = readStop(text, where);
  let written = "";
  for (const [piece] of generated.matchAll(PIECE)) {
    written += piece;
    const verdict = checkStop(written, context);
    if (verdict.kind === "stop") return { kept: written.slice(0, verdict.keep).trimEnd(), reason: verdict.reason };
    if (piece !== "\n" || written.trim() === "") continue;
    const stop = findProgressStop(join, focus, { inserted: written, endsWithItem: context.endsWithItem });
    if (stop !== undefined) return { kept: written.slice(0, stop.keep).trimEnd(), reason: `tree: ${stop.reason}` };
  }
  return { kept: written.trimEnd(), reason: "no end" };
}
