/**
 * `npm run bench -- contextTrouble [--files N]`: a folder that makes trouble: very many files in one folder, links that lead round in a
 * circle, a file of 300 MB, bytes that are no text, and files that vanish while they are read. How long the threads that read it listen
 * to nobody: the engine's own (for what stands elsewhere) and the index's. No model; the tokens are words.
 */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { findPackageRoot } from "../../src/places.ts";
import { PrecedentDesk } from "../../src/repo/precedentDesk.ts";
import { RepoDesk } from "../../src/repo/repoDesk.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { createFakeTokenizer } from "../fakes/tokenizer.ts";
import { report } from "./bench.ts";
import { describeTimes, waitsDuring } from "./threadWaits.ts";

const { values } = parseArgs({ options: { files: { type: "string" } } });
/** Every so many-th file holds a line, every so many-th vanishes. */
const WRITTEN = 10;
const VANISHING = 20;
/** After each so many that vanish others may go on. */
const VANISH_AT_ONCE = 10;
const LARGE_BYTES = 300_000_000;

const root = mkdtempSync(join(tmpdir(), "turnkey-trouble-"));
try {
  await measure(Number(values.files ?? 100_000));
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function measure(files: number): Promise<void> {
  makeTrouble(files);
  const notes: string[] = [];
  const along = new PrecedentDesk({ clock: systemClock, note: (message) => notes.push(message) });
  along.useVocabulary({ name: "words", tokenizer: createFakeTokenizer() });
  along.setFolders([pathToFileURL(root).href], []);
  const waits = await waitsDuring(Promise.all([along.settle(), vanish(files, 0)]));
  report(`the engine's thread: ${along.state.files} files; waits ${describeTimes(waits)}; ${notes.length} failures`);
  // A branch that is switched, small enough to be followed file by file.
  const paths = Array.from({ length: 1000 }, (_, at) => pathToFileURL(join(root, "flat", nameOf(at))).href);
  const tell = async () => {
    await systemClock.sleep(10);
    along.filesChanged(paths);
    await along.settle();
  };
  const told = await waitsDuring(tell());
  report(`the engine's thread, told of 1,000 files: waits ${describeTimes(told)}`);
  along.dispose();
  const desk = new RepoDesk(join(findPackageRoot(), "grammars"));
  const scan = await waitsDuring(Promise.all([desk.configure({ roots: [root], globs: [] }), vanish(files, 1)]));
  report(`the index's thread: ${desk.state.files} files; waits ${describeTimes(scan)}`);
}

function makeTrouble(files: number): void {
  mkdirSync(join(root, "flat"));
  for (let at = 0; at < files; at += 1)
    writeFileSync(join(root, "flat", nameOf(at)), at % WRITTEN === 0 ? `export const value${at} = open(${at});\n` : "");
  symlinkSync(root, join(root, "again"));
  symlinkSync(join(root, "flat"), join(root, "flat", "again"));
  symlinkSync(join(root, "nowhere.ts"), join(root, "broken.ts"));
  writeFileSync(join(root, "large.ts"), "");
  truncateSync(join(root, "large.ts"), LARGE_BYTES);
  writeFileSync(join(root, "broken-text.ts"), Buffer.from([0x61, 0xff, 0xfe, 0xc0, 0x0a, 0xed, 0xa0, 0x80, 0x0a]));
}

/** In no order of the numbers. */
function nameOf(number: number): string {
  return `file${(number * 7919) % 1_000_003}.ts`;
}

async function vanish(files: number, from: number): Promise<void> {
  for (let at = from; at < files; at += VANISHING) {
    if (at % (VANISHING * VANISH_AT_ONCE) === from) await systemClock.sleep(1);
    await rm(join(root, "flat", nameOf(at)), { force: true });
  }
}
