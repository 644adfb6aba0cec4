import { describe, expect, test } from "vitest";
import { chanceOf, fitLogistic, type Labelled } from "./logistic.ts";

/** `right` of `count` are true at each value of the one feature beside the constant. */
function examples(at: Readonly<Record<number, readonly [right: number, count: number]>>): readonly Labelled[] {
  return Object.entries(at).flatMap(([value, [right, count]]) =>
    Array.from({ length: count }, (_, index) => ({ features: [1, Number(value)], isTrue: index < right, weight: 1 })),
  );
}

describe("a logistic model says", () => {
  const check = (
    what: string,
    some: readonly Labelled[],
    pull: number,
    chances: readonly (readonly [number, number])[],
  ) =>
    test(what, () => {
      const weights = fitLogistic(some, pull);
      for (const [value, chance] of chances) expect(chanceOf([1, value], weights)).toBeCloseTo(chance, 2);
    });
  const some = examples({ 0: [20, 100], 1: [80, 100] });
  check("the shares that were true", some, 0, [
    [0, 0.2],
    [1, 0.8],
  ]);
  check("the share of all where it is pulled hard", some, 1e6, [
    [0, 0.5],
    [1, 0.5],
  ]);
  check("what lies between where it is pulled a little", some, 10, [
    [0, 0.34],
    [1, 0.66],
  ]);
  check("the share of all where nothing else is known", examples({ 0: [10, 100] }), 1, [[0, 0.1]]);
});

test("examples count by their weight", () => {
  const twice = examples({ 0: [1, 4], 1: [3, 4] });
  const weighted = twice.map((example) => ({ ...example, weight: 2 }));
  expect(fitLogistic(weighted, 2)).toEqual(fitLogistic([...twice, ...twice], 2));
});
