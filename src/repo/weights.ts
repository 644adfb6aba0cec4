/**
 * The ranker's weights, in the order of `FEATURES`: fitted on 400 lines each of six repositories in four languages. Tried on 23 lines of
 * commits that need a name from another file, they bring it at 2,000 characters in 34 %; weights fitted anew (`npm run bench -- context --fit`) in 24 %.
 */

import type { Weights } from "./ranker.ts";

export const SHIPPED_WEIGHTS: Weights = [
  -3.146, 0.784, 0.817, 0.482, 0.36, 0.414, -0.139, 0.244, 0.02, 0.123, -0.844, 1.069, 1.958, 2.004, -0.364, 0.247,
];

/** What the empty candidate is worth: of what is less likely to help, one in twelve held a name that the line needed. */
export const EMPTY_PROBABILITY = 0.07;
