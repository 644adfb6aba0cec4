/** What a cache keeps, moves and counts, within its limits. */

import { describe, expect, test } from "vitest";
import { NO_READING } from "../../../src/core/cache/readingTimes.ts";
import { type InstanceId, InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { concatRuns, sliceRun, type TokenRun } from "../../../src/core/tokens/tokenRun.ts";
import { createTrial, letters, STEP } from "./cacheTrial.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz";
/** Texts of any length in which no stretch comes twice. */
const some = (length: number, instances: InstanceSource, seed = 7): TokenRun =>
  letters(
    Array.from({ length }, (_, at) => ALPHABET[(at * at * seed + at * 3 + Math.floor(at / 26) * seed) % 26]!).join(""),
    instances,
  );

test("text that is not wanted now stays, within 30 % of the context of 400", async () => {
  const { cache } = createTrial();
  const instances = new InstanceSource();
  const end = letters("!", instances);
  const first = some(110, instances);
  await cache.bring(concatRuns([first, end]), STEP);
  await cache.bring(concatRuns([some(50, instances, 11), end]), STEP);
  expect(cache.cells.count).toBe(110 + 51);
  // Another ten, and the limit of 120 is passed: the longest unused goes.
  await cache.bring(concatRuns([some(30, instances, 5), end]), STEP);
  expect(cache.cells.count).toBe(50 + 31);
});

test("a text that leaves no room for what will be generated is read all the same", async () => {
  const { cache } = createTrial();
  const text = some(398, new InstanceSource());
  const result = await cache.bring(text, STEP);
  expect(result).toMatchObject({ complete: true, evaluated: 398 });
});

test("room is kept for what will be generated", async () => {
  const { cache } = createTrial();
  const instances = new InstanceSource();
  const end = letters("!", instances);
  await cache.bring(concatRuns([some(110, instances), end]), STEP);
  await cache.bring(concatRuns([some(285, instances, 11), end]), STEP);
  // 400 cells, 10 of them kept free.
  expect(cache.cells.count).toBeLessThanOrEqual(390);
});

describe("keys are moved where that is quicker than reading", () => {
  /** A re-rotation takes so long, and so many tokens a second are read: what is evaluated for a key in front of 20 tokens. */
  const check = (rotateMs: number, prefill: number, evaluated: number) =>
    test(`${rotateMs} ms against 20 tokens at ${prefill} a second`, async () => {
      const { cache, engine } = createTrial();
      engine.rotateMs = rotateMs;
      engine.rates = { prefill, decode: 10 };
      const instances = new InstanceSource();
      const [head, tail, end] = [some(30, instances), some(20, instances, 11), letters("!", instances)];
      await cache.bring(concatRuns([head, tail, end]), STEP);
      const result = await cache.bring(concatRuns([head, letters("X", instances), tail, end]), STEP);
      expect(result.evaluated).toBe(evaluated);
      expect(result.plan.moved).toBe(evaluated === 2 ? 20 : 0);
    });

  // The key and the last token are read in any case.
  check(0, 1000, 2);
  check(15, 1000, 2);
  check(30, 1000, 22);
  check(30, 500, 2);
  check(60, 500, 22);
});

describe("the counts", () => {
  const start = async () => {
    const trial = createTrial();
    const text = some(60, new InstanceSource());
    await trial.cache.bring(text, STEP);
    return { ...trial, text };
  };
  const refresh = () => [{ from: 10, to: 30 }];

  test("what is healed is counted apart from what is new", async () => {
    const { cache, text } = await start();
    expect(await cache.bring(text, { ...STEP, refresh })).toMatchObject({ healed: 20, evaluated: 1 });
  });

  test("what was not done is not counted", async () => {
    const { cache, text } = await start();
    let steps = 0;
    const stopped = await cache.bring(text, { ...STEP, refresh, shouldStop: () => steps++ >= 1 });
    expect(stopped.complete).toBe(false);
    expect(stopped.healed + stopped.evaluated).toBeLessThanOrEqual(STEP.maxTokensPerStep);
    expect(stopped.evaluated).toBe(0);
  });

  test("what is there already is not read again", async () => {
    const { cache, engine, text } = await start();
    const before = engine.counts.evaluated;
    expect(await cache.bring(text, STEP)).toEqual({
      plan: { kept: 60, moved: 0, evaluated: 0 },
      evaluated: 0,
      healed: 0,
      stale: 0,
      ms: 0,
      times: NO_READING,
      complete: true,
    });
    expect(engine.counts.evaluated).toBe(before);
  });

  test("the same text under other identities is not read again, and is known by them", async () => {
    const { cache, engine, text } = await start();
    await cache.bring({ ids: text.ids, instances: text.ids.map((_, at) => (500_000 + at) as InstanceId) }, STEP);
    expect(engine.counts.evaluated).toBe(60);
    expect(cache.cells.live.instances[0]).toBe(500_000);
  });

  test("the last token is read again when its logits are gone", async () => {
    const { cache, text } = await start();
    await cache.score([1, 2]);
    expect(await cache.bring(text, STEP)).toMatchObject({ evaluated: 1, complete: true });
    expect(await cache.bring(text, STEP)).toMatchObject({ evaluated: 0, complete: true });
  });

  test("what is stale is said", async () => {
    const { cache, text } = await start();
    const instances = new InstanceSource();
    for (let used = 0; used < 1000; used += 1) instances.next();
    const changed = concatRuns([sliceRun(text, 0, 5), letters("X", instances), sliceRun(text, 5, 60)]);
    const result = await cache.bring(changed, STEP);
    // All behind the change but the last token, which is read.
    expect(result).toMatchObject({ stale: 54, evaluated: 2 });
  });
});

describe("tokens that are written", () => {
  test("are read one by one, and taken back", async () => {
    const { cache, engine } = createTrial();
    const instances = new InstanceSource();
    await cache.bring(letters("let a = ", instances), STEP);
    for (const id of letters("bcd", instances).ids) await cache.append(id, instances.next());
    expect(engine.counts.evaluated).toBe(8 + 3);
    await cache.takeBack(2);
    expect(String.fromCharCode(...engine.cells)).toBe("let a = b");
    await cache.readLastAgain();
    expect(String.fromCharCode(...engine.cells)).toBe("let a = b");
    expect(engine.counts.evaluated).toBe(8 + 3 + 1);
    await cache.readLastAgain();
    expect(engine.counts.evaluated).toBe(8 + 3 + 1);
  });

  test("nothing is read again of nothing", async () => {
    const { cache, engine } = createTrial();
    await cache.readLastAgain();
    expect(engine.counts.evaluated).toBe(0);
    expect(await cache.heal(() => [{ from: 0, to: 1 }], STEP)).toBeUndefined();
  });
});

describe("what a step that fails leaves", () => {
  test("nothing is lost by an evaluation", async () => {
    const { cache, engine } = createTrial();
    const instances = new InstanceSource();
    const text = some(60, instances);
    await cache.bring(text, STEP);
    engine.failNext("broken");
    await expect(cache.append(200, instances.next())).rejects.toThrow("broken");
    expect(engine.cells).toEqual(text.ids);
    expect(cache.cells.live.ids).toEqual(text.ids);
  });

  test("after any other step nobody knows, and all is read afresh", async () => {
    const { cache, engine } = createTrial();
    const text = some(60, new InstanceSource());
    await cache.bring(text, STEP);
    engine.failNext("broken");
    await expect(cache.takeBack(1)).rejects.toThrow("broken");
    expect(engine.cells).toEqual([]);
    expect(cache.cells.count).toBe(0);
    expect(await cache.bring(text, STEP)).toMatchObject({ evaluated: 60, complete: true });
  });
});

describe("cells that are taken up for the same text", () => {
  const again = (text: TokenRun) => ({
    ids: text.ids,
    instances: text.ids.map((_, at) => (500_000 + at) as InstanceId),
  });
  const check = (name: string, stepsBefore: number) =>
    test(`have its names ${name}`, async () => {
      const { cache } = createTrial();
      const instances = new InstanceSource();
      const [text, end] = [some(60, instances), letters("!", instances)];
      await cache.bring(concatRuns([text, end]), STEP);
      const renamed = again(text);
      let steps = 0;
      const shouldStop = () => steps++ >= stepsBefore;
      await cache.bring(concatRuns([letters("X", instances), renamed, end]), { ...STEP, shouldStop });
      const names = [cache.cells.live, ...cache.cells.parked.values()].flatMap((strip) => strip.instances);
      expect(names).toEqual(expect.arrayContaining([...renamed.instances]));
    });

  check("at once, whatever comes between", 0);
  check("when all is done", 100);
});

test("what was written behind nothing is taken over like anything else", async () => {
  const { cache } = createTrial();
  const instances = new InstanceSource();
  for (const id of letters("let value", instances).ids) await cache.append(id, instances.next());
  const text = concatRuns([letters("let value", instances), letters("!", instances)]);
  expect(await cache.bring(text, STEP)).toMatchObject({ evaluated: 1, complete: true });
});

test("the only token is read again when its logits are gone", async () => {
  const { cache, engine } = createTrial();
  await cache.bring(letters("a", new InstanceSource()), STEP);
  await cache.score([1]);
  await cache.readLastAgain();
  expect(engine.counts.evaluated).toBe(2);
});
test("keys that were moved more than a thousand times are read again", async () => {
  const { cache } = createTrial();
  const instances = new InstanceSource();
  const [head, tail, end] = [some(5, instances), some(20, instances, 11), letters("!", instances)];
  const key = letters("X", instances);
  await cache.bring(concatRuns([head, tail, end]), STEP);
  let moves = 0;
  for (let evaluated = 0; evaluated < 20 && moves < 1100; moves += 1)
    ({ evaluated } = await cache.bring(
      moves % 2 === 0 ? concatRuns([head, key, tail, end]) : concatRuns([head, tail, end]),
      STEP,
    ));
  expect(moves - 1).toBe(1001);
});
