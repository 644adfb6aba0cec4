/**
 * `npm run bench -- holes` (`--languages c,go`, `--places 300`): the rest of a line or a body is taken out of real programs, and what stood there is put in
 * again: is it accepted whole? In all languages whose grammar may refuse something.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageRoot } from "../../src/places.ts";
import { Grammars } from "../../src/syntax/grammar.ts";
import { LANGUAGE_NAMES, languageOf } from "../../src/syntax/grammarTables.ts";
import { Random } from "../random.ts";
import { readOptions, report } from "./bench.ts";
import { toTable } from "./comparison.ts";
import { type Hole, type HoleFate, HoleTrial, holesOf } from "./holeTrial.ts";
import { BenchTexts } from "./syntaxTexts.ts";

/** Holes of each kind in one file, at most where there are few files, and how long a file may be. */
const IN_ONE_FILE = 4;
const MOST_IN_ONE_FILE = 40;
const LONGEST = 60_000;
/** What is against the text. */
const FATES: readonly HoleFate[] = ["cut by the tree", "cut by the text", "refused", "does not join", "repeats"];

const own = { languages: { type: "string" }, places: { type: "string" } } as const;
const options = readOptions({ quickMinutes: 5, minutes: 30 }, own);
const { values } = parseArgs({ options: own, strict: false });
const places = Number(values.places ?? 300);
const languages = typeof values.languages === "string" ? values.languages.split(",") : LANGUAGE_NAMES;
const root = findPackageRoot();
const texts = await BenchTexts.ofMachine(root);
const grammars = new Grammars(join(root, "grammars"));
const deadline = performance.now() + options.minutes * 60_000;
const rows: string[][] = [];
try {
  for (const language of languages) if (languageOf(language)?.enforced) await tryLanguage(language);
} finally {
  texts.close();
}
const head = ["language", "places", "taken whole", "but for repetition", ...FATES];
process.stdout.write(`${toTable(head, rows).join("\n")}\n`);

async function tryLanguage(language: string): Promise<void> {
  const trial = new HoleTrial(await grammars.load(languageOf(language)!));
  const counts = new Map<HoleFate, number>();
  const countOf = (fate: HoleFate) => counts.get(fate) ?? 0;
  try {
    for (const hole of holesIn(language)) {
      if (performance.now() > deadline) break;
      const fate = trial.fateOf(hole, language);
      if (fate === undefined) continue;
      counts.set(fate, countOf(fate) + 1);
      if (fate !== "whole") report(`${language}: ${fate}: ${show(hole)}`);
    }
  } finally {
    trial.close();
  }
  const tried = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (tried === 0) return;
  const share = (count: number, of: number) => `${count} (${((100 * count) / of).toFixed(1)} %)`;
  const others = tried - countOf("repeats");
  rows.push([
    language,
    `${tried}`,
    share(countOf("whole"), tried),
    share(countOf("whole"), others),
    ...FATES.map((fate) => `${countOf(fate)}`),
  ]);
}

function* holesIn(language: string): Generator<Hole> {
  const files = [...texts.of(language)].filter(({ text }) => text.length <= LONGEST);
  const each = Math.min(MOST_IN_ONE_FILE, Math.max(IN_ONE_FILE, Math.ceil(places / Math.max(1, files.length))));
  let count = 0;
  for (const { path, text } of files)
    for (const hole of holesOf(text, language, new Random(path), each)) {
      yield hole;
      count += 1;
      if (count === places) return;
    }
}

/** A case that can be tried again. */
function show({ gap, text }: Hole): string {
  return JSON.stringify(`${gap.prefix.slice(-60)}▮${gap.suffix.slice(0, 40)} ${text.slice(0, 80)}`);
}
