/**
 * `npm run bench -- contextGate --root DIR… [--minutes N] [--places N] [--offline]`: when text of other files helps the model and when it harms.
 * Lines of code as they come, from finished trees; with nothing, with what our ranker likes best whether it is likely or not, and with the
 * lines that hold most of the wanted names. Gates are judged on repositories that they were not fitted on. What was asked once is kept by
 * its content; `--offline` asks nothing.
 */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageRoot, findStorageFolder } from "../../src/places.ts";
import { canBeHelped } from "../../src/repo/askedPlace.ts";
import type { RepoCandidate } from "../../src/repo/candidates.ts";
import { packCandidates } from "../../src/repo/packing.ts";
import { probabilityOf } from "../../src/repo/ranker.ts";
import { SHIPPED_WEIGHTS } from "../../src/repo/weights.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { Deadline, loadLlama, readOptions, report } from "./bench.ts";
import { HEADER_CHARS, toHeader } from "./contextArms.ts";
import { type ContextCase, promptTexts, readRepository, toCases, usefulIn } from "./contextCases.ts";
import { type GatePlace, gateTables } from "./contextGateTable.ts";
import { keyOf, type Scored, Scorer, toLines, type Wanted } from "./contextScores.ts";
import { ResultFile } from "./results.ts";
import { takeInTurns } from "./turns.ts";

const own = {
  root: { type: "string", multiple: true },
  places: { type: "string" },
  offline: { type: "boolean" },
} as const;
const { values } = parseArgs({ strict: false, options: own });
const options = readOptions({ quickMinutes: 5, minutes: 11 }, own);
const file = new ResultFile<Scored>(
  join(findStorageFolder() ?? tmpdir(), "bench", `context-gate${options.model.replaceAll(/[^\w.-]+/g, "-")}.jsonl`),
  ({ key }) => key,
);

interface Asked {
  readonly repository: string;
  readonly one: ContextCase;
  /** `oracle` left out: no name is needed, or none of the candidates has one. */
  readonly wanted: { readonly alone: Wanted; readonly always: Wanted; readonly oracle?: Wanted };
  readonly shown: readonly RepoCandidate[];
  readonly best: number;
}

const all = await readAll((values.root ?? []) as readonly string[]);
if (values.offline !== true) await scoreAll();
const known = new Map(file.results.map((scored) => [scored.key, scored]));
process.stdout.write(gateTables(all.flatMap(toPlace)));

/** In turns of repositories. */
async function readAll(roots: readonly string[]): Promise<Asked[]> {
  const reader = new DefinitionReader(join(findPackageRoot(), "grammars"));
  const most = Math.ceil(Number(values.places ?? 180) / Math.max(1, roots.length));
  const found: Asked[][] = [];
  for (const root of roots) {
    const repository = await readRepository(root, "definitions", reader);
    const cases = toCases(repository, 2 * most, "gate", "any").filter(({ place }) => canBeHelped(place));
    found.push(cases.slice(0, most).map((one) => toAsked(repository.name, one)));
    report(`${repository.name}: ${found.at(-1)!.length} places`);
  }
  return takeInTurns(found);
}

function toAsked(repository: string, one: ContextCase): Asked {
  const { candidates, features } = one;
  const ranked = candidates.map((candidate, at) => ({
    candidate,
    probability: probabilityOf(features[at]!, SHIPPED_WEIGHTS),
  }));
  const packed = packCandidates(ranked, { chars: HEADER_CHARS, least: 0 });
  const shown = packed.map(({ candidate }) => candidate);
  const texts = promptTexts(one);
  const wantedWith = (header: string): Wanted => ({ header, ...texts });
  const useful = usefulIn(one);
  const oracle = useful && wantedWith(toHeader([useful]));
  return {
    ...{ repository, one, shown, best: ranked.reduce((best, { probability }) => Math.max(best, probability), 0) },
    wanted: { alone: wantedWith(""), always: wantedWith(toHeader(shown)), ...(oracle && { oracle }) },
  };
}

/** Place by place, so that a stop leaves whole ones. */
async function scoreAll(): Promise<void> {
  const deadline = new Deadline(options.minutes);
  const engine = await loadLlama(options);
  const scorer = new Scorer(engine, file);
  try {
    for (const [at, { repository, wanted }] of all.entries()) {
      for (const one of Object.values(wanted)) if (!deadline.isOver && !file.has(keyOf(one))) await scorer.score(one);
      if (deadline.isOver) break;
      report(`${at + 1}/${all.length} ${repository}`);
    }
  } finally {
    await engine.dispose();
  }
}

function toPlace({ repository, one, wanted, shown, best }: Asked): GatePlace[] {
  const read = (asked: Wanted) => {
    const scored = known.get(keyOf(asked));
    const [line] = scored === undefined ? [] : toLines(asked.text, scored.tokens);
    return line && { bits: line.bits, isExact: line.isExact };
  };
  const [alone, always] = [read(wanted.alone), read(wanted.always)];
  const oracle = wanted.oracle === undefined ? alone : read(wanted.oracle);
  if (alone === undefined || always === undefined || oracle === undefined) return [];
  const names = new Set(shown.flatMap((candidate) => [...candidate.names]));
  const imported = shown.filter((candidate) => candidate.imported > 0).length / Math.max(1, shown.length);
  const kind = one.features[0]?.slice(-5) ?? [0, 0, 0, 0, 0];
  return [
    {
      ...{ repository, alone, always, oracle, best },
      chars: wanted.alone.text.length,
      isNeedy: one.novel.length > 0,
      isThere: one.novel.some((name) => names.has(name)),
      features: [1, best, best ** 2, imported, Math.log1p(wanted.always.header.length) / 8, ...kind],
    },
  ];
}
