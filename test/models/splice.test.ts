import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CacheStep, Cells } from "../../src/core/cache/cells.ts";
import { planEdit, planNone } from "../../src/core/cache/planners.ts";
import { type InstanceId, InstanceSource, type TokenId } from "../../src/core/tokens/tokenizer.ts";
import { concatRuns, sliceRun, type TokenRun } from "../../src/core/tokens/tokenRun.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { newFreelyMovingCache, toOptions } from "./engineTrial.ts";
import { writeTinyModel } from "./tinyModel.ts";

/**
 * On a model of one layer keys and values depend on token and position alone, so a spliced cache must give the logits of
 * a fresh evaluation, whatever was inserted, deleted, moved or set aside before: the exact test of all arithmetic of
 * positions. Each re-rotation rounds an f16 key once more.
 */
const ROUNDING = 0.02;

const EVERYTHING = { maxTokensPerStep: 512, shouldStop: () => false };

describe("a spliced cache of a model of one layer", () => {
  let folder: string;
  let spliced: LlamaEngine;
  let fresh: LlamaEngine;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "turnkey-splice-"));
    await writeTinyModel(join(folder, "one.gguf"), { layers: 1 });
    spliced = await createEngine(toOptions(folder, "one.gguf"));
    fresh = await createEngine(toOptions(folder, "one.gguf"));
  });
  afterAll(async () => {
    await spliced?.dispose();
    await fresh?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  test("keys may be moved on it, by the check at load", () => expect(spliced.facts.immovable).toBeUndefined());

  /** As `Cache` reports it when the engine's cells are not those of its mirror. */
  interface Report {
    readonly live: number;
    readonly parked: readonly { readonly alias: number; readonly from: number; readonly length: number }[];
    readonly steps: readonly (
      | Exclude<CacheStep, { kind: "evaluate" }>
      | { readonly kind: "evaluate"; readonly from: number; readonly length: number }
    )[];
  }

  /** Makes the cells of a report, and carries its steps out on the engine and on a mirror: both must end alike. */
  async function checkSteps({ live, parked, steps }: Report) {
    const cells = new Cells();
    const source = new InstanceSource();
    const evaluate = (from: number, length: number): CacheStep => ({
      kind: "evaluate",
      from,
      run: toTokens(new Array(length).fill(7), source),
    });
    const all: CacheStep[] = parked.flatMap(({ alias, from, length }) => [
      evaluate(0, length),
      { kind: "park" as const, source: 0, from: 0, to: length, alias },
      ...(from > 0 ? [{ kind: "move" as const, alias, delta: from }] : []),
    ]);
    if (live > 0) all.push(evaluate(0, live));
    for (const step of steps) all.push(step.kind === "evaluate" ? evaluate(step.from, step.length) : step);
    await spliced.reset();
    for (const step of all) {
      await spliced.apply(step);
      cells.applyStep(step);
      expect(spliced.end, `after ${JSON.stringify(step)}`).toBe(cells.live.ids.length);
    }
    await spliced.reset();
  }

  test("steps of every kind leave the native cache as the mirror says", () =>
    checkSteps({
      live: 30,
      parked: [
        { alias: 4, from: 12, length: 9 },
        { alias: 9, from: 0, length: 20 },
      ],
      steps: [
        { kind: "drop", source: 0, from: 28, to: 30 },
        { kind: "park", source: 0, from: 20, to: 28, alias: 1 },
        { kind: "drop", source: 0, from: 10, to: 20 },
        { kind: "park", source: 9, from: 15, to: 20, alias: 2 },
        { kind: "drop", source: 9, from: 0, to: 5 },
        { kind: "move", alias: 1, delta: 3 },
        { kind: "move", alias: 2, delta: -1 },
        { kind: "evaluate", from: 10, length: 4 },
        { kind: "attach", alias: 2 },
        { kind: "evaluate", from: 19, length: 4 },
        { kind: "attach", alias: 1 },
        { kind: "evaluate", from: 31, length: 1 },
        { kind: "drop", source: 4, from: 12, to: 21 },
      ],
    }));

  const edit = fc.record({
    at: fc.nat(200),
    deleted: fc.nat(40),
    inserted: fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 30 }),
    /** Cut text comes back at another place. */
    moveCutTo: fc.option(fc.nat(200)),
    /** The cursor's jump: the rest of the text is the first part of the prompt. */
    swapAt: fc.option(fc.nat(200)),
    /** The change is taken back afterwards. */
    undo: fc.boolean(),
    /** So many of the plan's steps, then another state is wanted. */
    stopAfter: fc.option(fc.nat(3)),
  });

  test("gives the logits of a fresh evaluation after any edits (1,000 of all kinds)", async () => {
    const seed = 20261122;
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 20, maxLength: 20 }), async (edits) => {
        const instances = new InstanceSource();
        const caches = {
          spliced: newFreelyMovingCache(spliced, planEdit),
          fresh: newFreelyMovingCache(fresh, planNone),
        };
        let text = toTokens(
          Array.from({ length: 120 }, (_, index) => 1 + ((index * 37) % 250)),
          instances,
        );
        const end = toTokens([7], instances);
        await Promise.all([caches.spliced.reset(), caches.fresh.reset()]);
        for (const one of edits) {
          const before = text;
          text = change(text, one, instances);
          let steps = one.stopAfter ?? Number.POSITIVE_INFINITY;
          await caches.spliced.bring(concatRuns([text, end]), { maxTokensPerStep: 16, shouldStop: () => steps-- <= 0 });
          if (one.undo) text = before;
          await caches.spliced.bring(concatRuns([text, end]), EVERYTHING);
          await caches.fresh.bring(concatRuns([text, end]), EVERYTHING);
          await expectSameAnswers(spliced, fresh, one);
        }
      }),
      { numRuns: 50, seed },
    );
  }, 300_000);
});

function toTokens(ids: readonly TokenId[], instances: InstanceSource): TokenRun {
  return { ids, instances: ids.map((): InstanceId => instances.next()) };
}

interface Edit {
  readonly at: number;
  readonly deleted: number;
  readonly inserted: readonly number[];
  readonly moveCutTo: number | null;
  readonly swapAt: number | null;
}

function change(text: TokenRun, edit: Edit, instances: InstanceSource): TokenRun {
  const length = text.ids.length;
  const at = Math.min(edit.at, length);
  const end = Math.min(at + edit.deleted, length);
  const gone = sliceRun(text, at, end);
  let next = concatRuns([sliceRun(text, 0, at), toTokens(edit.inserted, instances), sliceRun(text, end, length)]);
  if (edit.moveCutTo !== null) {
    const to = Math.min(edit.moveCutTo, next.ids.length);
    next = concatRuns([sliceRun(next, 0, to), gone, sliceRun(next, to, next.ids.length)]);
  }
  if (edit.swapAt !== null) {
    const swap = Math.min(edit.swapAt, next.ids.length);
    next = concatRuns([sliceRun(next, swap, next.ids.length), sliceRun(next, 0, swap)]);
  }
  return sliceRun(next, 0, 400);
}

async function expectSameAnswers(spliced: LlamaEngine, fresh: LlamaEngine, edit: Edit): Promise<void> {
  const wanted = await fresh.best(20);
  const all = new Map((await spliced.best(260)).map(({ token, logprob }) => [token, logprob]));
  for (const { token, logprob } of wanted)
    expect(
      Math.abs((all.get(token) ?? Number.NaN) - logprob),
      `token ${token} after ${JSON.stringify(edit)}`,
    ).toBeLessThan(ROUNDING);
}
