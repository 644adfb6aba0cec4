/** What a text is worth: relations that hold whatever the weights are, and texts that are or are not worth a look. */

import { describe, expect, test } from "vitest";
import { expectedKeys, keysOfLine, LOOK_COSTS, weigh, weighBy } from "../../../src/core/worth/worth.ts";
import { WORTH_FEATURES } from "../../../src/core/worth/worthFeatures.ts";
import { WORTH_WEIGHTS } from "../../../src/core/worth/worthWeights.ts";
import { type SightOptions, sightAt } from "./sights.ts";

const LEVELS = ["eager", "balanced", "quiet"] as const;
const SURE: SightOptions = {};
const UNSURE: SightOptions = { logprobs: [-1, -1, -1, -1], written: { firstEntropy: 1.5, chosenEnd: -1 } };
const HOPELESS: SightOptions = { logprobs: [-3, -3, -3, -3], written: { firstEntropy: 3, chosenEnd: -2 } };
const PLACE = "const first = 1;\nconst second = ▮\n";

test("each feature has its weights", () => {
  expect(WORTH_WEIGHTS.line).toHaveLength(WORTH_FEATURES.length);
  expect(WORTH_WEIGHTS.next).toHaveLength(WORTH_FEATURES.length);
});

describe("what is known is weighed", () => {
  const only = (name: (typeof WORTH_FEATURES)[number], weight: number) =>
    WORTH_FEATURES.map((feature) => (feature === name ? weight : 0));
  const weights = { line: only("opens", 2), next: only("inWord", -1) };
  const check = (marked: string, text: string, line: number, next: number) =>
    test(`${JSON.stringify(marked)} ${JSON.stringify(text)}`, () => {
      const worth = weighBy(weights, sightAt(marked, text), LOOK_COSTS.balanced);
      expect(worth.line).toBeCloseTo(line, 3);
      expect(worth.next).toBeCloseTo(next, 3);
    });
  check("a = ▮\n", "b", 0.5, 0.5);
  check("if ▮\n", "(a) {", 0.881, 0.5);
  check("a = b▮\n", "c", 0.5, 0.269);
});

describe("the chances", () => {
  const chances = (options: SightOptions, text = "compute(first);") => weigh(sightAt(PLACE, text, options), "balanced");
  test("grow with what the model thinks of the text", () => {
    const [sure, unsure, hopeless] = [SURE, UNSURE, HOPELESS].map((options) => chances(options));
    expect(sure!.line).toBeGreaterThan(unsure!.line);
    expect(unsure!.line).toBeGreaterThan(hopeless!.line);
    expect(sure!.next).toBeGreaterThan(hopeless!.next);
  });
  test("of the whole is that of the first line times that of what is below", () => {
    const logprobs = [0, 0, 0, 0, 0, -1];
    const { line, whole } = chances({ logprobs }, "(first) {\n  say();\n}");
    expect(whole / line).toBeCloseTo(Math.exp(-1));
    const alone = chances(UNSURE);
    expect(alone.whole).toBe(alone.line);
  });
});

describe("keys that are saved", () => {
  const check = (text: string, replaced: number, keys: number) =>
    test(`${JSON.stringify(text)} in place of ${replaced}`, () => expect(keysOfLine({ text, replaced })).toBe(keys));
  check("compute();", 0, 9);
  check("\n    compute();", 0, 10);
  check("compute();\nmore();", 0, 9);
  check("b, c);", 1, 4);
  check("f", 0, 0);
});

describe("what can be expected", () => {
  const check = (chance: number, keys: number, look: number, read: number, expected: number) =>
    test(`${keys} keys at ${chance}`, () => expect(expectedKeys(chance, keys, { look, read })).toBeCloseTo(expected));
  check(1, 10, 5, 1, 10);
  check(0, 10, 5, 0.1, -6);
  check(0.5, 10, 2, 0.2, 3);
  // What saves nothing is no better for being short.
  check(0.5, -1, 2, 0.2, -1.5);
});

describe("worth a look", () => {
  const check = (what: string, text: string, options: SightOptions, expected: readonly boolean[]) =>
    test(`${what}: ${JSON.stringify(text)}`, () => {
      const sight = sightAt(PLACE, text, options);
      expect(LEVELS.map((level) => weigh(sight, level).isWorthALook)).toEqual(expected);
    });
  check("what is sure", "compute(first);", SURE, [true, true, true]);
  check("nothing that is hopeless", "compute(first);", HOPELESS, [false, false, false]);
  // Typed sooner than read.
  check("no single character", "f", SURE, [false, false, false]);

  test("to somebody quiet is also worth it to somebody eager", () => {
    for (const text of ["first", "first;", "compute(first);", "compute(first, first, first, first);"])
      for (let unsure = 0; unsure < 5; unsure += 0.1) {
        const sight = sightAt(PLACE, text, { logprobs: [-unsure] });
        const [eager, balanced, quiet] = LEVELS.map((level) => weigh(sight, level).value) as [number, number, number];
        expect(eager).toBeGreaterThan(balanced);
        expect(balanced).toBeGreaterThan(quiet);
      }
  });

  describe("the lines below", () => {
    const below = (logprob: number) => {
      const logprobs = [0, 0, 0, 0, 0, 0, 0, 0, logprob];
      return weigh(sightAt(PLACE, "compute(first);\nsay(second);\n", { logprobs }), "balanced").isRestWorthALook;
    };
    test("where they are likely", () => expect(below(0)).toBe(true));
    test("not where they are not", () => expect(below(-6)).toBe(false));
    test("where the first of them are, whatever comes last", () => {
      // Tokens of the three lines: 5, 6 and 6, a line break being a part of the next token.
      const logprobs = [...Array.from({ length: 16 }, () => 0), -8];
      const text = "compute(first);\nsay(first, first);\nend(first);";
      const { whole, isRestWorthALook } = weigh(sightAt(PLACE, text, { logprobs }), "balanced");
      expect(whole).toBeLessThan(0.01);
      expect(isRestWorthALook).toBe(true);
    });
    test("not where there are none", () =>
      expect(weigh(sightAt(PLACE, "compute(first);"), "balanced").isRestWorthALook).toBe(false));
  });
});
