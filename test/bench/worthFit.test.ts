import { describe, expect, test } from "vitest";
import { chanceOf } from "../../src/core/worth/worth.ts";
import { WORTH_FEATURES, worthFeaturesOf } from "../../src/core/worth/worthFeatures.ts";
import { sightAt } from "../core/worth/sights.ts";
import { Random } from "../random.ts";
import { fitWorth } from "./worthFit.ts";
import type { Weighed } from "./worthTruth.ts";

/** Texts of two repositories: those that the model is sure of are right nine times in ten, others one time in ten. */
function requests(count: number, repositories: readonly string[]): readonly Weighed[] {
  const random = new Random("fit");
  return Array.from({ length: count }, (_, index) => {
    const isSure = random.chance(0.5);
    const sight = sightAt("const first = ▮\n", "compute(first);", isSure ? {} : { logprobs: [-2, -1] });
    const line = random.chance(isSure ? 0.9 : 0.1);
    const repository = repositories[index % repositories.length]!;
    return { session: `${index}`, repository, key: { sight }, truth: { line, next: line } } as unknown as Weighed;
  });
}

describe("a model of worth", () => {
  const model = fitWorth(requests(400, ["a/a", "b/b"]), 100)!;
  const chance = (logprobs: readonly number[]) =>
    chanceOf(worthFeaturesOf(sightAt("const first = ▮\n", "compute(first);", { logprobs })), model.line);
  test("has a weight for each feature", () =>
    expect([model.line.length, model.next.length]).toEqual([WORTH_FEATURES.length, WORTH_FEATURES.length]));
  test("says what was so", () => {
    expect(chance([])).toBeGreaterThan(0.8);
    expect(chance([-2, -1])).toBeLessThan(0.2);
    expect(chance([-0.5])).toBeGreaterThan(chance([-1.5]));
  });
  test("is not made of too few texts, or of one repository", () => {
    expect(fitWorth(requests(99, ["a/a", "b/b"]), 100)).toBeUndefined();
    expect(fitWorth(requests(400, ["a/a"]), 100)).toBeUndefined();
  });
  test("is the same again", () => expect(fitWorth(requests(400, ["a/a", "b/b"]), 100)).toEqual(model));
});
