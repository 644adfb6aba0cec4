/**
 * `npm run bench -- context --root DIR… [--cases N] [--windows] [--fit]`: whether the names that a line needs are in what is
 * chosen for it, ours beside its rivals. No model. The ranker is fitted on the other folders; `--fit` prints weights of all.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageRoot } from "../../src/places.ts";
import { FEATURES } from "../../src/repo/features.ts";
import { type Example, trainWeights, type Weights } from "../../src/repo/ranker.ts";
import { SHIPPED_WEIGHTS } from "../../src/repo/weights.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { Random } from "../random.ts";
import { report } from "./bench.ts";
import { type BenchRepository, type ContextCase, readRepository, recallOf, toCases } from "./contextCases.ts";
import { measureKept } from "./contextKept.ts";
import { importOnly, jaccardTabs, type Names, ours, perfect, similarOnly } from "./contextRivals.ts";

const { values } = parseArgs({
  options: {
    root: { type: "string", multiple: true },
    cases: { type: "string" },
    windows: { type: "boolean" },
    fit: { type: "boolean" },
  },
});
const BUDGETS = [1500, 3000, 6000];
const ZERO: Weights = FEATURES.map(() => 0);

interface Measured {
  readonly repository: BenchRepository;
  readonly cases: readonly ContextCase[];
}

await main();

async function main(): Promise<void> {
  const reader = new DefinitionReader(join(findPackageRoot(), "grammars"));
  const all: Measured[] = [];
  for (const root of values.root ?? []) {
    const repository = await readRepository(root, values.windows ? "windows" : "definitions", reader);
    const cases = toCases(repository, Number(values.cases ?? 400), "7");
    all.push({ repository, cases });
    report(describeWork(repository, cases));
    report(describeKept(repository));
  }
  const rows = all.flatMap((measured) => toRows(measured, weightsFor(measured, all)));
  process.stdout.write(`| repository | chosen by | ${BUDGETS.map((chars) => `${chars} characters`).join(" | ")} |\n`);
  process.stdout.write(`|---|---|${BUDGETS.map(() => "---:").join("|")}|\n${rows.join("\n")}\n`);
  if (values.fit)
    report(
      fitWeights(all)
        .map((weight, at) => `${FEATURES[at]} ${weight.toFixed(3)}`)
        .join(", "),
    );
}

/** Never fitted on what they are tried on, where there is anything else. */
function weightsFor(measured: Measured, all: readonly Measured[]): Weights {
  const others = all.filter((other) => other !== measured);
  return others.length > 0 ? fitWeights(others) : SHIPPED_WEIGHTS;
}

function fitWeights(all: readonly Measured[]): Weights {
  const examples = all.flatMap(({ cases }) => cases.flatMap(toExamples));
  // In order, the last repository would have the last word.
  const random = new Random("examples");
  const shuffled = examples.map((example) => ({ example, at: random.next() })).sort((a, b) => a.at - b.at);
  return trainWeights(
    shuffled.map(({ example }) => example),
    { prior: ZERO, rate: 0.03, pull: 1e-4, rounds: 5 },
  );
}

function toExamples({ candidates, features, novel }: ContextCase): Example[] {
  return candidates.map(({ names }, at) => ({
    features: features[at]!,
    isUseful: novel.some((name) => names.has(name)),
  }));
}

function toRows({ repository, cases }: Measured, weights: Weights): string[] {
  const ways: Record<string, (one: ContextCase, chars: number) => Names> = {
    "neighbouring tabs": (one, chars) => jaccardTabs(one, repository, chars),
    "imports alone": importOnly,
    "BM25 alone": similarOnly,
    ours: (one, chars) => ours(one, weights, chars),
    "perfect choice": perfect,
  };
  return Object.entries(ways).map(([name, choose]) => {
    const shares = BUDGETS.map((chars) => mean(cases.map((one) => recallOf(one, choose(one, chars)))));
    return `| ${repository.name} | ${name} | ${shares.map((share) => (100 * share).toFixed(1)).join(" | ")} |`;
  });
}

function describeWork({ name, index, lines, buildMs }: BenchRepository, cases: readonly ContextCase[]): string {
  const times = cases.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)]?.toFixed(1) ?? "?";
  const units = index.segments.reduce((sum, segment) => sum + segment.units, 0);
  return `${name}: ${lines.size} files, ${units} units in ${Math.round(buildMs)} ms; ${cases.length} lines, candidates p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

/** One line after the other is written: what of the chunks stays where it is. */
function describeKept(repository: BenchRepository): string {
  const { lines, kept, changed, held, fresh } = measureKept(repository);
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return `${repository.name}: over ${lines} new lines ${percent(kept)} of the tokens stay, at ${percent(changed)} of the lines something changes; names there ${percent(held)}, chosen afresh each time ${percent(fresh)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
