/** When a suggestion is shown: by cases, and by people who type in all ways. */

import { describe, expect, test } from "vitest";
import { type Offer, type Plan, planShowing, timeToShow } from "../../../src/core/worth/calm.ts";
import { chanceOfKey, NO_RHYTHM, pauseOf, type Rhythm, withKey } from "../../../src/core/worth/rhythm.ts";
import { Random } from "../../random.ts";

/** As `seed.ts` has it. */
const SEED = Number(process.env.TURNKEY_SEED ?? 1);

const rhythmOf = (...intervals: readonly number[]): Rhythm => intervals.reduce(withKey, NO_RHYTHM);
/** Keys every 100 ms. */
const EVEN = rhythmOf(...Array.from({ length: 20 }, () => 100));

describe("a pause", () => {
  const check = (name: string, intervals: readonly number[], expected: number) =>
    test(name, () => expect(pauseOf(rhythmOf(...intervals))).toBe(expected));
  const times = (count: number, ms: number) => Array.from({ length: count }, () => ms);
  check("of somebody unknown", [], 150);
  check("after four keys still", times(4, 100), 150);
  check("is what most keys are apart", [...times(9, 100), ...times(3, 130)], 100);
  check("is not shorter than 60 ms", times(10, 20), 60);
  check("is not longer than 250 ms", times(10, 600), 250);
  check("is not made longer by thought", [...times(10, 100), 1000, 5000, 60_000], 100);
  check("follows the last fifty keys", [...times(60, 40), ...times(50, 120)], 120);
});

describe("the next key", () => {
  const check = (name: string, since: number, expected: (chance: number) => boolean) =>
    test(name, () => expect(chanceOfKey(EVEN, since, 300)).toSatisfy(expected));
  check("comes soon while somebody types", 0, (chance) => chance > 0.9);
  check("does not where they never waited so long", 150, (chance) => chance < 0.2);
});

describe("what is shown", () => {
  const NOTHING = { standing: undefined, line: undefined, canGrow: true };
  /** 60 ms after the last key of one who types evenly, where a pause is 100 ms. */
  const check = (name: string, offer: Partial<Offer> & Pick<Offer, "whole">, show: Plan["show"], after: number) =>
    test(name, () => {
      const moment = { now: 1060, lastKeyAt: 1000, rhythm: EVEN };
      const plan = planShowing({ ...NOTHING, ...offer }, moment);
      expect({ show: plan.show, after: plan.at - moment.lastKeyAt }).toEqual({ show, after });
    });
  const sized = (text: string, chance: number, typed = 0) => ({ text, chance, next: chance, typed });
  const BLOCK = "one();\ntwo();";

  check("a line at the pause", { whole: sized("a();", 0.5) }, "whole", 100);
  check("a sure line at once", { whole: sized("a();", 0.9) }, "whole", 60);
  check("a line that is typed along at once", { whole: sized("a();", 0.5, 2) }, "whole", 60);
  check("not behind one character of it", { whole: sized("a();", 0.5, 1) }, "whole", 100);
  check("a block that is typed along later all the same", { whole: sized(BLOCK, 0.5, 3) }, "whole", 200);
  check("a block later", { whole: sized(BLOCK, 0.5) }, "whole", 200);
  check("a sure block later too", { whole: sized(BLOCK, 0.9) }, "whole", 200);
  check("its first line sooner", { whole: sized(BLOCK, 0.5), line: "one();" }, "line", 100);
  check(
    "what stands, though another is as likely",
    {
      whole: sized("b();", 0.5),
      standing: sized("a();", 0.5),
    },
    "standing",
    60,
  );
  check(
    "another that is more likely, at the pause",
    { whole: sized("b();", 0.6), standing: sized("a();", 0.5) },
    "whole",
    100,
  );
  check("at once, if it is sure", { whole: sized("b();", 0.9), standing: sized("a();", 0.5) }, "whole", 60);
  check("what stands, where it is all", { whole: sized("a();", 0.5), standing: sized("a();", 0.5) }, "standing", 60);
  check("what stands, until it can grow", { whole: sized(BLOCK, 0.5), standing: sized("one();", 0.5) }, "standing", 60);
  check(
    "more at the pause where it cannot grow without a key",
    {
      whole: sized(BLOCK, 0.5),
      standing: sized("one();", 0.5),
      canGrow: false,
    },
    "whole",
    200,
  );
  check(
    "what stands, not a beginning of it",
    { whole: sized("one();", 0.9), standing: sized(BLOCK, 0.5) },
    "standing",
    60,
  );

  test("at once where nobody has typed", () => {
    const moment = { now: 7, lastKeyAt: Number.NEGATIVE_INFINITY, rhythm: NO_RHYTHM };
    expect(timeToShow({ text: BLOCK, next: 0, typed: 0 }, moment)).toBe(7);
  });
});

