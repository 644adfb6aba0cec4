/** What is worth a look by the model's own probabilities alone: for tests that ask how it is shown, and not what is. */

import { type Weigh, weigh } from "../../../src/core/worth/worth.ts";
import { chanceOfNext, confidenceOf } from "../../../src/core/writing/written.ts";

const LEAST = -2;

export const plainWeigh: Weigh = (sight, eagerness) => {
  const confidence = Math.max(confidenceOf(sight.written, 0), confidenceOf(sight.written, sight.typed));
  return {
    ...weigh(sight, eagerness),
    line: Math.exp(confidence),
    next: chanceOfNext(sight.written, sight.typed),
    confidence,
    isWorthALook: confidence >= LEAST,
    isRestWorthALook: true,
  };
};
