import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentile } from "../../src/core/percentile.ts";
import { editSimilarity, type Judged, judge, pairedBootstrap } from "./metrics.ts";

describe("percentile", () => {
  const check = (values: number[], p: number, expected: number | undefined) =>
    it(`${p} of ${values}`, () => expect(percentile(values, p)).toBe(expected));

  check([], 0.5, undefined);
  check([7], 0.95, 7);
  check([10, 9, 2, 1], 0.5, 2);
  check([5, 1, 4, 2, 3], 0.5, 3);
  check([...Array(100).keys()], 0.95, 94);
});

describe("editSimilarity", () => {
  const check = (left: string, right: string, expected: number) =>
    it(`${left} ~ ${right}`, () => expect(editSimilarity(left, right)).toBeCloseTo(expected, 10));

  check("", "", 1);
  check("abc", "", 0);
  check("kitten", "sitting", 1 - 3 / 7);
  check("return x", "return y", 7 / 8);
});

it("editSimilarity is symmetric, 1 only for equals, and changes by one character at most with each", () => {
  const text = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
  fc.assert(
    fc.property(text, text, fc.nat(8), (left, right, at) => {
      expect(editSimilarity(left, right)).toBe(editSimilarity(right, left));
      expect(editSimilarity(left, right) === 1).toBe(left === right);
      const longer = `${left.slice(0, at)}x${left.slice(at)}`;
      expect(editSimilarity(left, longer)).toBeCloseTo(1 - 1 / longer.length, 10);
    }),
  );
});

describe("pairedBootstrap", () => {
  it("is sure of equals", () => {
    expect(pairedBootstrap([2, 2, 2], { seed: 1 })).toEqual({ mean: 2, low: 2, high: 2 });
    expect(pairedBootstrap([2], { seed: 1 })).toBeUndefined();
  });

  it("has the width of the normal approximation where that holds", () => {
    const differences = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 1 : -1));
    const interval = pairedBootstrap(differences, { seed: 7 })!;
    expect(interval.mean).toBe(0);
    // Standard deviation 1, 400 cases: 1.96 / 20.
    expect(interval.high).toBeCloseTo(0.098, 1.5);
    expect(interval.low).toBeCloseTo(-0.098, 1.5);
  });
});

describe("judge", () => {
  const check = (name: string, requests: Judged[], expected: object | undefined) =>
    it(name, () => expect(judge(requests)).toEqual(expected));

  check("nothing", [], undefined);
  check("none shown", [{ text: "", shown: false, truth: "x" }], {
    requests: 1,
    exactMatch: 0,
    editSimilarity: 0,
    shareShown: 0,
    precision: undefined,
  });
  check(
    "hidden counts as wrong",
    [
      { text: "ab;\nmore", shown: true, truth: "ab;" },
      { text: "abcd", shown: true, truth: "abxx" },
      { text: "", shown: false, truth: "ab" },
      { text: "", shown: false, truth: "ab" },
    ],
    { requests: 4, exactMatch: 0.25, editSimilarity: 1.5 / 4, shareShown: 0.5, precision: 0.5 },
  );
});
