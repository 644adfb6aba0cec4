import { describe, expect, test } from "vitest";
import { Constraint, hasNoGoodAlternative, type Standing } from "../../../src/core/writing/constraint.ts";

/** Tokens with these standings; at the next step so many were refused, each with this probability. */
function constraintOf(standings: readonly Standing[], refused = 0, probability = 0.01): Constraint {
  const constraint = new Constraint();
  const begin = () => constraint.begin([{ token: 1, logprob: Math.log(0.9) }]);
  for (const standing of standings) {
    begin();
    constraint.accept(standing);
  }
  begin();
  for (let token = 0; token < refused; token += 1) constraint.refuse({ token, logprob: Math.log(probability) });
  return constraint;
}

describe("the token to replace when the next one is dead", () => {
  const check = (standings: readonly Standing[], refused: number, expected: number) =>
    test(`${standings.join(" ")}, ${refused} refused`, () => {
      expect(constraintOf(standings, refused).culpritOf(standings.length)).toBe(expected);
    });

  check(["viable"], 1, 1);
  check(["viable", "unproved"], 0, 1);
  check(["unproved", "viable"], 3, 2);
  check(["viable", "unproved", "plain", "unproved"], 1, 1);
  check(["viable", "plain"], 2, 2);
  check(["viable", "plain", "plain"], 3, 1);
  check(["unknown"], 3, 0);
  check([], 8, 0);
});

test("it goes back twice at most", () => {
  const constraint = constraintOf(["viable", "unproved"], 3);
  constraint.rollbacks = 2;
  expect(constraint.culpritOf(2)).toBe(2);
});

describe("finished", () => {
  const check = (name: string, constraint: Constraint, mass: number, expected: boolean) =>
    test(name, () => {
      expect(constraint.acceptedMass).toBeCloseTo(mass);
      expect(constraint.isFinished).toBe(expected);
    });
  check("nothing refused", constraintOf(["viable"]), 1, false);
  check("seven refused", constraintOf([], 7), 0.93, false);
  check("eight refused", constraintOf([], 8), 0.92, true);
  check("half of it refused", constraintOf(["viable"], 1, 0.5), 0.5, false);
  check("nearly all of it refused", constraintOf(["viable"], 2, 0.498), 0.004, true);
});

test("a rollback forgets what came later, but not what was refused there", () => {
  const constraint = constraintOf(["viable", "viable", "viable"], 1, 0.5);
  constraint.rollback(1);
  constraint.refuse({ token: 7, logprob: Math.log(0.2) });
  expect(constraint.judged.map(({ standing }) => standing)).toEqual(["viable"]);
  expect(constraint.acceptedMass).toBeCloseTo(0.8);
  constraint.accept("viable");
  constraint.begin([{ token: 1, logprob: -1 }]);
  constraint.rollback(1);
  expect(constraint.step?.refused.has(7)).toBe(true);
});

test("what is known to stand", () => {
  const constraint = constraintOf(["plain", "viable", "unknown"]);
  expect([0, 1, 2].map((index) => constraint.isKnownToStand(index))).toEqual([true, true, false]);
  expect(constraint.unknownBefore(3)).toEqual([2]);
});

test.each([
  [0.5, false],
  [0.94, false],
  [0.96, true],
])("a token of probability %d has no good alternative: %s", (probability, expected) => {
  expect(hasNoGoodAlternative({ token: 1, logprob: Math.log(probability) })).toBe(expected);
});
