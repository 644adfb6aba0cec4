/**
 * Can a stranger tell where things are? Picks functions of `src` by chance and prints them without their places:
 *
 *     npm run --silent placement -- [--seed S] [--count 40]   the functions on stdout, the key in test-results/placement-S.json
 *     npm run --silent placement -- --seed S --answers FILE   how many folders and files are right
 *
 * FILE has a line for each answer: the function's number and a path in `src`, "7 core/place/stop.ts".
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chooseFunctions, score } from "./placement/functions.ts";

const { seed, count, answers } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "40" },
    answers: { type: "string" },
  },
}).values;
const folder = fileURLToPath(new URL("../test-results", import.meta.url));
const keyFile = `${folder}/placement-${seed.replaceAll(/\W/g, "_")}.json`;

if (answers === undefined) {
  const chosen = chooseFunctions(Number(count), seed);
  for (const [index, { text }] of chosen.entries()) console.log(`// ${index + 1}\n${text}\n`);
  mkdirSync(folder, { recursive: true });
  const key = chosen.map((one) => ({ folder: one.folder, file: one.file }));
  writeFileSync(keyFile, `${JSON.stringify(key, undefined, 2)}\n`);
} else {
  const key: readonly { readonly folder: string; readonly file: string }[] = JSON.parse(readFileSync(keyFile, "utf8"));
  const given: (string | undefined)[] = [];
  for (const [, number, path] of readFileSync(answers, "utf8").matchAll(/^\s*(\d+)[.:]?\s+(?:src\/)?(\S+)/gm))
    given[Number(number) - 1] = posix.normalize(path!);
  const { folders, files } = score(key, given);
  console.log(`of ${key.length} functions: ${folders} in the right folder, ${files} in the right file`);
  for (const [index, one] of key.entries()) {
    const right = posix.join(one.folder, one.file);
    if (given[index] !== right) console.log(`${index + 1}: ${given[index] ?? "no answer"}, but it is ${right}`);
  }
}
