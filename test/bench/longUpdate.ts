/** One typed token in the middle of a long prompt: bringing the cache up to date beside evaluating it afresh. */

import { Cache } from "../../src/core/cache/cache.ts";
import { BEFORE_SUGGESTION, type Debts } from "../../src/core/cache/healing.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import { percentile } from "../../src/core/percentile.ts";
import { InstanceSource } from "../../src/core/tokens/tokenizer.ts";
import type { TokenRun } from "../../src/core/tokens/tokenRun.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";

const TOKENS = 2000;
const TYPED = 9;
const LINE = "  const total = items.map((item) => item.price * item.count).reduce((sum, price) => sum + price, 0);\n";

/** A sentence in Markdown. The engine is empty, and left so. */
export async function measureLongUpdate(engine: LlamaEngine): Promise<string> {
  const source = new InstanceSource();
  const named = (ids: readonly number[]): TokenRun => ({ ids, instances: ids.map(() => source.next()) });
  const ids = engine.tokenizer.tokenize(LINE.repeat(100)).slice(0, TOKENS);
  const clock = { now: () => performance.now(), sleep: () => Promise.resolve() };
  const cache = new Cache({
    engine,
    planner: PLANNERS.edit,
    clock,
    reserve: () => 100,
    onMismatch: (message) => {
      throw new Error(message);
    },
  });
  const refresh = (debts: Debts) => BEFORE_SUGGESTION(debts, TOKENS / 2);
  const bring = (wanted: TokenRun) => cache.bring(wanted, { maxTokensPerStep: 512, shouldStop: () => false, refresh });
  let wanted = named(ids);
  const fresh = (await bring(wanted)).ms;
  const updates: number[] = [];
  for (let typed = 0; typed < TYPED; typed += 1) {
    const at = TOKENS / 2 + typed;
    const key = named(ids.slice(typed, typed + 1));
    wanted = {
      ids: [...wanted.ids.slice(0, at), ...key.ids, ...wanted.ids.slice(at)],
      instances: [...wanted.instances.slice(0, at), ...key.instances, ...wanted.instances.slice(at)],
    };
    updates.push((await bring(wanted)).ms);
  }
  await cache.reset();
  const update = percentile(updates, 0.5)!;
  const ratio = (fresh / update).toFixed(0);
  return `\nOne token typed in the middle of ${TOKENS}: ${update.toFixed(0)} ms, healing included, beside ${fresh.toFixed(0)} ms afresh: ${ratio} times faster.\n`;
}
