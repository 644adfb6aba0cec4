/**
 * Loops that no two equal lines betray: `x1 = 1; x2 = 2; x3 = 3; …`. What repeats is the sequence of grammar rules that
 * the parser reduced by (Dong et al., "Rethinking Repetition Problems of LLMs in Code Generation", ACL 2025).
 */

import type { Node } from "web-tree-sitter";
import { type Visit, visitsBetween } from "./walk.ts";

/** What was shifted or reduced, in order: the symbol, and for a word or a literal its text. */
interface Reduction {
  readonly symbol: string;
  readonly start: number;
  readonly isLeaf: boolean;
  /** Undefined for all that is the same wherever the symbol is. */
  readonly leaf: string | undefined;
}

/** Where a text begins to go round in circles: the end of the last line of the first round. Undefined when it does not. */
export function findReductionLoop(
  root: Node,
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  const reductions = visitsBetween(root, from, to)
    .filter(({ type, isMissing }) => !isMissing && type !== "ERROR")
    .map((visit) => toReduction(visit, text));
  const loop = findLoop(reductions);
  if (loop === undefined) return undefined;
  const lineEnd = text.lastIndexOf("\n", loop);
  return lineEnd < from ? from : lineEnd;
}

function toReduction({ type, start, end, isLeaf, isNamed }: Visit, text: string): Reduction {
  return { symbol: type, start, isLeaf, leaf: isLeaf && isNamed ? text.slice(start, end) : undefined };
}

/** Shorter rounds say too little: a round has a word and something that is done with it. */
const LEAST_ROUND = 3;
const MOST_ROUND = 160;
/** Reductions looked at; longer texts are looked at often enough on the way. */
const MOST = 1200;

/** How often a round must come in a row to be a loop, by the least share of its words that stay the same. */
const LOOPS = [
  { rounds: 5, same: 1 },
  { rounds: 7, same: 0.8 },
] as const;

/** The offset where the second round begins, when the last reductions go round. */
function findLoop(all: readonly Reduction[]): number | undefined {
  const reductions = all.slice(-MOST);
  const count = reductions.length;
  for (let round = LEAST_ROUND; round <= Math.min(MOST_ROUND, count / LOOPS[0].rounds); round += 1) {
    let start = count - round;
    while (start > 0 && reductions[start - 1]!.symbol === reductions[start - 1 + round]!.symbol) start -= 1;
    const rounds = Math.floor((count - start) / round);
    if (rounds < LOOPS[0].rounds) continue;
    for (const { rounds: enough, same } of LOOPS) {
      if (rounds < enough) break;
      const first = count - enough * round;
      const { share, comesAgain } = compareRounds(reductions.slice(first), round);
      if (share >= same && comesAgain) return reductions.slice(start + round).find(({ isLeaf }) => isLeaf)?.start;
    }
  }
  return undefined;
}

/**
 * The share of words that stay the same from one round to the next; a number that grows by equal steps stays the same.
 * What is new in a round comes again in another, unless each round is there to say something of its own, as in a list.
 */
function compareRounds(
  reductions: readonly Reduction[],
  round: number,
): { readonly share: number; readonly comesAgain: boolean } {
  let words = 0;
  let same = 0;
  const news = Array.from({ length: reductions.length / round - 1 }, () => "");
  for (let index = round; index < reductions.length; index += 1) {
    const [leaf, before] = [reductions[index]!.leaf, reductions[index - round]!.leaf];
    if (leaf === undefined || before === undefined) continue;
    words += 1;
    const next = reductions[index + round]?.leaf ?? stepOn(before, leaf);
    if (leaf === before || (next !== undefined && next === stepOn(before, leaf))) same += 1;
    else news[Math.floor(index / round) - 1] += `${leaf}\n`;
  }
  return { share: words === 0 ? 0 : same / words, comesAgain: new Set(news).size < news.length };
}

const NUMBERED = /^(\D*)(\d{1,9})(\D*)$/;

/** `x3` for `x1` and `x2`; undefined when these two are not steps. */
function stepOn(first: string, second: string): string | undefined {
  const [, head, low, tail] = NUMBERED.exec(first) ?? [];
  const [, otherHead, high, otherTail] = NUMBERED.exec(second) ?? [];
  if (low === undefined || high === undefined || head !== otherHead || tail !== otherTail) return undefined;
  return `${head}${2 * Number(high) - Number(low)}${tail}`;
}
