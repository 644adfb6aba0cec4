/**
 * On the embedded model a spliced cache is near to a fresh one, and exact again once every stale token has been
 * evaluated: as near as the same text evaluated in two ways (another batch split adds in another order).
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TokenScore } from "../../src/core/cache/engine.ts";
import { planEdit } from "../../src/core/cache/planners.ts";
import { InstanceSource } from "../../src/core/tokens/tokenizer.ts";
import type { TokenRun } from "../../src/core/tokens/tokenRun.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { newFreelyMovingCache, toOptions } from "./engineTrial.ts";

const BEFORE = `/** Keeps what was measured, newest last. */
export class Journal {
  private readonly entries: Entry[] = [];
  constructor(private readonly limit: number) {}

  add(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length > this.limit) this.entries.shift();
  }

  average(name: string): number {
    const found = this.entries.filter((entry) => entry.name === name);
    return found.reduce((sum, entry) => sum + entry.value, 0) / found.length;
  }
`;
const TRUTH = `
  largest(name: string): number {
    const found = this.entries.filter((entry) => entry.name === name);
    return Math.max(...found.map((entry) => entry.value));
  }
}
`;

/** Texts in place of others, one after the other. */
const EDITS: readonly (readonly [string, string])[] = [
  ["entries: Entry[]", "measurements: Measurement[]"],
  ["this.entries.push(entry);\n", ""],
  ["newest last", "the newest one first, and never more than the limit says"],
  ["average(name: string): number {", "average(name: string, fallback = 0): number {\n    // Empty journals happen."],
];

describe("a spliced cache of the embedded model", () => {
  let folder: string;
  let engine: LlamaEngine;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "turnkey-splice-"));
    engine = await createEngine(toOptions(folder, ""));
  });
  afterAll(async () => {
    await engine?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const tokenize = (text: string, instances: InstanceSource): TokenRun => {
    const ids = engine.tokenizer.tokenize(text);
    return { ids, instances: ids.map(() => instances.next()) };
  };
  const truth = () => engine.tokenizer.tokenize(TRUTH);

  test("the check at load allows moving, and knows what it costs", () => {
    expect(engine.facts.immovable).toBeUndefined();
    expect(engine.rotateMs).toBeGreaterThanOrEqual(0);
  });

  test("is exact again after healing, to the noise floor", async () => {
    const instances = new InstanceSource();
    const options = { maxTokensPerStep: 512, shouldStop: () => false };
    // What moving was measured to cost decides nothing here.
    const cache = newFreelyMovingCache(engine, planEdit);
    await cache.reset();
    let text = BEFORE;
    let wanted = tokenize(text, instances);
    await cache.bring(wanted, options);
    for (const [old, replacement] of EDITS) {
      text = text.replace(old, replacement);
      wanted = withOldInstances(wanted, tokenize(text, instances));
      await cache.bring(wanted, options);
    }
    expect(cache.cells.staleLive("inexact").length).toBeGreaterThan(50);
    const spliced = await cache.score(truth());
    const healing = await cache.heal((cells) => toSpans(cells.staleLive("inexact")), options);
    expect(healing?.healed).toBeGreaterThan(50);
    expect(cache.cells.staleLive("inexact")).toEqual([]);
    const healed = await cache.score(truth());

    const scoreFresh = async (maxTokensPerStep: number) => {
      await cache.reset();
      await cache.bring(wanted, { ...options, maxTokensPerStep });
      return cache.score(truth());
    };
    const fresh = await scoreFresh(512);
    const floor = meanDifference(fresh, await scoreFresh(48));
    const difference = { spliced: meanDifference(spliced, fresh), healed: meanDifference(healed, fresh), floor };
    // Nats per token. The floor is a small sample itself.
    expect(difference.healed, JSON.stringify(difference)).toBeLessThan(1.5 * floor + 0.005);
    expect(difference.spliced, JSON.stringify(difference)).toBeGreaterThan(difference.healed);
  }, 120_000);
});

function meanDifference(left: readonly TokenScore[], right: readonly TokenScore[]): number {
  expect(left).toHaveLength(right.length);
  return left.reduce((sum, { logprob }, index) => sum + Math.abs(logprob - right[index]!.logprob), 0) / left.length;
}

/** The common start and end keep their identities. */
function withOldInstances(old: TokenRun, next: TokenRun): TokenRun {
  const instances = [...next.instances];
  const shorter = Math.min(old.ids.length, next.ids.length);
  let head = 0;
  while (head < shorter && old.ids[head] === next.ids[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.ids.at(-1 - tail) === next.ids.at(-1 - tail)) tail += 1;
  for (let index = 0; index < head; index += 1) instances[index] = old.instances[index]!;
  for (let index = 1; index <= tail; index += 1) instances[instances.length - index] = old.instances.at(-index)!;
  return { ids: next.ids, instances };
}

function toSpans(positions: readonly number[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const position of positions) {
    const last = spans.at(-1);
    if (last?.to === position) last.to += 1;
    else spans.push({ from: position, to: position + 1 });
  }
  return spans;
}
