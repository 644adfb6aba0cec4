/** How far a download is, in words, and how fast. */

import { describe, expect, it } from "vitest";
import { describeBytes, describeProgress, SpeedMeter } from "../../../src/core/models/fetchOutcome.ts";

describe("progress", () => {
  const check = (done: number, total: number, bytesPerSecond: number, expected: string) =>
    it(expected, () => {
      expect(describeProgress({ phase: "fetching", done, total, bytesPerSecond })).toBe(expected);
    });
  check(0, 0, 0, "0 MB");
  check(312e6, 986e6, 5.2e6, "312 of 986 MB, 5.2 MB/s, 2 min left");
  check(1e6, 2.5e9, 1e6, "0.00 of 2.50 GB, 1.0 MB/s, 42 min left");
  check(1e6, 90e9, 1e6, "0.00 of 90.00 GB, 1.0 MB/s, 25.0 h left");
  check(99e6, 100e6, 2e6, "99 of 100 MB, 2.0 MB/s, 1 s left");
  check(100e6, 100e6, 2e6, "100 of 100 MB, 2.0 MB/s");
});

describe("sizes", () => {
  const check = (bytes: number, expected: string) => it(expected, () => expect(describeBytes(bytes)).toBe(expected));
  check(10, "1 MB");
  check(243e6, "243 MB");
  check(1.65e9, "1.65 GB");
});

describe("speed", () => {
  const check = (name: string, samples: readonly (readonly [at: number, done: number])[], expected: number) =>
    it(name, () => {
      const meter = new SpeedMeter(8_000);
      expect(samples.map(([at, done]) => meter.note(at, done)).at(-1)).toBe(expected);
    });
  check("one moment", [[0, 0]], 0);
  check(
    "two",
    [
      [0, 0],
      [500, 1000],
    ],
    2000,
  );
  check(
    "what was there from the start is no speed",
    [
      [0, 5000],
      [1000, 6000],
    ],
    1000,
  );
  check(
    "only the last seconds count",
    [
      [0, 0],
      [1000, 9000],
      [9500, 9_800],
      [10_000, 9_900],
    ],
    100,
  );
  check(
    "fetched anew",
    [
      [0, 0],
      [1000, 9000],
      [2000, 100],
      [3000, 600],
    ],
    500,
  );
});
