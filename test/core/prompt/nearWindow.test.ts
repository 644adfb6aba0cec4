/** How much is read first, and when that has to do. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MARKER_RESERVE, planBudget } from "../../../src/core/prompt/budget.ts";
import { affordableTokens, chooseReading, type NearBudget, planNear } from "../../../src/core/prompt/nearWindow.ts";

const budgetAt = (prefill: number, decode = 113) =>
  planBudget({ rates: { prefill, decode }, latencyTargetMs: 400, contextSize: 4096, movable: true });

describe("a near window", () => {
  const check = (prefill: number, contextSize: number, expected: NearBudget | undefined) =>
    test(`at ${prefill} tokens a second in ${contextSize} positions`, () => {
      const rates = { prefill, decode: 113 };
      expect(planNear({ rates, budget: budgetAt(prefill), contextSize })).toEqual(expected);
    });

  check(330, 768, { prefixTokens: 156, suffixTokens: 38 });
  check(500, 768, { prefixTokens: 237, suffixTokens: 59 });
  // The room of its cache is the limit.
  check(3000, 768, { prefixTokens: 327, suffixTokens: 81 });
  check(20, 768, { prefixTokens: 154, suffixTokens: 38 });
  check(330, 200, undefined);

  test("fits into its cache beside what is written and kept for later, or there is none", () => {
    const rate = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 128, max: 4096 }), (prefill, decode, contextSize) => {
        const budget = budgetAt(prefill, decode);
        const near = planNear({ rates: { prefill, decode }, budget, contextSize });
        if (near === undefined) return;
        const { prefixTokens, suffixTokens } = near;
        expect(prefixTokens + suffixTokens + budget.maxGenerated + MARKER_RESERVE).toBeLessThanOrEqual(
          0.7 * contextSize,
        );
        expect(2 * (prefixTokens + suffixTokens)).toBeLessThanOrEqual(budget.prefixTokens + budget.suffixTokens);
        expect(suffixTokens).toBeLessThanOrEqual(budget.suffixTokens);
      }),
    );
  });
});

describe("what is read for a request", () => {
  const check = (whole: number, near: number, expected: "whole" | "near", latencyTargetMs = 400) =>
    test(`${whole} tokens are missing of the whole, ${near} of what is near, ${latencyTargetMs} ms`, () => {
      const affordable = affordableTokens({ prefill: 330, decode: 113 }, latencyTargetMs);
      expect(chooseReading({ missing: { whole, near: () => near }, affordable })).toBe(expected);
    });

  check(1650, 70, "near");
  check(133, 70, "near");
  check(132, 70, "whole");
  check(3, 1, "whole");
  check(200, 200, "whole");
  check(200, 300, "whole");
  check(660, 70, "whole", 2000);
});
