/** What the tests of the engine share: options, and short ways to use it. */

import { join } from "node:path";
import { expect } from "vitest";
import { Cache } from "../../src/core/cache/cache.ts";
import type { Planner } from "../../src/core/cache/cachePlan.ts";
import type { Candidate, Engine } from "../../src/core/cache/engine.ts";
import type { InstanceId, TokenId } from "../../src/core/tokens/tokenizer.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import type { EngineOptions } from "../../src/llama/load.ts";

export const PACKAGE_ROOT = join(import.meta.dirname, "..", "..");

/** One thread and a short context for the model `file` in `folder`; "" is the embedded model. */
export function toOptions(folder: string, file: string): EngineOptions {
  return {
    modelPath: file === "" ? "" : join(folder, file),
    packageRoot: PACKAGE_ROOT,
    threads: 1,
    gpu: "off",
    contextSize: 1024,
    storageFolder: join(folder, "storage"),
  };
}

export function evaluate(engine: LlamaEngine, ids: readonly TokenId[], from: number): Promise<void> {
  return engine.apply({ kind: "evaluate", from, run: { ids, instances: ids.map(() => 0 as InstanceId) } });
}

/** Generates greedily; the cache is `prompt` again afterwards, with its logits. */
export async function continueGreedily(engine: LlamaEngine, prompt: readonly TokenId[], count: number) {
  const tokens: TokenId[] = [];
  const logprobs: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const [best] = await engine.best(1);
    tokens.push(best!.token);
    logprobs.push(best!.logprob);
    await evaluate(engine, [best!.token], prompt.length + i);
  }
  await engine.apply({ kind: "drop", source: 0, from: prompt.length - 1, to: prompt.length + count });
  await evaluate(engine, prompt.slice(-1), prompt.length - 1);
  return { tokens, logprobs };
}

export function toLogprobs(candidates: readonly Pick<Candidate, "logprob">[]): readonly number[] {
  return candidates.map(({ logprob }) => logprob);
}

export function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(0, ...actual.map((value, index) => Math.abs(value - expected[index]!)));
  expect(worst, `${JSON.stringify(actual)} against ${JSON.stringify(expected)}`).toBeLessThan(tolerance);
}

/** A re-rotation of so small a cache is as good as free: moving must not lose to evaluating. */
export function newFreelyMovingCache(engine: Engine, planner: Planner): Cache {
  const cheap = new Proxy(engine, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      return name === "rotateMs" ? 0 : typeof value === "function" ? value.bind(target) : value;
    },
  });
  return new Cache({
    engine: cheap,
    planner,
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    reserve: () => 8,
    onMismatch: (report) => {
      throw new Error(report);
    },
  });
}
