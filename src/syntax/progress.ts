/** Looks at a text while it is generated: has it said what was asked for, or more? */

import type { Gap, PlaceQuestions, ProgressStop } from "../core/grammar/syntax.ts";
import { findItemEnd } from "./itemEnd.ts";
import type { JoinCheck } from "./join.ts";
import { findOwnedClause, findOwnedCloser, type OwnedCloser, ownedClosersAt } from "./owned.ts";
import { findReductionLoop } from "./reductions.ts";

/** The earliest end of a text that goes on; undefined when there is none. `endsWithItem`: one item is asked for. */
export function findProgressStop(
  join: JoinCheck,
  gap: Gap,
  { inserted: text, endsWithItem }: PlaceQuestions["progress"]["asks"],
): ProgressStop | undefined {
  const cursor = gap.prefix.length;
  const inserted = { from: cursor, to: cursor + text.length };
  const owned = ownedClosers(join, gap);
  const stops: ProgressStop[] = [];
  const add = (keep: number | undefined, reason: ProgressStop["reason"]) => {
    if (keep !== undefined) stops.push({ keep, reason });
  };
  join.withTree(gap, { text, replaced: 0 }, (root) => {
    const toKeep = (at: number | undefined) => (at === undefined ? undefined : at - cursor);
    const closer = toKeep(findOwnedCloser(root, inserted, owned));
    const isRest = closer !== undefined && goesOnBehindRest(text.slice(closer));
    const found = isRest ? toKeep(findOwnedCloser(root, inserted, withoutRest(owned, gap))) : closer;
    add(found, "followingText");
    if (join.isCleanAtCursor(gap)) add(toKeep(findOwnedClause(root, inserted)), "followingText");
    const whole = gap.prefix + text + gap.suffix;
    add(toKeep(findReductionLoop(root, whole, inserted)), "repetition");
  });
  if (endsWithItem) add(findItemEnd(join, gap, text), "blockEnd");
  return stops.sort((a, b) => a.keep - b.keep)[0];
}

/**
 * With something missing in a file, an opener is paired with a closer far below that is another's: then only those on the
 * cursor's line are sure.
 */
function ownedClosers(join: JoinCheck, gap: Gap): readonly OwnedCloser[] {
  const cursor = gap.prefix.length;
  const owned = ownedClosersAt(join.rootOf(gap), cursor);
  if (join.isClean(gap)) return owned;
  const line = /^[^\n]*/.exec(gap.suffix)![0].length;
  return owned.filter(({ offset }) => offset < cursor + line);
}

/** What an editor closes by itself, and what may stand behind it. */
const CLOSED_REST = /^[)\]]+[;,]?[^\S\n]*(?=\n|$)/;

/**
 * A text may say the closers again that are the rest of the cursor's line, and go on behind them: they are replaced.
 *
 *     if (a▮)        > b) {⏎ … ⏎}
 */
function withoutRest(owned: readonly OwnedCloser[], { prefix, suffix }: Gap): readonly OwnedCloser[] {
  const rest = CLOSED_REST.exec(suffix)?.[0].length ?? 0;
  return owned.filter(({ offset }) => offset >= prefix.length + rest);
}

/** Whether something follows in the line behind the closers that `text` begins with. */
function goesOnBehindRest(text: string): boolean {
  return /^[)\]]+[;,]?[^\S\n]*[^\s;,)\]]/.test(text);
}
