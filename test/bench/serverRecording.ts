/** What was written down of a session with llama-server: a line for the run, then one per request. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const SERVER_RECORDING = fileURLToPath(new URL("../fixtures/llama-server.jsonl", import.meta.url));

export interface ServerRun {
  /** What `llama-server --version` says, and the release that node-llama-cpp brings the source of. */
  readonly version: string;
  readonly release: string;
  readonly model: string;
  readonly arguments: readonly string[];
}

export interface ServerRequest {
  readonly what: string;
  /** The prompt, as one change of the prompt before. */
  readonly from: number;
  readonly deleted: number;
  readonly inserted: readonly number[];
  /** Tokens generated after it that stay in the cache. */
  readonly generated: readonly number[];
  /** Of the prompt's tokens, as the server counted them. */
  readonly reused: number;
  readonly evaluated: number;
}

export function readServerRecording(): { readonly run: ServerRun; readonly requests: readonly ServerRequest[] } {
  const [run, ...requests] = readFileSync(SERVER_RECORDING, "utf8").trimEnd().split("\n");
  return { run: JSON.parse(run!), requests: requests.map((line) => JSON.parse(line) as ServerRequest) };
}

/** The one change that makes `after` of `before`. */
export function diffIds(before: readonly number[], after: readonly number[]) {
  let from = 0;
  while (from < Math.min(before.length, after.length) && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < Math.min(before.length, after.length) - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { from, deleted: before.length - same - from, inserted: after.slice(from, after.length - same) };
}
