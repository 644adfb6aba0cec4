import { describe, expect, test } from "vitest";
import type { BatchCost } from "../../../src/core/cache/engine.ts";
import { chooseDraftLength, costMs, GuessLedger } from "../../../src/core/writing/draftLength.ts";

const toCosts = (ms: Readonly<Record<number, number>>): readonly BatchCost[] =>
  Object.entries(ms).map(([tokens, one]) => ({ tokens: Number(tokens), ms: one }));
/** Two cores, the embedded model. */
const LAPTOP = toCosts({ 1: 11, 2: 19, 4: 44, 8: 50, 16: 75, 32: 150 });
/** A graphics card: several tokens cost hardly more than one. */
const CARD = toCosts({ 1: 10, 2: 10.5, 4: 11, 8: 12, 16: 14 });

describe("how many guesses are evaluated", () => {
  const check = (name: string, costs: readonly BatchCost[], chances: readonly number[], expected: number) =>
    test(name, () => expect(chooseDraftLength(chances, costs)).toBe(expected));
  const same = (chance: number, count: number) => Array.from({ length: count }, () => chance);

  check("none where nothing is guessed", LAPTOP, [], 0);
  check("none where no costs are known", [], same(1, 8), 0);
  check("none where only one token was measured", toCosts({ 1: 11 }), same(1, 8), 0);
  check("a single sure one hardly pays on a processor", LAPTOP, [0.99], 0);
  check("three never do there", LAPTOP, same(0.99, 3), 0);
  check("a long sure stretch as far as it is cheap", LAPTOP, same(0.99, 31), 15);
  check("seven sure ones", LAPTOP, same(0.99, 7), 7);
  check("seven that are hardly doubtful", LAPTOP, same(0.9, 7), 0);
  check("none of a long stretch of doubtful ones", LAPTOP, same(0.7, 31), 0);
  check("on a card also doubtful ones", CARD, same(0.5, 15), 4);
  check("up to where the doubt begins", CARD, [...same(0.99, 4), 0.02, 0.99], 4);
  check("no more than a key may wait for", toCosts({ 1: 20, 16: 160 }), same(0.99, 15), 8);
  check("or twice as long as for one token", toCosts({ 1: 60, 16: 300 }), same(0.99, 15), 3);
});

describe("what guesses were worth", () => {
  /** "7+5": seven tokens were guessed, five of them stood. */
  const check = (name: string, evaluations: string, expected: boolean) =>
    test(name, () => {
      const ledger = new GuessLedger();
      for (const one of evaluations.split(" ").filter(Boolean)) {
        const [guessed = 0, stood = 0] = one.split("+").map(Number);
        ledger.evaluated(guessed, LAPTOP);
        for (let count = 0; count < stood; count += 1) ledger.stood(LAPTOP);
      }
      expect(ledger.mayTry).toBe(expected);
    });
  check("they are tried at first", "", true);
  check("not again when they were wrong", "7+0", false);
  check("nor when too few stood", "15+4", false);
  check("again while they save something", "7+7 7+0", true);
  check("again when as much was written as makes up for it", `7+0 ${"0+0 ".repeat(200)}`, true);
  check("and not before that", `7+0 ${"0+0 ".repeat(100)}`, false);
});

describe("what several tokens cost", () => {
  const check = (tokens: number, expected: number) =>
    test(`${tokens}`, () => expect(costMs(LAPTOP, tokens)).toBeCloseTo(expected, 6));
  check(1, 11);
  check(3, 31.5);
  check(8, 50);
  check(12, 62.5);
  check(40, 150);
});
