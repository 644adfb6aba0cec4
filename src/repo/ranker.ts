/** How likely a candidate holds what the next line needs: a logistic model over its features. */

import { must } from "../core/bug.ts";
import { FEATURES } from "./features.ts";

export type Weights = readonly number[];

export function probabilityOf(features: readonly number[], weights: Weights): number {
  must(features.length === weights.length, "as many features as weights");
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += features[index]! * weights[index]!;
  return 1 / (1 + Math.exp(-sum));
}

export interface Example {
  readonly features: readonly number[];
  /** It held a name that the line turned out to need. */
  readonly isUseful: boolean;
}

export interface TrainingOptions {
  /** Where the weights start, and are pulled back to. */
  readonly prior: Weights;
  readonly rate: number;
  readonly pull: number;
  readonly rounds: number;
}

/** Stochastic gradient descent on the log loss, in the order of the examples. Neither argument changes. */
export function trainWeights(examples: readonly Example[], { prior, rate, pull, rounds }: TrainingOptions): Weights {
  must(prior.length === FEATURES.length, `${prior.length} weights for ${FEATURES.length} features`);
  const weights = [...prior];
  for (let round = 0; round < rounds; round += 1) {
    const step = rate / (1 + round);
    for (const { features, isUseful } of examples) {
      const error = (isUseful ? 1 : 0) - probabilityOf(features, weights);
      for (let index = 0; index < weights.length; index += 1)
        weights[index]! += step * (error * features[index]! - pull * (weights[index]! - prior[index]!));
    }
  }
  return weights;
}
