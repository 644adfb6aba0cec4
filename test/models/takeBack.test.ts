/** On the embedded model: a token that was refused leaves no trace in what follows. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cache } from "../../src/core/cache/cache.ts";
import type { Candidate } from "../../src/core/cache/engine.ts";
import { planEdit } from "../../src/core/cache/planners.ts";
import { InstanceSource, type TokenId } from "../../src/core/tokens/tokenizer.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { toOptions } from "./engineTrial.ts";

const TEXT = "export function largest(values: readonly number[]): number {\n  let best = values[0];\n  for (const";

describe("a token that is taken back", () => {
  let folder: string;
  let engine: LlamaEngine;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "turnkey-take-back-"));
    engine = await createEngine(toOptions(folder, ""));
  });
  afterAll(async () => {
    await engine?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** Each token is written after the wrong ones before it were, and were taken back. */
  async function write(script: readonly { readonly wrong: readonly string[]; readonly right: string }[]) {
    const instances = new InstanceSource();
    const cache = new Cache({
      engine,
      planner: planEdit,
      clock: { now: () => 0, sleep: async () => {} },
      reserve: () => 100,
      onMismatch: (report) => expect.fail(report),
    });
    await cache.reset();
    const ids = engine.tokenizer.tokenize(TEXT);
    const run = { ids, instances: ids.map(() => instances.next()) };
    await cache.bring(run, { maxTokensPerStep: 64, shouldStop: () => false });
    const tokens: TokenId[] = [];
    for (const { wrong, right } of script) {
      for (const text of wrong) for (const token of one(text)) await cache.append(token, instances.next());
      const count = wrong.flatMap(one).length;
      if (count > 0) await cache.takeBack(count);
      // The candidates are there again, as after the token before.
      if (count > 0) await cache.readLastAgain();
      if (count > 0) expect((await engine.best(1)).length).toBe(1);
      for (const token of one(right)) {
        await cache.append(token, instances.next());
        tokens.push(token);
      }
    }
    expect(cache.cells.live.ids).toEqual([...ids, ...tokens]);
    expect(engine.end).toBe(ids.length + tokens.length);
    const best = await engine.best(20);
    for (let count = 0; count < 8; count += 1) {
      const next = (await engine.best(1))[0]!.token;
      tokens.push(next);
      await cache.append(next, instances.next());
    }
    return { best, text: engine.tokenizer.detokenize(tokens) };
  }

  const one = (text: string) => engine.tokenizer.tokenize(text);

  test("changes nothing of what comes", async () => {
    const clean = await write([" value", " of", " values"].map((right) => ({ wrong: [], right })));
    const refused = await write([
      { wrong: [")", " ]]"], right: " value" },
      { wrong: [" klingon"], right: " of" },
      { wrong: ["}"], right: " values" },
    ]);
    expect(refused.text).toBe(clean.text);
    expect(refused.best.map(({ token }) => token).slice(0, 5)).toEqual(
      clean.best.map(({ token }) => token).slice(0, 5),
    );
    expect(largestDifference(clean.best, refused.best)).toBeLessThan(0.01);
  }, 120_000);

  test("and not taken back it would change much", async () => {
    const clean = await write([" value", " of", " values"].map((right) => ({ wrong: [], right })));
    const dirty = await write([" value", " klingon", "}", " of", " values"].map((right) => ({ wrong: [], right })));
    expect(largestDifference(clean.best, dirty.best)).toBeGreaterThan(0.1);
  }, 120_000);
});

function largestDifference(left: readonly Candidate[], right: readonly Candidate[]): number {
  const logprobs = new Map(right.map(({ token, logprob }) => [token, logprob]));
  const common = left.slice(0, 5).map(({ token, logprob }) => Math.abs(logprob - (logprobs.get(token) ?? -100)));
  return Math.max(...common);
}
