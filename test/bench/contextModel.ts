/**
 * `npm run bench -- context --with-model --trees DIR [--minutes N] [--arms a,b,…] [--places N] [--likely] [--offline]`: what the model thinks of
 * the lines of real commits, with text of other files in front and without. The trees are as they were before the commits. What was
 * asked once is kept by its content, whatever changes in the code; `--offline` asks nothing and tells what is known.
 */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageRoot, findStorageFolder } from "../../src/places.ts";
import { namesIn } from "../../src/repo/terms.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { Deadline, loadLlama, readOptions, report } from "./bench.ts";
import { ARMS, type Arm, chooseFor, chooseOurs, type PreparedPlace, preparePlace, toHeader } from "./contextArms.ts";
import { AFTER_CHARS, BEFORE_CHARS, type BenchPlace, novelNames, readPlaces } from "./contextPlaces.ts";
import type { Chosen } from "./contextRivals.ts";
import { keyOf, type Scored, type ScoredToken, Scorer, toLines, type Wanted } from "./contextScores.ts";
import { type ArmLine, toTables } from "./contextTable.ts";
import { ResultFile } from "./results.ts";

const own = {
  trees: { type: "string" },
  arms: { type: "string" },
  places: { type: "string" },
  hunks: { type: "string" },
  likely: { type: "boolean" },
  offline: { type: "boolean" },
} as const;
const { values } = parseArgs({ strict: false, options: own });
const options = readOptions({ quickMinutes: 9, minutes: 30 }, own);
const arms = values.arms === undefined ? ARMS : ARMS.filter((arm) => String(values.arms).split(",").includes(arm));
const file = new ResultFile<Scored>(
  join(findStorageFolder() ?? tmpdir(), "bench", `context-scores${options.model.replaceAll(/[^\w.-]+/g, "-")}.jsonl`),
  ({ key }) => key,
);
if (options.fresh) file.clear();
await main();

interface Asked {
  readonly place: BenchPlace;
  readonly arm: Arm;
  readonly chosen: readonly Chosen[];
  /** Of all candidates there. */
  readonly bestProbability: number;
  readonly wanted: Wanted;
}

async function main(): Promise<void> {
  const places = await readPlaces(String(values.trees), options.sessionFile, Number(values.hunks ?? 3));
  report(`${places.length} places; scores in ${file.path}`);
  const all = await askAll(places.slice(0, Number(values.places ?? places.length)));
  if (values.likely === true) all.sort((a, b) => b.bestProbability - a.bestProbability);
  if (values.offline !== true) await scoreAll(all);
  const known = new Map(file.results.map(({ key, tokens }) => [key, tokens]));
  process.stdout.write(toTables(all.flatMap((asked) => toArmLines(asked, known.get(keyOf(asked.wanted))))));
}

/** Place by place, so that a stop leaves whole rows. */
async function askAll(places: readonly BenchPlace[]): Promise<Asked[]> {
  const reader = new DefinitionReader(join(findPackageRoot(), "grammars"));
  const all: Asked[] = [];
  const latest = new Map<string, readonly Chosen[]>();
  for (const place of places) {
    const prepared = await preparePlace(place, reader);
    const others = [...latest].findLast(([repository]) => repository !== place.repository)?.[1] ?? [];
    for (const arm of arms) all.push(...ask(arm, prepared, others));
    latest.delete(place.repository);
    const ours = chooseOurs(prepared);
    if (ours.length > 0) latest.set(place.repository, ours);
  }
  return all;
}

function ask(arm: Arm, prepared: PreparedPlace, others: readonly Chosen[]): Asked[] {
  const { place } = prepared;
  const chosen = chooseFor(arm, prepared, others);
  if (chosen === undefined) return [];
  const before = place.before.slice(-BEFORE_CHARS);
  const after = place.after.slice(0, AFTER_CHARS);
  const bestProbability = prepared.ranked.reduce((best, { probability }) => Math.max(best, probability), 0);
  return [
    { place, arm, chosen, bestProbability, wanted: { header: toHeader(chosen), before, after, text: place.block } },
  ];
}

async function scoreAll(all: readonly Asked[]): Promise<void> {
  const deadline = new Deadline(options.minutes);
  const engine = await loadLlama(options);
  const scorer = new Scorer(engine, file);
  try {
    for (const [at, { place, arm, wanted }] of all.entries()) {
      if (deadline.isOver) break;
      if (file.has(keyOf(wanted))) continue;
      const startedAt = performance.now();
      await scorer.score(wanted);
      report(`${at + 1}/${all.length} ${arm} ${place.id} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    }
  } finally {
    await engine.dispose();
  }
}

function toArmLines({ place, arm, chosen, wanted }: Asked, tokens: readonly ScoredToken[] | undefined): ArmLine[] {
  if (tokens === undefined) return [];
  const there = new Set(namesIn(chosen.map(({ text }) => text).join("\n")));
  let seen = `${wanted.before}\n${wanted.after}`;
  return toLines(place.block, tokens).map((line, number) => {
    const novel = novelNames(line.text, seen, place);
    seen += `\n${line.text}`;
    const found = novel.filter((name) => there.has(name)).length;
    const { bits, isExact, text } = line;
    const id = `${place.id}:${number}`;
    return { id, repository: place.repository, arm, bits, isExact, chars: text.length, novel: novel.length, found };
  });
}
