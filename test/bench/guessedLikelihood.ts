/**
 * `node test/bench/guessedLikelihood.ts [--dump FILE]`: some servers do not say how likely their tokens are. What to take in place of it, so
 * that what is shown is right as often as is thought: of the texts that `npm run bench -- worth` collected, with one guess for all tokens.
 */

import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Sight } from "../../src/core/worth/sight.ts";
import { weigh } from "../../src/core/worth/worth.ts";
import { findStorageFolder } from "../../src/places.ts";
import type { SeenWindow } from "./worthCollect.ts";
import { weighedOf } from "./worthTruth.ts";

const GUESSES = [-0.05, -0.1, -0.2, -0.25, -0.27, -0.3, -0.4, -0.5, -0.7, -1];

const { values } = parseArgs({ options: { dump: { type: "string" } } });
const dump = values.dump ?? join(findStorageFolder() ?? tmpdir(), "bench", "worth-dump.jsonl");
const windows = readFileSync(dump, "utf8")
  .split("\n")
  .filter((line) => line.endsWith("]"))
  .flatMap((line) => JSON.parse(line) as SeenWindow[]);
const requests = weighedOf(windows).filter(({ key }) => key.sight.typed === 0 && key.sight.text.trim() !== "");

console.log(
  `${requests.length} texts that were new at their key, ${new Set(windows.map(({ id }) => id)).size} sessions`,
);
console.log("guess    thought right   were right   shown   of these thought   of these right   keys saved per 100");
row("said", (sight) => sight);
for (const guess of GUESSES) row(guess.toFixed(2), (sight) => guessed(sight, guess));

function row(name: string, change: (sight: Sight) => Sight): void {
  const seen = requests.map(({ key, truth }) => ({ worth: weigh(change(key.sight), "balanced"), truth }));
  const shown = seen.filter(({ worth }) => worth.isWorthALook);
  const thought = (of: typeof seen): string =>
    percentOf(
      of.reduce((sum, { worth }) => sum + worth.line, 0),
      of.length,
    );
  const right = (of: typeof seen): string => percentOf(of.filter(({ truth }) => truth.line).length, of.length);
  const saved = shown.reduce((sum, { truth }) => sum + (truth.line ? truth.keys : 0), 0);
  const share = percentOf(shown.length, seen.length);
  const columns = [thought(seen), right(seen), share, thought(shown), right(shown), (100 * saved) / seen.length];
  console.log(
    `${name.padEnd(8)} ${columns.map((value) => String(typeof value === "number" ? Math.round(value) : value).padStart(14)).join("")}`,
  );
}

/** As a server's text that says nothing of its tokens. */
function guessed(sight: Sight, guess: number): Sight {
  const { written } = sight;
  const tokens = written.tokens.map(({ end }) => ({ end, logprob: guess, endLogprob: undefined }));
  const chosenEnd = written.chosenEnd === undefined ? undefined : guess;
  return { ...sight, written: { ...written, tokens, chosenEnd, firstEntropy: undefined } };
}

function percentOf(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}
