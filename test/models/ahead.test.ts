/** Tokens evaluated several at once, on real models: the same is written as one by one, and the cells are the same. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineFailure } from "../../src/core/cache/engine.ts";
import { planEdit } from "../../src/core/cache/planners.ts";
import { InstanceSource, type TokenId } from "../../src/core/tokens/tokenizer.ts";
import { AheadCache } from "../../src/core/writing/aheadCache.ts";
import { GuessLedger } from "../../src/core/writing/draftLength.ts";
import type { Guess } from "../../src/core/writing/guesses.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { Random } from "../random.ts";
import { newFreelyMovingCache, PACKAGE_ROOT, toOptions } from "./engineTrial.ts";
import { writeTinyModel } from "./tinyModel.ts";

const STEP = { maxTokensPerStep: 64, shouldStop: () => false };
const WRITTEN = 24;
/** Two candidates whose log-probabilities differ by less are a tie, which rounding decides. */
const TIE = 0.1;
/** The embedded model on a machine that does much else. */
const SLOW_MS = 10 * 60_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-ahead-"));
  await writeTinyModel(join(folder, "one.gguf"), { layers: 1 });
  await writeTinyModel(join(folder, "three.gguf"), { layers: 3 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Result {
  readonly tokens: readonly TokenId[];
  /** How far the second best was behind the best, at each token. */
  readonly leads: readonly number[];
  readonly evaluations: number;
  readonly stood: number;
}

/** Writes greedily behind a prompt; `after`: guesses behind a draft, with whatever they cost. */
async function write(
  engine: LlamaEngine,
  prompt: readonly TokenId[],
  after: (draft: readonly TokenId[]) => readonly Guess[],
): Promise<Result> {
  const instances = new InstanceSource();
  const cache = newFreelyMovingCache(engine, planEdit);
  await cache.reset();
  await cache.bring({ ids: prompt, instances: prompt.map(() => instances.next()) }, STEP);
  const { verifying } = engine;
  // Several cost as much as one: each guess is tried.
  const costs = [1, 16].map((tokens) => ({ tokens, ms: 10 + tokens / 100 }));
  const free = {
    costs,
    verify: verifying!.verify,
    readBehind: verifying!.readBehind,
  };
  const ahead = new AheadCache({
    cache,
    verifying: free,
    instances,
    guesses: { after, ledger: new GuessLedger() },
    wanted: ({ length }) => length,
    onGuess: () => {},
  });
  const tokens: TokenId[] = [];
  const leads: number[] = [];
  while (tokens.length < WRITTEN) {
    const [best, next] = await engine.best(2);
    tokens.push(best!.token);
    leads.push(best!.logprob - next!.logprob);
    await ahead.append(best!.token, instances.next());
  }
  await ahead.end();
  expect(cache.cells.live.ids).toEqual([...prompt, ...tokens]);
  expect(engine.end).toBe(prompt.length + tokens.length);
  const { evaluations, stood } = ahead.counts;
  return { tokens, leads, evaluations: evaluations.reduce((sum, count) => sum + count, 0), stood };
}

/** Guesses right but for some tokens. */
function guessing(truth: readonly TokenId[], random: Random): (draft: readonly TokenId[]) => readonly Guess[] {
  const wrong = truth.map(() => random.chance(0.15));
  return (draft) =>
    truth.slice(draft.length, draft.length + 15).map((token, index) => ({
      token: wrong[draft.length + index] ? truth[0]! : token,
      chance: 0.95,
      shared: 8,
      share: 1,
    }));
}

/** Places where all is the same; the others are ties, or the test fails. */
async function checkPlaces(engine: LlamaEngine, prompts: readonly (readonly TokenId[])[]): Promise<number> {
  const random = new Random("ahead");
  let equal = 0;
  for (const [place, prompt] of prompts.entries()) {
    const plain = await write(engine, prompt, () => []);
    const guessed = await write(engine, prompt, guessing(plain.tokens, random));
    expect(plain.evaluations).toBe(WRITTEN);
    expect(guessed.evaluations + guessed.stood).toBe(WRITTEN);
    const first = plain.tokens.findIndex((token, index) => token !== guessed.tokens[index]);
    if (first < 0) {
      equal += 1;
      expect(guessed.evaluations).toBeLessThan(WRITTEN / 1.5);
    } else expect(plain.leads[first], `place ${place}, token ${first} is no tie`).toBeLessThan(TIE);
  }
  return equal;
}

describe("written with guesses", () => {
  test.each(["one.gguf", "three.gguf"])("as without, at 120 places (%s)", async (file) => {
    const engine = await createEngine(toOptions(folder, file));
    try {
      const random = new Random(file);
      const words = ["if", " else", "return", " ", "\n", "()", "(a)", " = ", "b", "12"];
      const prompts = Array.from({ length: 120 }, () =>
        engine.tokenizer.tokenize(Array.from({ length: 20 }, () => random.pick(words)).join("")),
      );
      expect(await checkPlaces(engine, prompts)).toBeGreaterThan(110);
    } finally {
      await engine.dispose();
    }
  });

  test(
    "as without, by the embedded model",
    async () => {
      const engine = await createEngine(toOptions(folder, ""));
      try {
        const text = await readFile(join(PACKAGE_ROOT, "test/fixtures/sample/cart.ts"), "utf8");
        const ids = engine.tokenizer.tokenize(text);
        const prompts = Array.from({ length: 5 }, (_, index) => ids.slice(0, 40 + 15 * index));
        expect(await checkPlaces(engine, prompts)).toBeGreaterThan(0);
      } finally {
        await engine.dispose();
      }
    },
    SLOW_MS,
  );

  test("a run that does not fit leaves no cell, and is a failure that says what to do", async () => {
    const engine = await createEngine({ ...toOptions(folder, "one.gguf"), contextSize: 256 });
    try {
      const cache = newFreelyMovingCache(engine, planEdit);
      const instances = new InstanceSource();
      const run = (count: number) => ({
        ids: new Array<TokenId>(count).fill(5),
        instances: Array.from({ length: count }, () => instances.next()),
      });
      await cache.bring(run(250), STEP);
      await expect(cache.verify(run(10))).rejects.toThrow(EngineFailure);
      expect(engine.end).toBe(250);
      expect(cache.cells.live.ids).toHaveLength(250);
      // What was measured at load is there.
      expect(engine.verifying!.costs[0]).toMatchObject({ tokens: 1 });
    } finally {
      await engine.dispose();
    }
  });
});
