/** A server that failed is left alone: longer each time, never all at once, never shorter than it says. */

import { describe, expect, it } from "vitest";
import { afterFailure, isLeftAlone, NO_STANDOFF, type Standoff } from "../../../src/core/remote/backOff.ts";

const PASSING = { isPassing: true, retryAfterMs: undefined };

/** How long it is left alone after so many failures in a row. */
function waits(
  failures: number,
  failure: { isPassing: boolean; retryAfterMs: number | undefined },
  chance: number,
): number[] {
  const found: number[] = [];
  let standoff: Standoff = NO_STANDOFF;
  for (let count = 0; count < failures; count += 1) {
    standoff = afterFailure(standoff, failure, { now: 0, chance });
    found.push(standoff.until);
  }
  return found;
}

describe("waiting", () => {
  const check = (what: string, found: number[], expected: number[]) => it(what, () => expect(found).toEqual(expected));

  check(
    "twice as long each time, up to a minute",
    waits(8, PASSING, 1),
    [1, 2, 4, 8, 16, 32, 60, 60].map((s) => s * 1000),
  );
  check("half of it at least", waits(3, PASSING, 0), [500, 1000, 2000]);
  check("in between", waits(1, PASSING, 0.5), [750]);
  check("as long as it says", waits(1, { isPassing: true, retryAfterMs: 20_000 }, 0), [20_000]);
  check("a little behind it", waits(1, { isPassing: true, retryAfterMs: 20_000 }, 1), [21_000]);
  check("what it says is too short", waits(1, { isPassing: true, retryAfterMs: 10 }, 1), [1000]);
  check("no longer than a quarter of an hour", waits(1, { isPassing: true, retryAfterMs: 1e9 }, 0), [900_000]);
  check("what somebody must mend", waits(2, { isPassing: false, retryAfterMs: undefined }, 1), [300_000, 300_000]);
});

it("it is left alone until the moment", () => {
  expect(isLeftAlone(NO_STANDOFF, 0)).toBe(false);
  expect(isLeftAlone({ failures: 1, until: 10 }, 9)).toBe(true);
  expect(isLeftAlone({ failures: 1, until: 10 }, 10)).toBe(false);
});
