import { expect, test } from "vitest";
import { neighboursOf } from "../../src/core/writing/repositoryShare.ts";
import { fitConstant, fitTable } from "./alongFit.ts";

/** `count` tokens of a cell that the model and the repository think so probable. */
function tokens(count: number, cell: number | undefined, model: number, share: number) {
  return Array.from({ length: count }, () => ({ cell, logprob: Math.log(model), share }));
}

test("a share is found that explains what was written best", () => {
  const events = [...tokens(700, 3, 0.001, 1), ...tokens(300, 3, 0.9, 0), ...tokens(500, undefined, 0.5, 0)];
  expect(fitConstant(events)).toBeCloseTo(0.7, 2);
});

test("a cell follows its own tokens where there are many, and its neighbours where there are none", () => {
  const near = neighboursOf(40);
  const table = fitTable([...tokens(400, 40, 0.5, 0), ...tokens(400, 0, 0.01, 1)]);
  expect(table[40]).toBeLessThan(0.02);
  expect(table[0]).toBeGreaterThan(0.9);
  for (const cell of near) expect(table[cell]).toBeLessThan(table[0]!);
  expect(table.every((share) => share >= 0 && share < 1)).toBe(true);
});
