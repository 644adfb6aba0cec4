/** The ranker's weights, in the order of `FEATURES`: fitted on lines of six repositories in four languages by `npm run bench -- context`. */

import type { Weights } from "./ranker.ts";

export const SHIPPED_WEIGHTS: Weights = [
  -3.146, 0.784, 0.817, 0.482, 0.36, 0.414, -0.139, 0.244, 0.02, 0.123, -0.844, 1.069, 1.958, 2.004, -0.364, 0.247,
];

/** What the empty candidate is worth: a candidate that is less likely to help is not shown. */
export const EMPTY_PROBABILITY = 0.12;
