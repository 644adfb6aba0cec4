/**
 * `node test/bench/blockEnds.ts`: do the stop rules end a block where the node of its body ends? Bodies of real programs
 * in all languages with a grammar are written as they stand there.
 */

import { findPackageRoot } from "../../src/places.ts";
import { tryBlockEnds, type WrongEnd } from "../syntax/blockTrial.ts";
import { OTHER_PROGRAMS, PROGRAMS } from "../syntax/programs.ts";
import { report } from "./bench.ts";
import { toTable } from "./comparison.ts";
import { BenchTexts } from "./syntaxTexts.ts";

const FILES = 60;
const LONGEST = 30_000;

const texts = await BenchTexts.ofMachine(findPackageRoot());
const rows: string[][] = [];
try {
  for (const language of Object.keys({ ...PROGRAMS, ...OTHER_PROGRAMS })) {
    const { count, wrong } = await tryLanguage(language);
    if (count === 0) continue;
    const share = (some: readonly WrongEnd[]) => `${((100 * some.length) / count).toFixed(1)} %`;
    const repeated = wrong.filter(({ reason }) => reason === "repetition");
    const others = wrong.filter(({ reason }) => reason !== "repetition");
    const [late, early] = [others.filter(({ isLate }) => isLate), others.filter(({ isLate }) => !isLate)];
    rows.push([language, `${count}`, share(early), share(late), share(repeated)]);
    for (const { reason, where } of others.slice(0, 3)) report(`${language}: ${reason} behind ${where}`);
  }
} finally {
  texts.close();
}
const head = ["language", "blocks", "end too early", "too late", "end because they repeat"];
process.stdout.write(`${toTable(head, rows).join("\n")}\n`);

async function tryLanguage(language: string): Promise<{ readonly count: number; readonly wrong: readonly WrongEnd[] }> {
  const wrong: WrongEnd[] = [];
  let [count, files] = [0, 0];
  for (const { text } of texts.of(language)) {
    if (text.length > LONGEST) continue;
    const found = await tryBlockEnds(language, text);
    count += found.count;
    wrong.push(...found.wrong);
    files += 1;
    if (files === FILES) break;
  }
  return { count, wrong };
}
