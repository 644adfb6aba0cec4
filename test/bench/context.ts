/**
 * `npm run bench -- context --root DIR… [--cases N] [--windows] [--fit] [--learn]`: whether the names that a line needs are in what is
 * chosen for it, ours beside its rivals. No model. The ranker is fitted on the other folders; `--fit` prints weights of all. `--learn`:
 * see contextLearn.ts; `--edits`: contextEdits.ts; `--young`: contextYoung.ts.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageRoot } from "../../src/places.ts";
import { FEATURES } from "../../src/repo/features.ts";
import { packCandidates } from "../../src/repo/packing.ts";
import { type Example, probabilityOf, trainWeights, type Weights } from "../../src/repo/ranker.ts";
import { EMPTY_PROBABILITY, SHIPPED_WEIGHTS } from "../../src/repo/weights.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { Random } from "../random.ts";
import { report } from "./bench.ts";
import { type BenchRepository, type ContextCase, readRepository, recallOf, toCases } from "./contextCases.ts";
import { editsTable } from "./contextEdits.ts";
import { measureKept } from "./contextKept.ts";
import { learningTable } from "./contextLearn.ts";
import {
  importOnly,
  jaccardTabs,
  type Names,
  namesOf,
  namesWithin,
  ours,
  perfect,
  similarOnly,
} from "./contextRivals.ts";
import { youngTable } from "./contextYoung.ts";
import { findSessionFile } from "./sessions.ts";

const { values } = parseArgs({
  options: {
    root: { type: "string", multiple: true },
    cases: { type: "string" },
    windows: { type: "boolean" },
    fit: { type: "boolean" },
    learn: { type: "boolean" },
    edits: { type: "boolean" },
    young: { type: "boolean" },
    trees: { type: "string" },
  },
});
const BUDGETS = [1500, 3000, 6000];
const EMPTY_PROBABILITIES = [0, 0.1, 0.15, EMPTY_PROBABILITY, 0.25, 0.3, 0.4];
const GATED_CHARS = 1500;
const ZERO: Weights = FEATURES.map(() => 0);

interface Measured {
  readonly repository: BenchRepository;
  readonly cases: readonly ContextCase[];
  /** Lines of code as they come, whether they need a name or not: what the ranker is fitted on, and the empty candidate tried. */
  readonly any: readonly ContextCase[];
}

const fitted = new Map<Measured, Weights>();
await main();

async function main(): Promise<void> {
  if (values.edits) {
    process.stdout.write(await editsTable(String(values.trees), findSessionFile(findPackageRoot())));
    return;
  }
  const reader = new DefinitionReader(join(findPackageRoot(), "grammars"));
  const all: Measured[] = [];
  for (const root of values.root ?? []) {
    const repository = await readRepository(root, values.windows ? "windows" : "definitions", reader);
    const most = Number(values.cases ?? 400);
    const cases = toCases(repository, most, "7");
    all.push({ repository, cases, any: toCases(repository, most, "11", "any") });
    report(describeWork(repository, cases));
    if (!values.learn && !values.young) report(describeKept(repository));
  }
  if (values.young) {
    const repositories = all.map(({ repository }) => repository);
    process.stdout.write(youngTable(repositories, Number(values.cases ?? 400)));
    return;
  }
  if (values.learn) {
    const weights = new Map(all.map((measured) => [measured.repository, weightsFor(measured, all)]));
    const repositories = all.map(({ repository }) => repository);
    process.stdout.write(
      learningTable(repositories, (repository) => weights.get(repository)!, Number(values.cases ?? 400)),
    );
    return;
  }
  const rows = all.flatMap((measured) => toRows(measured, weightsFor(measured, all)));
  process.stdout.write(`| repository | chosen by | ${BUDGETS.map((chars) => `${chars} characters`).join(" | ")} |\n`);
  process.stdout.write(`|---|---|${BUDGETS.map(() => "---:").join("|")}|\n${rows.join("\n")}\n`);
  process.stdout.write(`${toGateTable(all)}\n`);
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
  const weights = fitted.get(measured) ?? (others.length > 0 ? fitWeights(others) : SHIPPED_WEIGHTS);
  fitted.set(measured, weights);
  return weights;
}

function fitWeights(all: readonly Measured[]): Weights {
  const examples = all.flatMap(({ any }) => any.flatMap(toExamples));
  // In order, the last repository would have the last word.
  const random = new Random("examples");
  const shuffled = examples.map((example) => ({ example, at: random.next() })).sort((a, b) => a.at - b.at);
  return trainWeights(
    shuffled.map(({ example }) => example),
    { prior: ZERO, rate: 0.03, pull: 1e-4, rounds: 6 },
  );
}

function toExamples({ candidates, features, novel }: ContextCase): Example[] {
  return candidates.map(({ names }, at) => ({
    features: features[at]!,
    isUseful: novel.some((name) => names.includes(name)),
  }));
}

function toRows({ repository, cases }: Measured, weights: Weights): string[] {
  const ways: Record<string, (one: ContextCase, chars: number) => Names> = {
    "neighbouring tabs": (one, chars) => namesWithin(jaccardTabs(one, repository.lines), chars),
    "imports alone": (one, chars) => namesOf(importOnly(one, chars)),
    "BM25 alone": similarOnly,
    ours: (one, chars) => ours(one, weights, chars),
    "perfect choice": perfect,
  };
  return Object.entries(ways).map(([name, choose]) => {
    const shares = BUDGETS.map((chars) => mean(cases.map((one) => recallOf(one, choose(one, chars)))));
    return `| ${repository.name} | ${name} | ${shares.map((share) => (100 * share).toFixed(1)).join(" | ")} |`;
  });
}

/** What the empty candidate keeps away, and what it costs; weights of the other repositories. */
function toGateTable(all: readonly Measured[]): string {
  const rows = EMPTY_PROBABILITIES.map((least) => {
    const places = all.flatMap((measured) => {
      const weights = weightsFor(measured, all);
      return measured.any.map((one) => ({ novel: one.novel, ...gated(one, weights, least) }));
    });
    const needy = places.filter(({ novel }) => novel.length > 0);
    const others = places.filter(({ novel }) => novel.length === 0);
    const open = places.filter(({ isOpen }) => isOpen);
    const holds = open.filter(({ novel, names }) => novel.some((name) => names.has(name)));
    const found = mean(needy.map((one) => recallOf(one, one.names)));
    const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
    const cells = [
      mean(others.map(({ isOpen }) => (isOpen ? 1 : 0))),
      mean(needy.map(({ isOpen }) => (isOpen ? 1 : 0))),
      holds.length / Math.max(1, open.length),
      found,
    ];
    return `| ${least} | ${cells.map(percent).join(" | ")} |`;
  });
  return `\n| empty candidate | chunks where no name is needed | where one is | of those with chunks, one is there | names found |\n|---|---:|---:|---:|---:|\n${rows.join("\n")}`;
}

function gated({ candidates, features }: ContextCase, weights: Weights, least: number) {
  const ranked = candidates.map((candidate, at) => ({ candidate, probability: probabilityOf(features[at]!, weights) }));
  const packed = packCandidates(ranked, { chars: GATED_CHARS, least });
  return { isOpen: packed.length > 0, names: namesOf(packed.map(({ candidate }) => candidate)) };
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
