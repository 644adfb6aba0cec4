/**
 * Writes down what llama-server re-uses with `--cache-reuse 256`: `node test/bench/recordServer.ts --server PATH`.
 *
 * The server is built from the source that node-llama-cpp brings along:
 *
 *     git clone node_modules/node-llama-cpp/llama/gitRelease.bundle /tmp/llama.cpp
 *     cd /tmp/llama.cpp
 *     cmake -B build -DCMAKE_BUILD_TYPE=Release -DLLAMA_OPENSSL=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_BUILD_TESTS=OFF
 *     cmake --build build --target llama-server
 */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type ServerPrompt, serverPrompts } from "./serverPrompts.ts";
import { diffIds, SERVER_RECORDING, type ServerRequest, type ServerRun } from "./serverRecording.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MODEL = "models/turnkey-embedded-0.5b-00001-of-00003.gguf";
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
const START_MS = 120_000;

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { server: { type: "string" }, arguments: { type: "string" }, out: { type: "string" } },
  });
  if (values.server === undefined) throw new Error("--server PATH names the llama-server to record");
  const words = values.arguments === undefined ? ARGUMENTS : values.arguments.split(" ");
  const port = await freePort();
  const server = spawn(
    values.server,
    [...words, "--model", join(ROOT, MODEL), "--host", "127.0.0.1", "--port", String(port)],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  try {
    const address = `http://127.0.0.1:${port}`;
    await listening(server, address);
    const requests = await record(address);
    const lines = [describeRun(values.server, words), ...requests].map((line) => JSON.stringify(line));
    writeFileSync(values.out ?? SERVER_RECORDING, `${lines.join("\n")}\n`);
    for (const { what, reused, evaluated } of requests)
      console.log(`${what}: ${reused} re-used, ${evaluated} evaluated`);
  } finally {
    server.kill();
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
  const { tokens } = await post<{ readonly tokens: readonly number[] }>(`${address}/tokenize`, body);
  return ids?.(tokens) ?? tokens;
}

interface Answer {
  readonly tokens: readonly number[];
  readonly timings: { readonly cache_n: number; readonly prompt_n: number };
}

async function complete(address: string, prompt: readonly number[], predict: number): Promise<Answer> {
  const settings = { n_predict: predict, cache_prompt: true, return_tokens: true, temperature: 0, ignore_eos: true };
  return post<Answer>(`${address}/completion`, { prompt, ...settings });
}

async function post<Result>(url: string, body: object): Promise<Result> {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Result;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function listening(server: ChildProcess, address: string): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; ) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    const isReady = await fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((wake) => setTimeout(wake, 200));
  }
  throw new Error(`the server did not listen within ${START_MS} ms`);
}
