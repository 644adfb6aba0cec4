/** Writes down what llama-server re-uses with `--cache-reuse 256`: `node test/bench/recordServer.ts [--server PATH]`. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildLlamaServer, MODEL, postTo, startLlamaServer } from "./llamaServer.ts";
import { type ServerPrompt, serverPrompts } from "./serverPrompts.ts";
import { diffIds, SERVER_RECORDING, type ServerRequest, type ServerRun } from "./serverRecording.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/**
 * One slot and one cache: with `--cache-ram` the server keeps whole caches of earlier prompts beside it, which is another
 * thing than `--cache-reuse`.
 */
const ARGUMENTS = [
  "--cache-reuse",
  "256",
  "--cache-ram",
  "0",
  "--parallel",
  "1",
  "--ctx-size",
  "4096",
  "--threads",
  "1",
];

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { server: { type: "string" }, arguments: { type: "string" }, out: { type: "string" } },
  });
  const program = values.server ?? buildLlamaServer();
  const words = values.arguments === undefined ? ARGUMENTS : values.arguments.split(" ");
  const { address, stop } = await startLlamaServer(program, words);
  try {
    const requests = await record(address);
    const lines = [describeRun(program, words), ...requests].map((line) => JSON.stringify(line));
    writeFileSync(values.out ?? SERVER_RECORDING, `${lines.join("\n")}\n`);
    for (const { what, reused, evaluated } of requests)
      console.log(`${what}: ${reused} re-used, ${evaluated} evaluated`);
  } finally {
    stop();
  }
}

function describeRun(server: string, words: readonly string[]): ServerRun {
  const info = JSON.parse(readFileSync(join(ROOT, "node_modules/node-llama-cpp/llama/llama.cpp.info.json"), "utf8"));
  const version = execFileSync("sh", ["-c", '"$0" --version 2>&1', server], { encoding: "utf8" });
  return { version: /version: .*/.exec(version)?.[0] ?? version, release: info.tag, model: MODEL, arguments: words };
}

async function record(address: string): Promise<ServerRequest[]> {
  const requests: ServerRequest[] = [];
  let before: readonly number[] = [];
  for (const prompt of serverPrompts()) {
    const ids = await tokenize(address, prompt);
    const answer = await complete(address, ids, prompt.predict ?? 1);
    const { cache_n: reused, prompt_n: evaluated } = answer.timings;
    // The last token was chosen and never went into the cache.
    requests.push({
      what: prompt.what,
      ...diffIds(before, ids),
      generated: answer.tokens.slice(0, -1),
      reused,
      evaluated,
    });
    before = ids;
  }
  return requests;
}

async function tokenize(address: string, { text, ids }: ServerPrompt): Promise<readonly number[]> {
  const body = { content: text, add_special: false, parse_special: true };
  const { tokens } = await postTo<{ readonly tokens: readonly number[] }>(`${address}/tokenize`, body);
  return ids?.(tokens) ?? tokens;
}

interface Answer {
  readonly tokens: readonly number[];
  readonly timings: { readonly cache_n: number; readonly prompt_n: number };
}

async function complete(address: string, prompt: readonly number[], predict: number): Promise<Answer> {
  const settings = { n_predict: predict, cache_prompt: true, return_tokens: true, temperature: 0, ignore_eos: true };
  return postTo<Answer>(`${address}/completion`, { prompt, ...settings });
}
