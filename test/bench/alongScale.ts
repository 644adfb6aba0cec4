/**
 * `npm run bench -- alongScale --root DIR… [--tokens N]`: the index of what stands elsewhere on many files, in the embedded
 * model's tokens: what reading them takes, how small its steps are, memory, and a look-up.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { percentile } from "../../src/core/percentile.ts";
import type { TokenId, Tokenizer } from "../../src/core/tokens/tokenizer.ts";
import { MOST_SHARED } from "../../src/core/writing/precedents.ts";
import { isIndexedText } from "../../src/repo/fileRules.ts";
import { walkFiles } from "../../src/repo/folderWalk.ts";
import { PrecedentIndex } from "../../src/repo/precedentIndex.ts";
import { SequenceReader } from "../../src/repo/sequenceReader.ts";
import { Random } from "../random.ts";
import { readVoting } from "./alongEvents.ts";
import { loadLlama, report } from "./bench.ts";
import { readText } from "./readText.ts";

const { values } = parseArgs({ options: { root: { type: "string", multiple: true }, tokens: { type: "string" } } });
const LOOKUPS = 5000;
/** Each so often, and the quickest counts: others use the machine meanwhile. */
const ASKED = 3;
/** Before the compiler has seen to them. */
const WARM_UP = 1000;

await main();

async function main(): Promise<void> {
  const llama = await loadLlama({ model: "", minutes: 1, sessionFile: "", fresh: false });
  const files = await readFiles(llama.tokenizer, Number(values.tokens ?? 5_000_000));
  await llama.dispose();
  measure(files);
}

async function readFiles(tokenizer: Tokenizer, most: number): Promise<(readonly TokenId[])[]> {
  const files: (readonly TokenId[])[] = [];
  let [tokens, ms] = [0, 0];
  const reader = new SequenceReader(tokenizer);
  for (const root of values.root ?? [])
    for await (const path of walkFiles(root, { globs: [], most: 200_000, shouldStop: () => tokens >= most })) {
      const text = tokens < most ? readText(join(root, path)) : undefined;
      if (text === undefined || !isIndexedText(path, text, [])) continue;
      const startedAt = threadMs();
      const ids = readVoting(reader, text);
      ms += threadMs() - startedAt;
      tokens += ids.length;
      files.push(ids);
    }
  report(`${files.length} files, ${tokens} tokens, ${Math.round((1000 * tokens) / ms)} a second`);
  return files;
}

function measure(files: readonly (readonly TokenId[])[]): void {
  const index = new PrecedentIndex();
  const steps: number[] = [];
  const startedAt = threadMs();
  for (const [at, ids] of files.entries()) {
    index.put(`${at}`, ids);
    let stepAt = performance.now();
    for (const _ of index.tidy()) {
      steps.push(performance.now() - stepAt);
      stepAt = performance.now();
    }
  }
  const seconds = (threadMs() - startedAt) / 1000;
  report(
    `sorted in ${seconds.toFixed(1)} s; ${(index.bytes / index.tokens).toFixed(2)} bytes a token; a step ${describe(steps)}`,
  );
  const random = new Random("lookups");
  const times = Array.from({ length: LOOKUPS }, () => {
    const file = random.below(files.length);
    const end = random.below(files[file]!.length);
    const context = files[file]!.slice(Math.max(0, end - MOST_SHARED), end);
    return Math.min(...Array.from({ length: ASKED }, () => timeOf(() => index.find(context, `${file}`))));
  });
  report(`a look-up ${describe(times.slice(WARM_UP))}`);
}

function timeOf(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** Of this thread alone: others may have the machine meanwhile. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function describe(times: readonly number[]): string {
  const at = (share: number) => `${percentile(times, share)?.toFixed(3)} ms`;
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, most ${at(1)}`;
}
