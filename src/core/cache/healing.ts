/**
 * Which cached tokens are evaluated again, and in which order. A cell that was moved, or that stands behind a change, keeps
 * the value that it got when another text stood to its left: it is stale.
 *
 *     wanted   def area ( width , height ) … # 40 lines … total = ar▮
 *     edit                ^^^^^ was radius
 *     stale                       ──────────────────────────────────
 *
 * Before a suggestion: right behind each change, as many tokens as came or went with it, and 64 in all at most. In the
 * drawing one token came and one went, so two are evaluated again: `,` and `height`. Of all rules that cost as much, none
 * that was measured comes near this one (healing.md).
 *
 * While nobody waits: all others, from left to right, because a cell becomes exact once all cells to its left are.
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

/** The spans that are evaluated again before a suggestion: sorted, disjoint. `cursor`: the position behind the text before it. */
export type HealingRule = (debts: Debts, cursor: number) => readonly CellSpan[];

export const NO_HEALING: HealingRule = () => [];

/** Chosen by measurement (see the table in healing.md). */
export const BEFORE_SUGGESTION: HealingRule = (debts) => chooseStale(debts, [behindChanges(debts, 64, 1)]);

/** Positions, the most wanted first, of which at most so many are taken. */
export interface Wish {
  readonly positions: Iterable<number>;
  readonly most: number;
}

/** The stale ones of what is wished for; what an earlier wish has taken does not count for a later one. */
export function chooseStale({ stale }: Debts, wishes: readonly Wish[]): CellSpan[] {
  const chosen = new Set<number>();
  for (const { positions, most } of wishes) {
    const upTo = chosen.size + most;
    for (const position of positions) {
      if (chosen.size >= upTo) break;
      if (stale[position]) chosen.add(position);
    }
  }
  return toSpans(chosen);
}

/**
 * Right behind each changed place, at most `perToken` for each token that came or went there: a key costs less than a paste.
 * In turns: the first token behind each place, then the second, …
 */
export function behindChanges({ changes }: Debts, most: number, perToken: number): Wish {
  function* positions(): Generator<number> {
    for (let offset = 0; offset < most; offset += 1)
      for (const { at, debt } of changes) if (offset < debt * perToken) yield at + offset;
  }
  return { positions: positions(), most };
}

/** The leftmost stale tokens, at most `tokens`: with exact cells to their left they become exact. */
export function planSweep(stale: readonly number[], tokens: number): CellSpan[] {
  const first = stale[0];
  if (first === undefined) return [];
  // Exact cells in between are evaluated along: a piece that is right of a stale one has seen it.
  const last = stale[Math.min(tokens, stale.length) - 1]!;
  return [{ from: first, to: Math.min(last + 1, first + tokens) }];
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
