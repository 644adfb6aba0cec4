/** How often the oracle lets a mistake pass. Whether it is one, an independent judge decides. */

import type { Grammar } from "../../src/syntax/grammar.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";
import { isNoJudge, type Judge, type NoJudge } from "../judges/judge.ts";
import type { Random } from "../random.ts";
import { type Count, newCount } from "./syntaxCounts.ts";
import { type Anatomy, type Damaged, type DamageKind, damage } from "./syntaxDamage.ts";

/** Mistakes of each kind that are put into one text. */
const TURNS = 3;

/**
 * What a judge says of a damaged prefix.
 * dead: the first error lies before its end, and is the same in the whole text. right: the whole text is right all the same.
 * unclear: the judge sees something wrong, but not surely before the end of the prefix.
 */
export type Fate = "dead" | "right" | "unclear" | "notJudged";

export interface Missed extends Damaged {
  readonly path: string;
}

export class MistakeBench {
  readonly #grammar: Grammar;
  readonly #judge: Judge | NoJudge;
  /** Dead prefixes by kind; wrong are those that the oracle took. */
  readonly dead = new Map<DamageKind, Count>();
  /** Prefixes that are right after all; wrong are those that the oracle refused. */
  readonly right = newCount();
  /** Without a judge: what looks dead, by kind, and what the oracle took of it. */
  readonly notJudged = new Map<DamageKind, Count>();
  unclear = 0;
  readonly missed: Missed[] = [];
  readonly refused: Missed[] = [];

  constructor(grammar: Grammar, judge: Judge | NoJudge) {
    this.#grammar = grammar;
    this.#judge = judge;
  }

  async judge(path: string, text: string, anatomy: Anatomy, random: Random): Promise<void> {
    const { oneLineStringTokens, name } = this.#grammar.table;
    const isOneLine = (type: string) => oneLineStringTokens.has(type);
    const oracle = new PrefixOracle(this.#grammar);
    try {
      for (let turn = 0; turn < TURNS; turn += 1)
        for (const damaged of damage(text, anatomy, { random, isOneLine, indents: name === "python" }))
          this.#count(path, damaged, await fateOf(this.#judge, damaged), oracle);
    } finally {
      oracle.close();
    }
  }

  #count(path: string, damaged: Damaged, fate: Fate, oracle: PrefixOracle): void {
    const isTaken = oracle.judgeEnd(damaged.whole.slice(0, damaged.end)) === "viable";
    switch (fate) {
      case "dead":
        countOf(this.dead, damaged.kind)[isTaken ? "wrong" : "right"] += 1;
        if (isTaken) this.missed.push({ ...damaged, path });
        break;
      case "right":
        this.right[isTaken ? "right" : "wrong"] += 1;
        if (!isTaken) this.refused.push({ ...damaged, path });
        break;
      case "unclear":
        this.unclear += 1;
        break;
      case "notJudged":
        countOf(this.notJudged, damaged.kind)[isTaken ? "wrong" : "right"] += 1;
        break;
      default:
        fate satisfies never;
    }
  }
}

function countOf(counts: Map<DamageKind, Count>, kind: DamageKind): Count {
  const count = counts.get(kind) ?? newCount();
  counts.set(kind, count);
  return count;
}

export async function fateOf(judge: Judge | NoJudge, { whole, end }: Damaged): Promise<Fate> {
  if (isNoJudge(judge)) return "notJudged";
  const ofWhole = await judge.judge(whole);
  if (ofWhole.kind === "right") return "right";
  const ofPrefix = await judge.judge(whole.slice(0, end));
  const isDead =
    ofPrefix.kind === "wrong" &&
    !ofPrefix.isUnfinished &&
    !ofWhole.isUnfinished &&
    ofPrefix.offset === ofWhole.offset &&
    ofPrefix.offset < end - 1;
  return isDead ? "dead" : "unclear";
}
