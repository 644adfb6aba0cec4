/**
 * `node test/bench/rightTexts.ts FILE.jsonl`: right texts, one a line as `{lang, text}`, judged at every character.
 * `node test/bench/rightTexts.ts [--root DIR] [--language a,b] [--cuts N] [--each N]`: right files, each cut at characters drawn by
 * chance; of all that is on this machine where no folder is named.
 * Prints what is refused, and how much.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MAX_LINE_LENGTH } from "../../src/core/request/gate.ts";
import { findPackageRoot } from "../../src/places.ts";
import { Grammars } from "../../src/syntax/grammar.ts";
import { LANGUAGE_NAMES, languageOf } from "../../src/syntax/grammarTables.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";
import { Random } from "../random.ts";
import { BenchTexts } from "./syntaxTexts.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: "string", multiple: true },
    language: { type: "string" },
    cuts: { type: "string", default: "600" },
    each: { type: "string", default: "6" },
  },
});
const SHOWN_CHARACTERS = 90;
/** In one file; where there are few files of a language, more are needed for as many in all. */
const cutsPerFile = Number(values.each);
const grammars = new Grammars(join(findPackageRoot(), "grammars"));

if (positionals.length > 0) for (const file of positionals) await judgeTexts(file);
else await judgeCuts();

async function judgeTexts(file: string): Promise<void> {
  const counts = new Map<string, { texts: number; refused: number }>();
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const { lang, text } = JSON.parse(line) as { lang: string; text: string };
    const count = counts.get(lang) ?? { texts: 0, refused: 0 };
    counts.set(lang, count);
    count.texts += 1;
    const at = await firstRefusal(lang, text);
    if (at === undefined) continue;
    count.refused += 1;
    process.stdout.write(
      `${lang} ${at.verdict}: ${JSON.stringify(`${text.slice(0, at.end)}‸${text.slice(at.end)}`)}\n`,
    );
  }
  const all = [...counts.values()];
  process.stdout.write(`${JSON.stringify(Object.fromEntries(counts))}\n`);
  process.stdout.write(
    `${all.reduce((sum, { refused }) => sum + refused, 0)} of ${all.reduce((sum, { texts }) => sum + texts, 0)} refused\n`,
  );
}

/** The shortest beginning of a right text that is refused; a proof is worse than a doubt. */
async function firstRefusal(language: string, text: string): Promise<{ verdict: string; end: number } | undefined> {
  const oracle = await open(language);
  try {
    const refused = Array.from({ length: text.length + 1 }, (_, end) => ({
      verdict: oracle.judgeEnd(text.slice(0, end)),
      end,
    }));
    return refused.find(({ verdict }) => verdict === "dead") ?? refused.find(({ verdict }) => verdict === "unproved");
  } finally {
    oracle.close();
  }
}

async function judgeCuts(): Promise<void> {
  const texts =
    values.root === undefined ? await BenchTexts.ofMachine(findPackageRoot()) : BenchTexts.ofFolders(values.root);
  for (const language of values.language?.split(",") ?? LANGUAGE_NAMES) {
    const random = new Random("cuts");
    const counts = { cuts: 0, dead: 0, unproved: 0 };
    for (const { path, text } of texts.of(language)) {
      // Nothing is suggested in them.
      if (text.split("\n").some((line) => line.length > MAX_LINE_LENGTH)) continue;
      if (counts.cuts >= Number(values.cuts)) break;
      const oracle = await open(language);
      for (let count = 0; count < cutsPerFile && counts.cuts < Number(values.cuts); count += 1) {
        counts.cuts += 1;
        const prefix = text.slice(0, random.below(text.length + 1));
        const verdict = oracle.judgeEnd(prefix);
        if (verdict === "viable") continue;
        counts[verdict] += 1;
        process.stdout.write(
          `  ${language} ${verdict}: ${path}: …${JSON.stringify(prefix.slice(-SHOWN_CHARACTERS))}\n`,
        );
      }
      oracle.close();
    }
    process.stdout.write(`${language} ${JSON.stringify(counts)}\n`);
  }
  texts.close();
}

async function open(language: string): Promise<PrefixOracle> {
  return new PrefixOracle(await grammars.load(languageOf(language)!));
}
