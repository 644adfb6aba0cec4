/** Rules of healing that Turnkey's own is compared with. */

import { behindChanges, chooseStale, type Debts, type HealingRule, type Wish } from "../../src/core/cache/healing.ts";
import type { TokenId } from "../../src/core/tokens/tokenizer.ts";

/** How many stale tokens of each kind are evaluated before a suggestion, at most. */
export interface HealingShares {
  /** Right before the cursor. */
  readonly near: number;
  /** In lines that mention a name from the changed text, the nearest to the cursor first. */
  readonly mention: number;
  /** Right behind each changed place, in all. */
  readonly behind: number;
  /** Of these, behind one place at most so many per token that came or went there. */
  readonly perChange: number;
  /** Right behind the cursor: the start of the text that follows. */
  readonly suffix: number;
  /** Anywhere, evenly: what a choice without thought is worth. */
  readonly even: number;
}

const NOTHING: HealingShares = {
  ...{ near: 0, mention: 0, behind: 0, suffix: 0, even: 0 },
  perChange: Number.POSITIVE_INFINITY,
};

/** `textOf`: the text of a token; asked only where mentions have a share. */
export function healingBy(shares: Partial<HealingShares>, textOf: (id: TokenId) => string): HealingRule {
  const { near, mention, behind, perChange, suffix, even } = { ...NOTHING, ...shares };
  return (debts, cursor) => {
    const wishes: Wish[] = [
      { positions: countDown(cursor, Math.max(0, cursor - near)), most: near },
      { positions: mentions(debts, cursor, textOf), most: mention },
      behindChanges(debts, behind, perChange),
      { positions: countUp(cursor, debts.ids.length), most: suffix },
      { positions: evenly(debts, even), most: even },
    ];
    return chooseStale(
      debts,
      wishes.filter(({ most }) => most > 0),
    );
  };
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
function* mentions({ ids, ages, stale }: Debts, cursor: number, textOf: (id: TokenId) => string): Generator<number> {
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

function* evenly({ stale }: Debts, most: number): Generator<number> {
  const positions = [...stale.keys()].filter((at) => stale[at]);
  const step = Math.max(1, positions.length / most);
  for (let at = 0; at < positions.length; at += step) yield positions[Math.floor(at)]!;
}
