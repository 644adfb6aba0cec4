/**
 * Learns which candidates are likely to help here, by language and workspace. Some lines are held back: what was learnt of the others
 * is in use only as long as it foretells these better than what was in use before, and than the shipped weights.
 */

import type { LearntRank, LearntRanks } from "../core/prompt/learntRanks.ts";
import { type LabelledLine, learnLines, lossesOf, movedWeights, NOTHING_LEARNT, RANKER } from "./learntWeights.ts";
import type { Weights } from "./ranker.ts";
import { SHIPPED_WEIGHTS } from "./weights.ts";

/** Of so many lines one is held back. */
const HELD_BACK_EACH = 4;
/** The latest of them count. */
const MOST_HELD_BACK = 60;
const LEAST_HELD_BACK = 8;
/** What is new must be better by so many standard errors of the difference: a few lines say little. */
const LEAST_BETTER = 0.5;
/** Lines that are learnt from at once. */
const BATCH = 24;
/** Lines that wait until enough are held back to judge by. */
const MOST_WAITING = 3 * BATCH;

interface Language {
  lines: number;
  waiting: LabelledLine[];
  heldBack: LabelledLine[];
}

/** What became of a batch: `undone`: what had been learnt before it foretells no better than the shipped weights, and has gone. */
export type BatchEnd = "nothing" | "kept" | "dropped" | "undone";

export class RankLearner {
  readonly #shipped: Weights;
  readonly #workspace: string;
  readonly #learnt = new Map<string, LearntRank>();
  readonly #languages = new Map<string, Language>();

  /** `workspace`: its hash. Of `learnt`, what moved another ranker is left out. */
  constructor(workspace: string, learnt: LearntRanks, shipped: Weights = SHIPPED_WEIGHTS) {
    this.#workspace = workspace;
    this.#shipped = shipped;
    for (const [key, rank] of learnt)
      if (rank.ranker === RANKER && rank.delta.length === shipped.length) this.#learnt.set(key, rank);
  }

  weightsFor(languageId: string): Weights {
    return movedWeights(this.#shipped, this.#partsOf(languageId));
  }

  /** By key; of these, what is not in the map has gone. */
  learntOf(languageId: string): ReadonlyMap<string, LearntRank | undefined> {
    return new Map(this.#keysOf(languageId).map((key) => [key, this.#learnt.get(key)]));
  }

  /** True: there is enough to learn from, see `learn`. */
  take(languageId: string, line: LabelledLine): boolean {
    if (line.features.length === 0) return false;
    const language = this.#languages.get(languageId) ?? { lines: 0, waiting: [], heldBack: [] };
    this.#languages.set(languageId, language);
    language.lines += 1;
    if (language.lines % HELD_BACK_EACH === 0) language.heldBack = [...language.heldBack, line].slice(-MOST_HELD_BACK);
    else language.waiting = [...language.waiting, line].slice(-MOST_WAITING);
    return language.waiting.length >= BATCH && language.heldBack.length >= LEAST_HELD_BACK;
  }

  /** Steps for the lines that wait: in use afterwards where they foretell the lines held back better. Says what became of them. */
  learn(languageId: string): BatchEnd {
    const language = this.#languages.get(languageId);
    if (language === undefined || language.waiting.length === 0) return "nothing";
    const { waiting, heldBack } = language;
    language.waiting = [];
    const before = this.#partsOf(languageId);
    const tried = learnLines(this.#shipped, before, waiting);
    const lossesWith = (parts: readonly LearntRank[]) => lossesOf(movedWeights(this.#shipped, parts), heldBack);
    const [shipped, now, next] = [lossesWith([]), lossesWith(before), lossesWith(tried)];
    if (isBetter(next, now) && isBetter(next, shipped)) {
      this.#put(languageId, tried, 1 - meanOf(next) / meanOf(shipped));
      return "kept";
    }
    if (before.every(({ lines }) => lines === 0) || meanOf(now) < meanOf(shipped)) return "dropped";
    for (const key of this.#keysOf(languageId)) this.#learnt.delete(key);
    return "undone";
  }

  #put(languageId: string, parts: readonly LearntRank[], gain: number): void {
    for (const [at, key] of this.#keysOf(languageId).entries()) this.#learnt.set(key, { ...parts[at]!, gain });
  }

  #partsOf(languageId: string): LearntRank[] {
    return this.#keysOf(languageId).map((key) => this.#learnt.get(key) ?? NOTHING_LEARNT);
  }

  #keysOf(languageId: string): readonly string[] {
    return [languageId, `${languageId}@${this.#workspace}`];
  }
}

/** By pairs of losses. */
function isBetter(some: readonly number[], others: readonly number[]): boolean {
  const gains = others.map((loss, at) => loss - some[at]!);
  const middle = meanOf(gains);
  const spread = meanOf(gains.map((gain) => (gain - middle) ** 2));
  return middle > LEAST_BETTER * Math.sqrt(spread / gains.length);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
