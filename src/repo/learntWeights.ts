/** How lines that were written move the ranker's weights: steps of AdaGrad (Duchi, Hazan and Singer 2011), pulled back to the shipped ones. */

import { type LearntRank, MOST_MOVED } from "../core/prompt/learntRanks.ts";
import { FEATURES } from "./features.ts";
import { probabilityOf, type Weights } from "./ranker.ts";
import { hashTerm } from "./terms.ts";
import { SHIPPED_WEIGHTS } from "./weights.ts";

/** A line that was finished: what had been found for it, and which of that held a name that it turned out to need. */
export interface LabelledLine {
  readonly features: readonly (readonly number[])[];
  readonly isUseful: readonly boolean[];
}

/** Says which ranker it is that was moved. */
export const RANKER = hashTerm(JSON.stringify([FEATURES, SHIPPED_WEIGHTS]));
export const NOTHING_LEARNT: LearntRank = {
  ranker: RANKER,
  delta: FEATURES.map(() => 0),
  squares: FEATURES.map(() => 0),
  lines: 0,
  gain: 0,
};

const RATE = 0.025;
const PULL = 0.1;
const SMALL = 1e-4;
/** What the order of the candidates counts where weights are judged, beside how likely each is. */
const ORDER = 0.1;

export function movedWeights(shipped: Weights, parts: readonly LearntRank[]): Weights {
  return shipped.map((weight, at) => parts.reduce((sum, { delta }) => sum + delta[at]!, weight));
}

/** Each part takes its step at each line, in their order. */
export function learnLines(
  shipped: Weights,
  parts: readonly LearntRank[],
  lines: readonly LabelledLine[],
): LearntRank[] {
  let now = [...parts];
  for (const line of lines) {
    const slopes = slopesAt(movedWeights(shipped, now), line);
    now = now.map((part) => stepBy(part, slopes));
  }
  return now;
}

/** Of the mean log loss over the line's candidates. */
function slopesAt(weights: Weights, { features, isUseful }: LabelledLine): number[] {
  const slopes = weights.map(() => 0);
  for (const [number, known] of features.entries()) {
    const error = (probabilityOf(known, weights) - (isUseful[number] ? 1 : 0)) / features.length;
    for (let at = 0; at < slopes.length; at += 1) slopes[at]! += error * known[at]!;
  }
  return slopes;
}

function stepBy({ ranker, delta, squares, lines, gain }: LearntRank, slopes: readonly number[]): LearntRank {
  const summed = squares.map((sum, at) => sum + slopes[at]! ** 2);
  const moved = delta.map((value, at) => {
    const next = value - RATE * (slopes[at]! / Math.sqrt(summed[at]! + SMALL) + PULL * value);
    return Math.min(MOST_MOVED, Math.max(-MOST_MOVED, next));
  });
  return { ranker, delta: moved, squares: summed, lines: lines + 1, gain };
}

/**
 * How badly weights foretell lines, one by one: the mean log loss of a line's candidates and, where any is useful, the surprise that a
 * useful one comes first (Cao and others 2007).
 */
export function lossesOf(weights: Weights, lines: readonly LabelledLine[]): number[] {
  return lines.map(({ features, isUseful }) => {
    const chances = features.map((known) => probabilityOf(known, weights));
    const losses = chances.map((chance, number) => -Math.log(Math.max(1e-12, isUseful[number] ? chance : 1 - chance)));
    const useful = usefulShare(chances, isUseful);
    return losses.reduce((sum, loss) => sum + loss, 0) / features.length - (useful > 0 ? ORDER * Math.log(useful) : 0);
  });
}

/** The share of the useful ones where one of all is chosen: softmax of what the chances are the logistic function of. */
function usefulShare(chances: readonly number[], isUseful: readonly boolean[]): number {
  const odds = chances.map((chance) => chance / Math.max(1e-12, 1 - chance));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return sum(odds.filter((_, number) => isUseful[number])) / Math.max(1e-300, sum(odds));
}
