/**
 * `npm run bench -- syntax [--root DIR] [--language a,b] [--cuts N] [--minutes N] [--quick]`: how often the grammar is wrong
 * about text that is right and about text that is wrong, and how long it takes. No model, only its vocabulary.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageRoot } from "../../src/places.ts";
import { Grammars } from "../../src/syntax/grammar.ts";
import { LANGUAGE_NAMES, languageOf } from "../../src/syntax/grammarTables.ts";
import { isNoJudge } from "../judges/judge.ts";
import { openJudge } from "../judges/open.ts";
import { report } from "./bench.ts";
import { rate } from "./syntaxCounts.ts";
import { LanguageBench } from "./syntaxLanguage.ts";
import { toTables } from "./syntaxTable.ts";
import { BenchTexts } from "./syntaxTexts.ts";
import { type Cutter, openCutter } from "./syntaxTokens.ts";

const { values } = parseArgs({
  options: {
    root: { type: "string", multiple: true },
    cuts: { type: "string" },
    minutes: { type: "string" },
    language: { type: "string" },
    quick: { type: "boolean" },
  },
});
const cuts = Number(values.cuts ?? (values.quick ? 100 : 400));
const minutes = Number(values.minutes ?? 9);
const languages = values.language?.split(",") ?? LANGUAGE_NAMES;
/** Refusals and mistakes that are printed of each language. */
const SHOWN = 12;
const SHOWN_CHARACTERS = 70;

await main();

async function main(): Promise<void> {
  const texts =
    values.root === undefined ? await BenchTexts.ofMachine(findPackageRoot()) : BenchTexts.ofFolders(values.root);
  const cutter = await openCutter();
  const results: LanguageBench[] = [];
  try {
    const endAt = performance.now() + minutes * 60_000;
    for (const [index, name] of languages.entries()) {
      const maxMs = (endAt - performance.now()) / (languages.length - index);
      const bench = await measure(name, { texts, cut: cutter.cut, maxMs });
      results.push(bench);
      reportFindings(bench);
    }
  } finally {
    texts.close();
    await cutter.close();
  }
  process.stdout.write(`${toTables(results)}\n`);
}

async function measure(
  name: string,
  { texts, cut, maxMs }: { texts: BenchTexts; cut: Cutter; maxMs: number },
): Promise<LanguageBench> {
  const table = languageOf(name);
  if (table === undefined) throw new Error(`there is no grammar for ${name}`);
  // Its own, so that the time to load it is that of a first use.
  const grammars = new Grammars(join(findPackageRoot(), "grammars"));
  const startedAt = performance.now();
  const grammar = await grammars.load(table);
  const loadMs = performance.now() - startedAt;
  const judge = await openJudge(table.name);
  try {
    const bench = new LanguageBench(grammar, { judge, cut, loadMs });
    await bench.run(() => texts.of(table.name), { cuts, maxMs });
    return bench;
  } finally {
    if (!isNoJudge(judge)) judge.close();
  }
}

function reportFindings({ grammar, truth, mistakes }: LanguageBench): void {
  const tail = (text: string) => JSON.stringify(text.slice(-SHOWN_CHARACTERS));
  report(`${grammar.table.name}: ${rate(truth.tokens)} refused`);
  for (const { verdict, path, prefix } of truth.refusals.slice(0, SHOWN))
    report(`  ${verdict}: ${path}: …${tail(prefix)}`);
  for (const { kind, path, whole, end } of mistakes.missed.slice(0, SHOWN))
    report(`  taken, ${kind}: ${path}: …${tail(whole.slice(0, end))}`);
  for (const { kind, path, whole, end } of mistakes.refused.slice(0, SHOWN))
    report(`  right but refused, ${kind}: ${path}: …${tail(whole.slice(0, end))}`);
}
