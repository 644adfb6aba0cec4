import { expect, test } from "vitest";
import { type DraftedText, fitChances, simulate } from "./draftSteps.ts";

const COSTS = [
  { tokens: 1, ms: 10 },
  { tokens: 4, ms: 16 },
];
const guess = (token: number, shared = 40, share = 1) => ({ token, shared, share });
const text = (steps: DraftedText["steps"]): DraftedText => ({ id: "a", kind: "code", lines: 2, steps });

test("guesses that stand save their evaluations, wrong ones cost theirs", () => {
  const steps = [
    { token: 1, guesses: [guess(2), guess(3), guess(9)] },
    { token: 2, guesses: [] },
    { token: 3, guesses: [] },
    { token: 4, guesses: [] },
  ];
  expect(simulate(text(steps), COSTS, 1)).toEqual({
    ...{ alone: 4, evaluations: 2, aloneMs: 44 },
    ...{ ms: 16 + 10 + 4, guessed: 3, stood: 2 },
  });
});

test("a chance is how often a guess of its class was right behind right ones", () => {
  const steps = Array.from({ length: 200 }, (_, index) => ({
    token: index,
    // The second one is always wrong, and what follows it says nothing.
    guesses: [guess(index + 1), guess(-1, 2, 0.1), guess(index + 3, 2, 0.1)],
  }));
  const table = fitChances([text(steps)]);
  expect(table.at(-1)!.at(-1)).toBeGreaterThan(0.95);
  expect(table[0]![0]).toBeLessThan(0.02);
});
