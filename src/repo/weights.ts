/**
 * The ranker's weights, in the order of `FEATURES`: fitted on 250 lines of code each of six repositories in four languages, whether they
 * need a name from elsewhere or not (`npm run bench -- context --fit`). What comes out is how often such a candidate holds one. Those of
 * `sibling` and `edited`, of which whole files say nothing, were chosen among a few: see README.md.
 */

import type { Weights } from "./ranker.ts";

export const SHIPPED_WEIGHTS: Weights = [
  -3.336, 0.236, 0.632, -0.066, 0.279, -0.014, 0.188, 0.229, -0.799, 0.302, -1.283, 0.3, 0.81, 0.577, -1.242, 0.167,
  1.072, -0.421, 0.454, 0.24, 0.149, 1, -0.5, -0.037, -0.204, 0.509, 1.405, -0.814,
];

/** What the empty candidate is worth: of what is less likely to help, nine in ten hold nothing that the line needs, and it costs. */
export const EMPTY_PROBABILITY = 0.2;