interface Person {
  readonly median: number;
  readonly spread: number;
  /** Share of keys behind which they think. */
  readonly thinks: number;
}

/** The next key of a person, in ms. */
function nextKey({ median, spread, thinks }: Person, random: Random): number {
  if (random.chance(thinks)) return 300 - 800 * Math.log(1 - random.next());
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return median * Math.exp(spread * normal);
}

function randomPerson(random: Random): Person {
  return { median: 60 + 240 * random.next(), spread: 0.1 + 0.7 * random.next(), thinks: 0.2 * random.next() };
}

describe(`people who type in all ways (seed ${SEED})`, () => {
  const PEOPLE = 40;
  const KEYS = 600;

  test("nothing comes before the pause but a sure line, nothing later than who has stopped", () => {
    const random = new Random(`pause ${SEED}`);
    for (let count = 0; count < PEOPLE; count += 1) {
      const person = randomPerson(random);
      let rhythm = NO_RHYTHM;
      for (let key = 0; key < KEYS; key += 1) {
        rhythm = withKey(rhythm, nextKey(person, random));
        const offered = { text: random.chance(0.5) ? "a" : "a\nb", next: random.next(), typed: random.below(6) };
        const now = 800 * random.next();
        const at = timeToShow(offered, { now, lastKeyAt: 0, rhythm });
        const isBlock = offered.text.includes("\n");
        const pause = pauseOf(rhythm) * (isBlock ? 2 : 1);
        const said = JSON.stringify({ offered, now, at, rhythm });
        expect(at, said).toBeGreaterThanOrEqual(now);
        expect(at, said).toBeLessThanOrEqual(Math.max(now, isBlock ? 800 : 500));
        if (isBlock || (offered.next < 0.8 && offered.typed < 2))
          expect(at, said).toBeGreaterThanOrEqual(Math.min(pause, 500));
        else expect(at, said).toBe(now);
      }
    }
  });

  test("what is shown is gone within 300 ms far less often than what is shown at once, and pauses are not missed", () => {
    const random = new Random(`flash ${SEED}`);
    const sums = { calm: { shown: 0, gone: 0 }, once: { shown: 0, gone: 0 }, pauses: 0, used: 0 };
    for (let count = 0; count < PEOPLE; count += 1) {
      const person = randomPerson(random);
      let rhythm = NO_RHYTHM;
      for (let key = 0; key < KEYS; key += 1) {
        const gap = nextKey(person, random);
        const chance = random.next();
        const isWrong = !random.chance(chance);
        // Known so long after the key; a wrong one goes with the next key.
        const at = {
          once: 50,
          calm: timeToShow({ text: "a", next: chance, typed: 0 }, { now: 50, lastKeyAt: 0, rhythm }),
        };
        for (const way of ["once", "calm"] as const) {
          if (at[way] >= gap) continue;
          sums[way].shown += 1;
          if (isWrong && gap - at[way] < 300) sums[way].gone += 1;
        }
        if (gap > 800) sums.pauses += 1;
        if (gap > 800 && at.calm < 800) sums.used += 1;
        rhythm = withKey(rhythm, gap);
      }
    }
    const [calm, once] = [sums.calm, sums.once].map(({ shown, gone }) => gone / shown) as [number, number];
    expect(calm, JSON.stringify(sums)).toBeLessThan(once / 1.5);
    expect(sums.used).toBe(sums.pauses);
  });

  test("what stands goes only for what goes on with it or is more likely", () => {
    const random = new Random(`standing ${SEED}`);
    const texts = ["a", "a b", "a b\nc", "b", "b\nc", "c"];
    for (let count = 0; count < 5000; count += 1) {
      const pick = () => ({
        text: random.pick(texts),
        chance: random.next(),
        next: random.next(),
        typed: random.below(6),
      });
      const [standing, whole] = [pick(), pick()];
      const line = random.chance(0.5) ? whole.text.split("\n")[0]! : undefined;
      const rhythm = rhythmOf(...Array.from({ length: 20 }, () => 400 * random.next()));
      const offer = { standing, whole, line, canGrow: random.chance(0.5) };
      const moment = { now: 900 * random.next(), lastKeyAt: 0, rhythm };
      const { show, at } = planShowing(offer, moment);
      const said = JSON.stringify({ offer, moment, show, at });
      const goesOn = whole.text.startsWith(standing.text);
      if (show === "standing") expect(at, said).toBe(moment.now);
      else expect(goesOn || whole.chance > standing.chance, said).toBe(true);
      if (goesOn) expect(show, said).not.toBe("line");
    }
  });
});
