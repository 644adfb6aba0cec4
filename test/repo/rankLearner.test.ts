/** What lines teach the ranker: steps that help on lines held back stay, others go. */

import { describe, expect, it } from "vitest";
import { FEATURES } from "../../src/repo/features.ts";
import { type LabelledLine, learnLines, lossesOf, movedWeights, NOTHING_LEARNT } from "../../src/repo/learntWeights.ts";
import { probabilityOf } from "../../src/repo/ranker.ts";
import { RankLearner } from "../../src/repo/rankLearner.ts";
import { SHIPPED_WEIGHTS } from "../../src/repo/weights.ts";
import { Random } from "../random.ts";

const IMPORTED = FEATURES.indexOf("imported");

const lossOf = (weights: readonly number[], lines: readonly LabelledLine[]) =>
  lossesOf(weights, lines).reduce((sum, loss) => sum + loss, 0) / lines.length;

/** Ten candidates, of which some are imported; `helps` tells which held a name. */
function toLine(random: Random, helps: (isImported: boolean) => boolean): LabelledLine {
  const imported = Array.from({ length: 10 }, () => random.below(3) === 0);
  const features = imported.map((is) =>
    FEATURES.map((_, at) => (at === 0 ? 1 : at === IMPORTED ? Number(is) : random.next() / 4)),
  );
  return { features, isUseful: imported.map(helps) };
}

function teach(learner: RankLearner, count: number, random: Random, helps: (isImported: boolean) => boolean): string[] {
  const lessons: string[] = [];
  for (let line = 0; line < count; line += 1)
    if (learner.take("go", toLine(random, helps))) lessons.push(learner.learn("go"));
  return lessons;
}

describe("a language where what is imported is what helps", () => {
  it("moves the weight of it, and foretells other lines better", () => {
    const random = new Random("imported");
    const learner = new RankLearner("w", new Map());
    expect(teach(learner, 120, random, (is) => is)).toContain("kept");
    const weights = learner.weightsFor("go");
    expect(weights[IMPORTED]!).toBeGreaterThan(SHIPPED_WEIGHTS[IMPORTED]! + 0.3);
    const others = Array.from({ length: 40 }, () => toLine(random, (is) => is));
    expect(lossOf(weights, others)).toBeLessThan(lossOf(SHIPPED_WEIGHTS, others) * 0.9);
    expect(learner.weightsFor("rust")).toEqual(SHIPPED_WEIGHTS);
    expect([...learner.learntOf("go").keys()]).toEqual(["go", "go@w"]);
  });

  it("is known to the next session, the language's part in other workspaces too", () => {
    const learner = new RankLearner("w", new Map());
    teach(learner, 120, new Random("next"), (is) => is);
    const kept = new Map([...learner.learntOf("go")].flatMap(([key, rank]) => (rank ? [[key, rank] as const] : [])));
    expect(new RankLearner("w", kept).weightsFor("go")).toEqual(learner.weightsFor("go"));
    const elsewhere = new RankLearner("other", kept).weightsFor("go")[IMPORTED]!;
    expect(elsewhere).toBeGreaterThan(SHIPPED_WEIGHTS[IMPORTED]!);
    expect(elsewhere).toBeLessThan(learner.weightsFor("go")[IMPORTED]!);
  });

  it("is given up when it no longer holds", () => {
    const random = new Random("turned");
    const learner = new RankLearner("w", new Map());
    teach(learner, 120, random, (is) => is);
    const lessons = teach(learner, 400, random, (is) => !is && random.below(8) === 0);
    expect(lessons.some((lesson) => lesson === "undone" || lesson === "kept")).toBe(true);
    expect(learner.weightsFor("go")[IMPORTED]!).toBeLessThan(SHIPPED_WEIGHTS[IMPORTED]! + 0.1);
  });
});

it("what foretells the lines held back no better goes, all of it", () => {
  const random = new Random("worse");
  const before = learnLines(SHIPPED_WEIGHTS, [NOTHING_LEARNT], [toLine(random, (is) => is)])[0]!;
  // Far off: every line says that it is worse than nothing.
  const wrong = { ...before, delta: before.delta.map((_, at) => (at === 0 ? 4 : 0)) };
  const learner = new RankLearner("w", new Map([["go", wrong]]));
  expect(teach(learner, 32, random, () => false)).toContain("undone");
  expect(learner.weightsFor("go")).toEqual(SHIPPED_WEIGHTS);
  expect([...learner.learntOf("go").values()]).toEqual([undefined, undefined]);
});

it("what moved another ranker is not used", () => {
  const other = { ...NOTHING_LEARNT, ranker: 1, delta: FEATURES.map(() => 1) };
  expect(new RankLearner("w", new Map([["go", other]])).weightsFor("go")).toEqual(SHIPPED_WEIGHTS);
});

it("steps go down the log loss of the candidates, as its differences say", () => {
  const random = new Random("slope");
  for (let round = 0; round < 20; round += 1) {
    // No candidate of use: there is no order to be surprised by.
    const line = { ...toLine(random, () => false), isUseful: [] };
    const [part] = learnLines(SHIPPED_WEIGHTS, [NOTHING_LEARNT], [line]);
    for (const at of FEATURES.keys()) {
      const bit = 1e-5;
      const lossAt = (by: number) => lossOf(SHIPPED_WEIGHTS.with(at, SHIPPED_WEIGHTS[at]! + by), [line]);
      const slope = (lossAt(bit) - lossAt(-bit)) / (2 * bit);
      expect(part!.squares[at]!).toBeCloseTo(slope ** 2, 5);
      if (Math.abs(slope) > 1e-4) expect(Math.sign(part!.delta[at]!)).toBe(-Math.sign(slope));
    }
    expect(lossOf(movedWeights(SHIPPED_WEIGHTS, [part!]), [line])).toBeLessThanOrEqual(lossOf(SHIPPED_WEIGHTS, [line]));
  }
});

it("a useful candidate that comes first is less of a surprise", () => {
  const random = new Random("order");
  const line = toLine(random, () => false);
  const chances = line.features.map((features) => probabilityOf(features, SHIPPED_WEIGHTS));
  const order = [...chances.keys()].sort((a, b) => chances[b]! - chances[a]!);
  const losses = order.map((useful) =>
    lossOf(SHIPPED_WEIGHTS, [{ ...line, isUseful: line.features.map((_, at) => at === useful) }]),
  );
  expect(losses).toEqual([...losses].sort((a, b) => a - b));
});
