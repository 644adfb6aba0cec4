import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../../src/core/bug.ts";
import {
  type Budget,
  type BudgetRequest,
  MARKER_RESERVE,
  neededContextSize,
  planBudget,
} from "../../../src/core/prompt/budget.ts";

const request = (prefill: number, decode: number, latencyTargetMs = 400, contextSize = 4096): BudgetRequest => ({
  rates: { prefill, decode },
  latencyTargetMs,
  contextSize,
  movable: false,
});

describe("budgets", () => {
  const check = (name: string, given: BudgetRequest, expected: Budget) =>
    test(name, () => {
      expect(planBudget(given)).toEqual(expected);
    });

  check("two slow cores", request(330, 113), {
    headerTokens: 0,
    prefixTokens: 1320,
    suffixTokens: 88,
    maxGenerated: 113,
    timeLimitMs: 1000,
    foldTokens: 16,
    askTokens: 82,
  });
  check("a patient user", request(330, 113, 2000), {
    headerTokens: 0,
    prefixTokens: 2442,
    suffixTokens: 616,
    maxGenerated: 256,
    timeLimitMs: 5000,
    foldTokens: 16,
    askTokens: 82,
  });
  check("a fast card", request(8000, 200, 400, 16_384), {
    headerTokens: 0,
    prefixTokens: 8192,
    suffixTokens: 1024,
    maxGenerated: 200,
    timeLimitMs: 1000,
    foldTokens: 400,
    askTokens: 512,
  });
  check(
    "two slow cores, keys may be moved",
    { ...request(330, 113), movable: true },
    {
      headerTokens: 0,
      prefixTokens: 1320,
      suffixTokens: 330,
      maxGenerated: 113,
      timeLimitMs: 1000,
      foldTokens: 16,
      askTokens: 82,
    },
  );
  check(
    "two slow cores, other files are read too",
    { ...request(330, 113), hasContext: true },
    {
      headerTokens: 682,
      prefixTokens: 1320,
      suffixTokens: 88,
      maxGenerated: 113,
      timeLimitMs: 1000,
      foldTokens: 16,
      askTokens: 82,
    },
  );
  check(
    "too slow for other files",
    { ...request(30, 10), hasContext: true },
    {
      headerTokens: 0,
      prefixTokens: 384,
      suffixTokens: 32,
      maxGenerated: 24,
      timeLimitMs: 1000,
      foldTokens: 8,
      askTokens: 32,
    },
  );
  check("next to no speed", request(1, 0.5), {
    headerTokens: 0,
    prefixTokens: 384,
    suffixTokens: 32,
    maxGenerated: 24,
    timeLimitMs: 1000,
    foldTokens: 8,
    askTokens: 32,
  });
  check("a tiny context", request(1000, 100, 400, 128), {
    headerTokens: 0,
    prefixTokens: 62,
    suffixTokens: 25,
    maxGenerated: 25,
    timeLimitMs: 1000,
    foldTokens: 50,
    askTokens: 250,
  });

  test.each([
    ["no prefill rate", request(0, 100)],
    ["a rate that is not a number", request(Number.NaN, 100)],
    ["no time", request(300, 100, 0)],
    ["no context", request(300, 100, 400, 64)],
  ])("refused: %s", (_, given) => {
    expect(() => planBudget(given)).toThrow(BugError);
  });
});

const anyRequest = fc
  .record({
    prefill: fc.double({ min: 0.1, max: 50_000, noNaN: true }),
    decode: fc.double({ min: 0.1, max: 5000, noNaN: true }),
    latencyTargetMs: fc.integer({ min: 50, max: 10_000 }),
    contextSize: fc.integer({ min: 128, max: 131_072 }),
    hasContext: fc.boolean(),
  })
  .map(({ prefill, decode, latencyTargetMs, contextSize, hasContext }) => ({
    ...request(prefill, decode, latencyTargetMs, contextSize),
    hasContext,
  }));

test("everything fits into the context, and is worth something", () => {
  fc.assert(
    fc.property(anyRequest, (given) => {
      const budget = planBudget(given);
      const { headerTokens, prefixTokens, suffixTokens, maxGenerated } = budget;
      const all = headerTokens + prefixTokens + suffixTokens + maxGenerated + MARKER_RESERVE;
      expect(all).toBeLessThanOrEqual(given.contextSize);
      for (const value of Object.values({ ...budget, headerTokens: headerTokens + 1 }))
        expect(Number.isInteger(value) && value > 0).toBe(true);
    }),
  );
});

test("a faster machine never gets less", () => {
  fc.assert(
    fc.property(
      anyRequest,
      fc.double({ min: 1, max: 100, noNaN: true }),
      fc.double({ min: 1, max: 100, noNaN: true }),
      (given, a, b) => {
        const slow = planBudget(given);
        const fast = planBudget({
          ...given,
          rates: { prefill: given.rates.prefill * a, decode: given.rates.decode * b },
        });
        // The room for other files' text is taken from the others' when there is time to read it.
        const least = { ...slow, prefixTokens: slow.prefixTokens - fast.headerTokens + slow.headerTokens };
        for (const key of Object.keys(slow) as (keyof Budget)[]) expect(fast[key]).toBeGreaterThanOrEqual(least[key]);
      },
    ),
  );
});

describe("the cache that a budget needs", () => {
  const check = (name: string, given: BudgetRequest, expected: number) =>
    test(name, () => {
      expect(neededContextSize(given)).toBe(expected);
    });
  const movable = (prefill: number, decode: number) => ({ ...request(prefill, decode), movable: true });

  check("two slow cores", movable(330, 113), 2560);
  check("a machine in a hurry", { ...movable(330, 113), latencyTargetMs: 100 }, 768);
  check("next to no speed", movable(1, 0.5), 768);
  check("more than there is", movable(2000, 200), 4096);
  check("other files are read too", { ...movable(330, 113), hasContext: true }, 3584);

  test("gives a document as much room as a larger one, and keeps a share for what is not wanted now", () => {
    const rate = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(rate, rate, fc.boolean(), fc.boolean(), (prefill, decode, movable, hasContext) => {
        const given = { ...request(prefill, decode, 400, 4096), movable, hasContext };
        const size = neededContextSize(given);
        const { headerTokens: _most, ...most } = planBudget(given);
        const { headerTokens, ...budget } = planBudget({ ...given, contextSize: size });
        expect(budget).toEqual(most);
        const used = headerTokens + budget.prefixTokens + budget.suffixTokens + budget.maxGenerated + MARKER_RESERVE;
        if (size < 4096) expect(used).toBeLessThanOrEqual(0.7 * size);
      }),
      { numRuns: 200 },
    );
  });
});
