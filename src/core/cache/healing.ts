/**
 * Which cached tokens are evaluated again, and in which order: moved cells keep values that were computed under an older
 * text to their left.
 *
 *     wanted   def area ( width , height ) … # 40 lines … total = ar▮
 *     edit                ^^^^^ was radius
 *     stale                       ──────────────────────────────────
 *     a few tokens before a suggestion:  lines that mention `width`, and the last ones before the cursor
 *     the rest while idle, from the left: what has only exact cells to its left becomes exact
 */

import type { TokenId } from "../tokens/tokenizer.ts";

/** Positions [from, to) of the wanted run. */
export interface CellSpan {
  readonly from: number;
  readonly to: number;
}

/** What the cells of a wanted run are worth; arrays by position. */
export interface Debts {
  readonly ids: readonly TokenId[];
  /** Computed under another text to the left than the wanted one. */
  readonly stale: readonly boolean[];
  /** Number of the plan that evaluated the cell; the largest ones are to be evaluated by this plan. */
  readonly ages: readonly number[];
  /** The first cell behind each change of the text, and how many tokens came or went to its left since it was evaluated. */
  readonly changes: readonly { readonly at: number; readonly debt: number }[];
}

/** How many stale tokens of each kind are evaluated before a suggestion, at most. */
export interface HealingRule {
  /** Right before the cursor. */
  readonly near: number;
  /** In lines that mention a name from the changed text, the nearest to the cursor first. */
  readonly mention: number;
  /** Right behind each changed place, in all. */
  readonly behind: number;
  /** Of these, behind one place at most so many per token that came or went there: a key costs less than a paste. */
  readonly perChange: number;
  /** Right behind the cursor: the start of the text that follows. */
  readonly suffix: number;
  /** Anywhere, evenly: what a choice without thought is worth. */
  readonly even: number;
}

export const NO_HEALING: HealingRule = {
  near: 0,
  mention: 0,
  behind: 0,
  perChange: Number.POSITIVE_INFINITY,
  suffix: 0,
  even: 0,
};

/** Before every suggestion; chosen by measurement (see the table in healing.md). */
export const BEFORE_SUGGESTION: HealingRule = { ...NO_HEALING, behind: 64, perChange: 1 };

export interface HealingPlace {
  /** Position behind the last token of the text before the cursor. */
  readonly cursor: number;
  /** The text of a token. */
  readonly textOf: (id: TokenId) => string;
}

/** The spans that a rule asks for: sorted, disjoint. */
export function planHealing(debts: Debts, rule: HealingRule, place: HealingPlace): CellSpan[] {
  const chosen = new Set<number>();
  const take = (positions: Iterable<number>, most: number) => {
    let left = most;
    for (const position of positions) {
      if (left <= 0) return;
      if (!debts.stale[position] || chosen.has(position)) continue;
      chosen.add(position);
      left -= 1;
    }
  };
  take(countDown(place.cursor, Math.max(0, place.cursor - rule.near)), rule.near);
  if (rule.mention > 0) take(mentions(debts, place), rule.mention);
  if (rule.behind > 0) take(behindChanges(debts, rule), rule.behind);
  take(countUp(place.cursor, debts.ids.length), rule.suffix);
  if (rule.even > 0) take(evenly(debts, rule.even), rule.even);
  return toSpans(chosen);
}

/** The leftmost stale tokens, at most `tokens`: with exact cells to their left they become exact. */
export function planSweep(stale: readonly number[], tokens: number): CellSpan[] {
  const first = stale[0];
  if (first === undefined) return [];
  // Exact cells in between are evaluated along: a piece that is right of a stale one has seen it.
  const last = stale[Math.min(tokens, stale.length) - 1]!;
  return [{ from: first, to: Math.min(last + 1, first + tokens) }];
}

function* countUp(from: number, to: number): Generator<number> {
  for (let position = from; position < to; position += 1) yield position;
}

function* countDown(from: number, to: number): Generator<number> {
  for (let position = from - 1; position >= to; position -= 1) yield position;
}

/** Shorter names are everywhere. */
const LEAST_NAME = 3;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/u;

/** Tokens of the lines before the cursor that mention a name which was evaluated after them, the nearest line first. */
function* mentions({ ids, ages, stale }: Debts, { cursor, textOf }: HealingPlace): Generator<number> {
  const oldest = ages.reduce(
    (least, age, position) => (stale[position] && age < least ? age : least),
    Number.POSITIVE_INFINITY,
  );
  const isName = (id: TokenId) => (NAME.exec(textOf(id))?.[0].length ?? 0) >= LEAST_NAME;
  const names = new Set<TokenId>();
  for (const position of countUp(0, cursor))
    if (ages[position]! > oldest && isName(ids[position]!)) names.add(ids[position]!);
  if (names.size === 0) return;
  for (let end = cursor; end > 0; ) {
    let start = end - 1;
    while (start > 0 && !textOf(ids[start - 1]!).includes("\n")) start -= 1;
    const line = [...countUp(start, end)];
    if (line.some((position) => stale[position] && names.has(ids[position]!))) yield* line;
    end = start;
  }
}

/** In turns: the first token behind each changed place, then the second, … */
function* behindChanges({ changes }: Debts, { behind, perChange }: HealingRule): Generator<number> {
  for (let offset = 0; offset < behind; offset += 1)
    for (const { at, debt } of changes) if (offset < debt * perChange) yield at + offset;
}

function* evenly({ stale }: Debts, most: number): Generator<number> {
  const positions = [...stale.keys()].filter((at) => stale[at]);
  const step = Math.max(1, positions.length / most);
  for (let at = 0; at < positions.length; at += step) yield positions[Math.floor(at)]!;
}

function toSpans(positions: ReadonlySet<number>): CellSpan[] {
  const spans: { from: number; to: number }[] = [];
  for (const position of [...positions].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.to === position) last.to += 1;
    else spans.push({ from: position, to: position + 1 });
  }
  return spans;
}
