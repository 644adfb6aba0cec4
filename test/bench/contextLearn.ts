/**
 * `npm run bench -- context --learn --root DIR… [--cases N]`: what the ranker learns of lines that are written here. The shipped weights are
 * those of the other folders; 50 to 400 lines as they come are learnt from as the product does, N others that need a name are asked.
 */

import { languageOfPath } from "../../src/core/languages/languages.ts";
import type { LabelledLine } from "../../src/repo/learntWeights.ts";
import type { Weights } from "../../src/repo/ranker.ts";
import { type BatchEnd, RankLearner } from "../../src/repo/rankLearner.ts";
import { type BenchRepository, type ContextCase, recallOf, toCases } from "./contextCases.ts";
import { ours } from "./contextRivals.ts";

const CHARS = 3000;
const LEARNT_LINES = [50, 100, 200, 400] as const;

/** A table: recall with the weights of the others, and what is gained after so many lines. */
export function learningTable(
  repositories: readonly BenchRepository[],
  weightsFor: (repository: BenchRepository) => Weights,
  most: number,
): string {
  const rows = repositories.map((repository) => toRow(repository, weightsFor(repository), most));
  const heads = LEARNT_LINES.map((count) => `${count} lines`);
  return `| repository | shipped | ${heads.join(" | ")} | kept, dropped, undone |\n|---|---:|${heads.map(() => "---:").join("|")}|---:|\n${rows.join("\n")}\n`;
}

function toRow(repository: BenchRepository, shipped: Weights, most: number): string {
  const lines = toCases(repository, LEARNT_LINES.at(-1)!, "learn", "any");
  const places = new Set(lines.map(placeOf));
  const asked = toCases(repository, most, "learnt").filter((one) => !places.has(placeOf(one)));
  const recallWith = (choose: (one: ContextCase) => Weights) =>
    asked.map((one) => recallOf(one, ours(one, choose(one), CHARS)));
  const before = recallWith(() => shipped);
  const learner = new RankLearner("bench", new Map(), shipped);
  const lessons: Record<BatchEnd, number> = { nothing: 0, kept: 0, dropped: 0, undone: 0 };
  let done = 0;
  const cells = LEARNT_LINES.map((count) => {
    for (const line of lines.slice(done, count)) {
      const languageId = languageOfPath(line.place.path);
      if (learner.take(languageId, toLabelled(line))) lessons[learner.learn(languageId)] += 1;
    }
    done = count;
    const after = recallWith(({ place }) => learner.weightsFor(languageOfPath(place.path)));
    return describeGain(after.map((value, at) => value - before[at]!));
  });
  const { kept, dropped, undone } = lessons;
  return `| ${repository.name} | ${(100 * mean(before)).toFixed(1)} | ${cells.join(" | ")} | ${kept}, ${dropped}, ${undone} |`;
}

function toLabelled({ candidates, features, novel }: ContextCase): LabelledLine {
  return { features, isUseful: candidates.map(({ names }) => novel.some((name) => names.includes(name))) };
}

function placeOf({ place }: ContextCase): string {
  return `${place.path}\n${place.before}`;
}

/** In points, with the error of a mean of pairs. */
function describeGain(gains: readonly number[]): string {
  const middle = mean(gains);
  const spread = Math.sqrt(mean(gains.map((gain) => (gain - middle) ** 2)) / Math.max(1, gains.length));
  return `${middle < 0 ? "−" : "+"}${Math.abs(100 * middle).toFixed(1)} ± ${(100 * spread).toFixed(1)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
