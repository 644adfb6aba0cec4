/** Cells at positions of their own: exact without slack, off where positions overlap, and all of a plan carried out. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/core/cache/engine.ts";
import { planEdit, planNone } from "../../src/core/cache/planners.ts";
import { type InstanceId, InstanceSource } from "../../src/core/tokens/tokenizer.ts";
import { concatRuns, sliceRun, type TokenRun } from "../../src/core/tokens/tokenRun.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { LooseEngine } from "../../src/llama/looseEngine.ts";
import { SlackEngine } from "../bench/slackEngine.ts";
import { Random } from "../random.ts";
import { newFreelyMovingCache, toOptions } from "./engineTrial.ts";
import { writeTinyModel } from "./tinyModel.ts";

let folder: string;
let inner: LlamaEngine;
let fresh: LlamaEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-loose-"));
  await writeTinyModel(join(folder, "one.gguf"), { layers: 1 });
  inner = await createEngine(toOptions(folder, "one.gguf"));
  fresh = await createEngine(toOptions(folder, "one.gguf"));
});
afterAll(async () => {
  await inner?.dispose();
  await fresh?.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Edits of a text of 60 tokens; the largest difference from fresh answers after each is within `least` and `most`. */
function check(
  slack: number | "conflict",
  edit: (length: number, random: Random) => { at: number; deleted: number; inserted: number },
  { least, most }: { readonly least: number; readonly most: number },
) {
  test(`${slack === "conflict" ? slack : `slack ${slack}`}: ${edit}`, async () => {
    const random = new Random("loose");
    const loose = slack === "conflict" ? new LooseEngine(inner) : new SlackEngine(inner, slack);
    const caches = { loose: newFreelyMovingCache(loose, planEdit), fresh: newFreelyMovingCache(fresh, planNone) };
    const source = new InstanceSource();
    const tokens = (count: number): TokenRun => {
      const ids = Array.from({ length: count }, () => 1 + random.below(250));
      return { ids, instances: ids.map((): InstanceId => source.next()) };
    };
    let text = tokens(60);
    const end = tokens(1);
    let worst = 0;
    await caches.fresh.reset();
    for (let times = 0; times < 25; times += 1) {
      const wanted = concatRuns([text, end]);
      await caches.loose.bring(wanted, EVERYTHING);
      await caches.fresh.bring(wanted, EVERYTHING);
      worst = Math.max(worst, await difference(loose, fresh));
      const { at, deleted, inserted } = edit(text.ids.length, random);
      text = concatRuns([sliceRun(text, 0, at), tokens(inserted), sliceRun(text, at + deleted, text.ids.length)]);
    }
    await loose.reset();
    expect(worst).toBeGreaterThanOrEqual(least);
    expect(worst).toBeLessThanOrEqual(most);
  });
}

const anywhere = (length: number, random: Random) => ({
  at: random.below(length - 5),
  deleted: random.below(5),
  inserted: random.below(7),
});
const atTheEnd = (length: number) => ({ at: length, deleted: 0, inserted: 2 });
const inTheMiddle = () => ({ at: 30, deleted: 0, inserted: 1 });

/** Of a key that was rounded often, in nats. */
const ROUNDING = 0.02;
check(0, anywhere, { least: 0, most: ROUNDING });
check("conflict", atTheEnd, { least: 0, most: ROUNDING });
check("conflict", inTheMiddle, { least: 2 * ROUNDING, most: 50 });
check(2, inTheMiddle, { least: ROUNDING / 4, most: 50 });

test("slack saves re-rotations", async () => {
  const counts = [];
  for (const slack of [0, 1, 2]) {
    const loose = new SlackEngine(inner, slack);
    const cache = newFreelyMovingCache(loose, planEdit);
    const source = new InstanceSource();
    const named = (ids: readonly number[]): TokenRun => ({ ids, instances: ids.map(() => source.next()) });
    let text = named(Array.from({ length: 40 }, (_, index) => 1 + index));
    for (let typed = 0; typed < 12; typed += 1) {
      await cache.bring(text, EVERYTHING);
      text = concatRuns([
        sliceRun(text, 0, 20 + typed),
        named([50 + typed]),
        sliceRun(text, 20 + typed, text.ids.length),
      ]);
    }
    counts.push(loose.rotations);
    await loose.reset();
  }
  expect(counts).toEqual([11, 6, 4]);
});

const EVERYTHING = { maxTokensPerStep: 512, shouldStop: () => false };

async function difference(loose: Engine, exact: Engine): Promise<number> {
  const all = new Map((await loose.best(1000)).map(({ token, logprob }) => [token, logprob]));
  const wanted = await exact.best(20);
  return Math.max(...wanted.map(({ token, logprob }) => Math.abs(all.get(token)! - logprob)));
}
