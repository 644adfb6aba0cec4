/**
 * `node test/bench/blockEnds.ts [--language a,b]`: do the stop rules end a block where the node of its body ends, and an item at the top
 * level with its last line? Bodies and items of real programs in all languages with a grammar are written as they stand there.
 */

import { parseArgs } from "node:util";
import { findPackageRoot } from "../../src/places.ts";
import { type BlockEnds, tryBlockEnds, type WrongEnd } from "../syntax/blockTrial.ts";
import { type TopItem, tryItemEnds } from "../syntax/itemTrial.ts";
import { OTHER_PROGRAMS, PROGRAMS } from "../syntax/programs.ts";
import { report } from "./bench.ts";
import { toTable } from "./comparison.ts";
import { BenchTexts } from "./syntaxTexts.ts";

const FILES = 60;
const LONGEST = 30_000;

/** Items of a language, each written twice, and of one kind and one file at most. */
const ITEMS = 40;
const ITEMS_OF_A_KIND = 8;
const ITEMS_OF_A_FILE = 4;

/** Of a language, in the report. */
const SHOWN = 3;

const { language: only } = parseArgs({ options: { language: { type: "string" } } }).values;
const languages = only?.split(",") ?? Object.keys({ ...PROGRAMS, ...OTHER_PROGRAMS });
const texts = await BenchTexts.ofMachine(findPackageRoot());
const [blocks, items]: [string[][], string[][]] = [[], []];
try {
  for (const language of languages) {
    blocks.push(...toRow(language, await tryLanguage(language, tryBlockEnds)));
    const pick = createPicker();
    items.push(...toRow(language, await tryLanguage(language, (name, text) => tryItemEnds(name, text, pick))));
  }
} finally {
  texts.close();
}
const print = (what: string, rows: readonly string[][]) => {
  const head = ["language", what, "end too early", "too late", "end because they repeat"];
  process.stdout.write(`${toTable(head, rows).join("\n")}\n\n`);
};
print("blocks", blocks);
print("items at the top level, in their file and at its end", items);

function toRow(language: string, { count, wrong }: BlockEnds): readonly string[][] {
  if (count === 0) return [];
  const share = (some: readonly WrongEnd[]) => `${some.length} (${((100 * some.length) / count).toFixed(1)} %)`;
  const repeated = wrong.filter(({ reason }) => reason === "repetition");
  const others = wrong.filter(({ reason }) => reason !== "repetition");
  const [late, early] = [others.filter(({ isLate }) => isLate), others.filter(({ isLate }) => !isLate)];
  for (const { reason, where } of others.slice(0, SHOWN)) report(`${language}: ${reason} behind ${where}`);
  return [[language, `${count}`, share(early), share(late), share(repeated)]];
}

async function tryLanguage(
  language: string,
  tryText: (language: string, text: string) => Promise<BlockEnds>,
): Promise<BlockEnds> {
  const wrong: WrongEnd[] = [];
  let [count, files] = [0, 0];
  for (const { text } of texts.of(language)) {
    if (text.length > LONGEST) continue;
    const found = await tryText(language, text);
    count += found.count;
    wrong.push(...found.wrong);
    files += 1;
    if (files === FILES) break;
  }
  return { count, wrong };
}

/** Chooses items of as many kinds as there are. */
function createPicker(): (items: readonly TopItem[]) => readonly TopItem[] {
  const counts = new Map<string, number>();
  let total = 0;
  return (items) => {
    const picked: TopItem[] = [];
    for (const item of items) {
      const count = counts.get(item.kind) ?? 0;
      if (count >= ITEMS_OF_A_KIND || picked.length >= ITEMS_OF_A_FILE || total >= ITEMS) continue;
      counts.set(item.kind, count + 1);
      total += 1;
      picked.push(item);
    }
    return picked;
  };
}
