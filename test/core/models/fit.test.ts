/** What fits a machine, how fast it will be, and in which order it is offered. */

import { describe, expect, it } from "vitest";
import { compareFits, describeFit, estimateBytes, fitOf } from "../../../src/core/models/fit.ts";

const GB = 1e9;
const MEASURED = { bytes: 0.25 * GB, decode: 80 };

describe("one model", () => {
  const check = (
    gigabytes: number,
    free: number,
    measured: typeof MEASURED | undefined,
    expected: string,
    activeShare = 1,
  ) =>
    it(expected, () => {
      const size = { bytes: gigabytes * GB, activeShare };
      expect(describeFit(fitOf(size, { freeMemory: free * GB, measured }))).toBe(expected);
    });
  check(0.25, 8, MEASURED, "fits, about 80 tokens/s");
  check(1, 8, MEASURED, "fits, about 20 tokens/s");
  check(4, 8, MEASURED, "fits, but is slow, about 5.0 tokens/s");
  check(4, 8, MEASURED, "fits, about 50 tokens/s", 0.1);
  check(1, 8, undefined, "fits");
  check(7.6, 8, MEASURED, "will swap: needs 8.66 GB of free memory");
});

it("what fits comes first, the largest before all", () => {
  const sizes = [0.5, 9, 1, 4, 30, 3].map((size) => size * GB);
  const machine = { freeMemory: 8 * GB, measured: MEASURED };
  const models = sizes.map((bytes) => ({ bytes, fit: fitOf({ bytes, activeShare: 1 }, machine) }));
  expect(models.sort(compareFits).map(({ bytes }) => bytes / GB)).toEqual([1, 0.5, 3, 4, 9, 30]);
});

describe("size by parameters", () => {
  const check = (billions: number, quantization: string, expected: number) =>
    it(`${billions} ${quantization}`, () =>
      expect(estimateBytes(billions, quantization) / GB).toBeCloseTo(expected, 1));
  check(1.54, "Q8_0", 1.6);
  check(30.5, "UD-Q4_K_M", 18.6);
  check(1, "unknown", 0.6);
});
