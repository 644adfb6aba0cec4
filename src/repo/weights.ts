/**
 * The ranker's weights, in the order of `FEATURES`: fitted on 250 lines of code each of six repositories in four languages, whether they
 * need a name from elsewhere or not (`npm run bench -- context --fit`). What comes out is how often such a candidate holds one.
 */

import type { Weights } from "./ranker.ts";

export const SHIPPED_WEIGHTS: Weights = [
  -3.29, 0.233, 0.61, -0.02, 0.298, -0.018, 0.211, 0.266, -0.785, 0.287, -1.28, 0.282, 0.808, 0.638, -1.208, 0.123,
  1.077, -0.34, 0.504, 0.206, 0.143, -0.052, -0.234, 0.483, 1.425, -0.787,
];

/** What the empty candidate is worth: of what is less likely to help, nine in ten hold nothing that the line needs, and it costs. */
export const EMPTY_PROBABILITY = 0.2;
