/** What the model thinks of true lines, by the way in which its cells came to be: shared by the benches that compare such ways. */

import { throwBug } from "../../src/core/bug.ts";
import { Cache } from "../../src/core/cache/cache.ts";
import type { Engine } from "../../src/core/cache/engine.ts";
import type { HealingRule } from "../../src/core/cache/healing.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import type { Prompt } from "../../src/core/prompt/prompt.ts";
import type { Tokenizer } from "../../src/core/tokens/tokenizer.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { toTable } from "./comparison.ts";
import { describeInterval, pairedBootstrap } from "./metrics.ts";

export interface ArmScored {
  readonly id: string;
  readonly arm: string;
  /** Bits per character of the true text. */
  readonly bits: number;
  /** Tokens, until this could be said. */
  readonly evaluated: number;
}

/** One that is edited, as in the product. */
export function createEditedCache(engine: Engine): Cache {
  return new Cache({
    ...{ engine, planner: PLANNERS.edit, clock: systemClock, reserve: () => 64 },
    onMismatch: throwBug,
  });
}

/** Tokens that were evaluated for it, those that `heal` chose among them. */
export async function bringHealed(cache: Cache, { run, cursor }: Prompt, heal: HealingRule): Promise<number> {
  const { evaluated, healed } = await cache.bring(run, {
    ...{ maxTokensPerStep: 64, shouldStop: () => false },
    refresh: (debts) => heal(debts, cursor),
  });
  return evaluated + healed;
}

/** Bits per character of `truth` behind a prompt that is in the cache. */
export async function bitsBehind(
  cache: Cache,
  tokenizer: Tokenizer,
  { heal }: Pick<Prompt, "heal">,
  truth: string,
): Promise<number> {
  const scores = await cache.score(tokenizer.tokenize(heal + truth));
  return -scores.reduce((sum, { logprob }) => sum + logprob, 0) / truth.length / Math.LN2;
}

/** All ways beside `base`, on the cases that it was asked about. */
export function toBitsTable(all: readonly ArmScored[], base: string): readonly string[] {
  const ofBase = new Map(all.filter(({ arm }) => arm === base).map((one) => [one.id, one]));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const lines = [...new Set(all.map(({ arm }) => arm))].map((arm) => {
    const mine = all.filter((one) => one.arm === arm && ofBase.has(one.id));
    const more = mine.map(({ id, bits }) => bits - ofBase.get(id)!.bits);
    const interval = pairedBootstrap(more, { seed: 1 });
    return [
      arm,
      mean(mine.map(({ bits }) => bits)).toFixed(3),
      interval === undefined ? "" : describeInterval(interval),
      mean(more.map(Math.abs)).toFixed(3),
      mean(mine.map(({ evaluated }) => evaluated)).toFixed(0),
    ];
  });
  const head = [`${ofBase.size} places`, "bits per character", `beyond "${base}", 95 %`, "mean distance", "evaluated"];
  return toTable(head, lines);
}
