/** What takes foreign texts takes time in proportion to them: ratios of a thread's own time, generously, and tried again. */

import { expect, test } from "vitest";
import { PUMPS } from "./hostilePumps.ts";
import { TRIALS } from "./hostileTrial.ts";

const SHORT = 2_500;
const LONG = 10_000;
/** A quarter of the text should take a quarter of the time; of what grows with the square a sixteenth. */
const MOST_GROWTH = 10;
/** Less is too little to be compared. */
const LEAST_MS = 60;
const TRIES = 3;

function timeOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

function best(work: () => unknown): number {
  return Math.min(timeOf(work), timeOf(work), timeOf(work));
}

/** Whether four times the text takes far more than four times the time, however often it is tried. */
function growsTooFast(trial: (text: string) => unknown, pump: string): boolean {
  const [short, long] = [SHORT, LONG].map((length) => pump.repeat(Math.ceil(length / pump.length)));
  const first = timeOf(() => trial(long!));
  if (first < LEAST_MS || first / timeOf(() => trial(short!)) <= MOST_GROWTH) return false;
  return Array.from({ length: TRIES }).every(() => {
    const many = best(() => trial(long!));
    return (
      many > LEAST_MS &&
      many /
        Math.max(
          best(() => trial(short!)),
          1,
        ) >
        MOST_GROWTH
    );
  });
}

test.each(Object.entries(TRIALS))(
  "%s",
  (_, trial) => {
    expect(PUMPS.filter((pump) => growsTooFast(trial, pump))).toEqual([]);
  },
  120_000,
);

test("what grows with the square is noticed", () => {
  let times = 1;
  const square = (text: string): number => {
    let steps = 0;
    for (let from = 0; from < times * text.length; from += 1)
      for (let at = from % text.length; at < text.length; at += 1) steps += text.charCodeAt(at);
    return steps;
  };
  // Long enough to be compared, however fast the machine is.
  while (best(() => square("a".repeat(LONG))) < 2 * LEAST_MS) times *= 2;
  // Another program may hide it once.
  expect(Array.from({ length: 5 }).some(() => growsTooFast(square, "a"))).toBe(true);
}, 120_000);
