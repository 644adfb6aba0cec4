/** The engine port's way to evaluate tokens that may turn out wrong, several at once. */

import type { Verifying } from "../core/cache/engine.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Sequence } from "./sequence.ts";

interface VerifyingParts {
  readonly evaluation: Evaluation;
  readonly sequence: Sequence;
}

/** `alone`: one call at a time. */
export function createVerifying(
  { evaluation, sequence }: VerifyingParts,
  alone: <Result>(work: () => Promise<Result>) => Promise<Result>,
): Verifying {
  return {
    get costs() {
      return evaluation.batchCosts.costs;
    },
    verify: ({ ids }) => alone(() => evaluation.verify(ids, sequence.length)),
    readBehind: (index) => evaluation.readBehind(index),
  };
}
