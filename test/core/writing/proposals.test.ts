import { describe, expect, test } from "vitest";
import { entropyOf } from "../../../src/core/writing/proposals.ts";

describe("the entropy of a choice", () => {
  const check = (shares: readonly number[], expected: number) =>
    test(`${shares.join(", ")}: ${expected.toFixed(3)}`, () => {
      const candidates = shares.map((share, token) => ({ token, logprob: Math.log(share) }));
      expect(entropyOf(candidates)).toBeCloseTo(expected, 3);
    });
  check([1], 0);
  check([0.5, 0.5], Math.LN2);
  check([0.25, 0.25, 0.25, 0.25], 1.386);
  // What was not offered counts as one more.
  check([0.5], Math.LN2);
  check([0.9, 0.05], 0.394);
});
