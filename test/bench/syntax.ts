/** `npm run bench -- syntax [--root DIR] [--cuts N] [--minutes N]`: how often the grammar is wrong about text that is right, and how long it takes. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { languageOfPath } from "../../src/cli/languages.ts";
import { findPackageRoot } from "../../src/places.ts";
import { Grammars } from "../../src/syntax/grammar.ts";
import { LANGUAGE_NAMES, languageOf } from "../../src/syntax/languages.ts";
import { Random } from "../random.ts";
import { LanguageBench, toTable } from "./syntaxLanguage.ts";

const MAX_FILE_CHARACTERS = 400_000;
const SKIPPED_FOLDERS = new Set(["node_modules", "dist", ".git", "test-results", ".playground"]);

const { values } = parseArgs({
  options: {
    root: { type: "string" },
    cuts: { type: "string" },
    minutes: { type: "string" },
    language: { type: "string" },
    quick: { type: "boolean" },
  },
});
const root = values.root ?? findPackageRoot();
const cuts = Number(values.cuts ?? (values.quick ? 100 : 400));
const minutes = Number(values.minutes ?? 9);
const languages = values.language?.split(",") ?? LANGUAGE_NAMES;
const grammars = new Grammars(join(findPackageRoot(), "grammars"));
const files = listFiles(root);
const msPerLanguage = (minutes * 60_000) / Math.max(1, languages.filter((name) => files.has(name)).length);

const results: LanguageBench[] = [];
for (const name of languages) {
  const paths = files.get(name) ?? [];
  if (paths.length === 0) continue;
  const startedAt = performance.now();
  const bench = new LanguageBench(await grammars.load(languageOf(name)!), performance.now() - startedAt);
  bench.run(readTexts(paths), { cuts, maxMs: msPerLanguage });
  results.push(bench);
  process.stderr.write(`${name}: ${bench.summary}\n`);
  for (const refusal of bench.refusals) process.stderr.write(`  ${refusal}\n`);
}
process.stdout.write(toTable(results));

/** Language → paths, in an order that is the same everywhere and mixes the folders. */
function listFiles(folder: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (
      !entry.isFile() ||
      path
        .slice(folder.length)
        .split("/")
        .some((part) => SKIPPED_FOLDERS.has(part))
    )
      continue;
    const name = languageOf(languageOfPath(path))?.name;
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), path]);
  }
  for (const paths of found.values()) {
    const random = new Random("files");
    const keys = new Map(paths.sort().map((path) => [path, random.next()]));
    paths.sort((a, b) => keys.get(a)! - keys.get(b)!);
  }
  return found;
}

function* readTexts(paths: readonly string[]): Generator<{ readonly path: string; readonly text: string }> {
  for (const path of paths) {
    const text = readFileSync(path, "utf8").replaceAll("\r\n", "\n");
    if (text.length > 0 && text.length < MAX_FILE_CHARACTERS) yield { path, text };
  }
}
