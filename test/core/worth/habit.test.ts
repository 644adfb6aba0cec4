/** What is taken here moves what is shown: within bounds, and back. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  factorOf,
  type LanguageHabit,
  LEAST_FACTOR,
  MOST_FACTOR,
  NO_HABIT,
  readHabit,
  withJudged,
  withWeighed,
} from "../../../src/core/worth/habit.ts";
import { expectedKeys, LOOK_COSTS, weigh, weighHere } from "../../../src/core/worth/worth.ts";
import { Random } from "../../random.ts";
import { sightAt } from "./sights.ts";

interface Shift {
  readonly habit: LanguageHabit;
  readonly shown: number;
  readonly right: number;
}

/** Somebody at work: lines with their chances and keys, of which `taken` times as many are right as the chances say. */
function work(habit: LanguageHabit, taken: number, lines: number, random: () => number, learns = true): Shift {
  let [now, shown, right] = [habit, 0, 0];
  for (let line = 0; line < lines; line += 1) {
    const [chance, keys] = [random() ** 1.5, 1 + Math.floor(30 * random() ** 2)];
    const here = Math.min(0.99, chance * (learns ? factorOf(now) : 1));
    const isShown = expectedKeys(here, keys, LOOK_COSTS.balanced) > 0;
    now = withWeighed(now, "balanced", isShown);
    if (!isShown) continue;
    shown += 1;
    const isRight = random() < Math.min(1, taken * chance);
    if (isRight) right += 1;
    now = withJudged(now, "balanced", chance, isRight);
  }
  return { habit: now, shown, right };
}

const LINES = 4000;

function randomOf(seed: number): () => number {
  const random = new Random(String(seed));
  return () => random.next();
}

describe("somebody who takes less than was promised", () => {
  const seeds = fc.integer({ min: 1, max: 1e6 });
  test("gets fewer, and of these more are right; as promised again, it comes back", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.2, max: 0.7, noNaN: true }), (seed, taken) => {
        const as = randomOf(seed);
        const usual = work(NO_HABIT, 1, LINES, as);
        const [without, learnt] = [false, true].map((learns) => work(NO_HABIT, taken, LINES, randomOf(seed), learns));
        expect(learnt!.shown).toBeLessThan(0.97 * without!.shown);
        expect(learnt!.right / learnt!.shown).toBeGreaterThan(without!.right / without!.shown);
        expect(learnt!.shown).toBeGreaterThan(0.5 * without!.shown);
        const back = work(learnt!.habit, 1, LINES, randomOf(seed + 1));
        expect(factorOf(back.habit)).toBeGreaterThan(0.85);
        expect(back.shown).toBeGreaterThan(0.9 * usual.shown);
      }),
      { numRuns: 20 },
    );
  });

  test("as promised, nothing much changes, whatever chance brings", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [without, learnt] = [false, true].map((learns) => work(NO_HABIT, 1, LINES, randomOf(seed), learns));
        expect(Math.abs(learnt!.shown / without!.shown - 1)).toBeLessThan(0.1);
      }),
      { numRuns: 20 },
    );
  });
});

test("whatever happens, chances move within their bounds, and nothing that was counted gets lost", () => {
  const happening = fc.oneof(
    fc.record({ level: fc.constantFrom("eager", "balanced", "quiet"), isShown: fc.boolean() }),
    fc.record({
      level: fc.constantFrom("eager", "balanced", "quiet"),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
      isRight: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 400 }), (all) => {
      let habit = NO_HABIT;
      for (const one of all)
        habit =
          "isShown" in one
            ? withWeighed(habit, one.level as "eager", one.isShown)
            : withJudged(habit, one.level as "eager", one.chance, one.isRight);
      expect(factorOf(habit)).toBeGreaterThanOrEqual(LEAST_FACTOR);
      expect(factorOf(habit)).toBeLessThanOrEqual(MOST_FACTOR);
      const counted = Object.values(habit.levels);
      expect(counted.reduce((sum, { weighed }) => sum + weighed, 0)).toBe(all.filter((one) => "isShown" in one).length);
      expect(counted.reduce((sum, { judged }) => sum + judged, 0)).toBe(all.filter((one) => "chance" in one).length);
      const kept: unknown = JSON.parse(JSON.stringify(habit));
      const isWhole = counted.every(({ shown, weighed }) => shown <= weighed);
      expect(readHabit(kept)).toEqual(isWhole ? habit : undefined);
    }),
  );
});

test("where nothing is shown any more, what was learnt fades", () => {
  let habit = NO_HABIT;
  for (let look = 0; look < 200; look += 1) habit = withJudged(habit, "balanced", 0.5, false);
  expect(factorOf(habit)).toBe(LEAST_FACTOR);
  for (let look = 0; look < 6000; look += 1) habit = withWeighed(habit, "balanced", false);
  expect(factorOf(habit)).toBeGreaterThan(0.8);
});

test.each([
  null,
  7,
  "text",
  [],
  {},
  { levels: {}, recent: {} },
  { levels: NO_HABIT.levels },
  { ...NO_HABIT, recent: { right: -1, promised: 2 } },
  { ...NO_HABIT, recent: { right: Number.NaN, promised: 2 } },
  { ...NO_HABIT, levels: { ...NO_HABIT.levels, quiet: { ...NO_HABIT.levels.quiet, shown: 3 } } },
])("damaged notes are none: %j", (kept) => {
  expect(readHabit(kept)).toBeUndefined();
});

describe("what is decided", () => {
  const PLACE = "const first = 1;\nconst second = ▮\n";
  const at = (factor: number, languageId = "typescript") =>
    weighHere((asked) => (asked === languageId ? factor : 1))(sightAt(PLACE, "compute(first);"), "balanced");
  test("the chance that is told stays; the one that decides moves", () => {
    const plain = weigh(sightAt(PLACE, "compute(first);"), "balanced");
    expect(at(1)).toEqual(plain);
    for (const factor of [LEAST_FACTOR, 0.9, MOST_FACTOR]) {
      const moved = at(factor);
      expect(moved.line).toBe(plain.line);
      expect(moved.here).toBeCloseTo(Math.min(0.99, plain.line * factor), 10);
      expect(Math.sign(moved.value - plain.value)).toBe(Math.sign(moved.here - plain.line));
    }
  });
  test("of another language nothing is taken over", () => {
    expect(at(LEAST_FACTOR, "python")).toEqual(at(1));
  });
});
