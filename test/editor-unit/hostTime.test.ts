import { expect, test } from "vitest";
import { HostTime, type HostTimeSummary } from "../../src/editor/hostTime.ts";

/** Each keystroke is a list of pieces of work, in milliseconds; `[2, [1]]` has one of 1 ms inside the second of 2 + 1. */
type Work = number | readonly number[];

function check(what: string, keystrokes: readonly (readonly Work[])[], expected: Partial<HostTimeSummary>): void {
  test(what, () => {
    let now = 0;
    const time = new HostTime(() => now);
    for (const works of keystrokes) {
      time.beginKeystroke();
      for (const work of works)
        time.measure(() => {
          if (typeof work === "number") now += work;
          else
            for (const inner of work)
              time.measure(() => {
                now += inner;
              });
        });
      now += 1_000;
    }
    expect(time.summary()).toMatchObject(expected);
  });
}

check("nothing happened", [], { keystrokes: 0, sumMs: 0, maxMs: 0, p95Ms: 0 });
check("pieces of one keystroke are summed", [[0.25, 0.5]], { keystrokes: 1, sumMs: 0.75, maxMs: 0.75, p95Ms: 0.75 });
check("work inside work counts once", [[[1, 2]]], { sumMs: 3 });
check("each keystroke for itself", [[1], [4], [2]], { keystrokes: 3, sumMs: 7, maxMs: 4, p50Ms: 2, p95Ms: 4 });
check(
  "one in twenty is above the 95th percentile",
  Array.from({ length: 20 }, (_, index) => [index === 7 ? 9 : 1]),
  { maxMs: 9, p95Ms: 1 },
);
check("no end of typing", Array(5_000).fill([1]), { keystrokes: 5_000, sumMs: 5_000, p95Ms: 1 });

test("of the latest keystrokes only", () => {
  let now = 0;
  const time = new HostTime(() => now);
  for (const work of [9, 9, 1, 2, 3]) {
    time.beginKeystroke();
    time.measure(() => {
      now += work;
    });
  }
  expect(time.summary(3)).toMatchObject({ keystrokes: 5, maxMs: 9, p50Ms: 2, p95Ms: 3 });
});

test("work that fails is counted too, and fails", () => {
  let now = 0;
  const time = new HostTime(() => now);
  time.beginKeystroke();
  const fail = (): never => {
    now += 3;
    throw new Error("on purpose");
  };
  expect(() => time.measure(fail)).toThrow("on purpose");
  expect(time.summary().sumMs).toBe(3);
});

test("another clock counts from the next keystroke on", () => {
  let now = 0;
  const time = new HostTime(() => now);
  const work = (): void => {
    now += 2;
  };
  time.beginKeystroke();
  time.measure(work);
  time.useClock(() => now * 10);
  time.measure(work);
  time.beginKeystroke();
  time.measure(work);
  expect(time.summary()).toMatchObject({ keystrokes: 2, sumMs: 22, maxMs: 20 });
});
