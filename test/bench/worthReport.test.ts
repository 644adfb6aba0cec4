import { describe, expect, test } from "vitest";
import { halfOf } from "./worthFit.ts";
import { calibrationOf, curveOf } from "./worthReport.ts";
import type { Weighed } from "./worthTruth.ts";

/** Requests as "right or wrong, keys, score". */
function requests(...some: readonly (readonly [right: boolean, keys: number, score: number])[]) {
  return some.map(
    ([line, keys, score]) => ({ truth: { line, keys }, score }) as unknown as Weighed & { score: number },
  );
}

const scoreOf = (request: Weighed) => (request as Weighed & { readonly score: number }).score;

describe("precision against keys saved", () => {
  test("is 1 all the way where all right ones come first", () => {
    const { area, at } = curveOf(requests([true, 8, 3], [true, 2, 2], [false, 5, 1]), scoreOf);
    expect(area).toBe(1);
    expect(at.map(({ shown }) => shown)).toEqual([1, 1, 1, 2, 2, 2]);
  });
  test("counts keys, not lines", () => {
    const { area } = curveOf(requests([true, 9, 3], [false, 5, 2], [true, 1, 1]), scoreOf);
    expect(area).toBeCloseTo(0.9 + (0.1 * 2) / 3);
  });
  test("is low where wrong ones come first", () => {
    const { area, at } = curveOf(requests([false, 5, 3], [false, 5, 2], [true, 5, 1]), scoreOf);
    expect(area).toBeCloseTo(1 / 3);
    expect(at[0]).toEqual({ share: 0.6, shown: 3, precision: 1 / 3 });
  });
});

describe("calibration", () => {
  const pairs = (chance: number, right: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ chance, isRight: index < right }));
  test("is perfect where as many are right as was said", () =>
    expect(calibrationOf([...pairs(0.25, 5, 20), ...pairs(0.85, 17, 20)]).error).toBeCloseTo(0));
  test("is the mean distance", () =>
    expect(calibrationOf([...pairs(0.25, 10, 20), ...pairs(0.85, 17, 20)]).error).toBeCloseTo(0.125));
  test("has bins of a tenth", () =>
    expect(calibrationOf([...pairs(0.25, 5, 20), ...pairs(1, 1, 1)]).bins.map(({ count }) => count)).toEqual([
      0, 0, 20, 0, 0, 0, 0, 0, 0, 1,
    ]));
});

test("a repository is in one half only", () => {
  const ids = ["fmtlib/fmt@1:a", "fmtlib/fmt@2:b", "gin-gonic/gin@1:a", "some/other@1:a"];
  expect(ids.map((id) => halfOf({ id }))).toEqual(["first", "first", "second", "second"]);
});
