/**
 * The ranker's weights, in the order of `FEATURES`: fitted on 250 lines of code each of six repositories in four languages, whether they
 * need a name from elsewhere or not (`npm run bench -- context --fit`). What comes out is how often such a candidate holds one.
 */

import type { Weights } from "./ranker.ts";

export const SHIPPED_WEIGHTS: Weights = [
  -3.146, 0.287, 0.631, -0.041, 0.271, -0.023, 0.192, 0.245, -0.281, 0.305, -1.248, 0.293, 0.799, 0.67, -1.291, 0.252,
  1.107, -0.385, 0.48, 0.232, 0.178, -0.078, -0.195, 0.371, 1.385, -0.779,
];

/** What the empty candidate is worth: of what is less likely to help, nine in ten hold nothing that the line needs, and it costs. */
export const EMPTY_PROBABILITY = 0.2;
