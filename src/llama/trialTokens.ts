/** Tokens that an engine is tried with: they belong to no document. */

import type { Engine } from "../core/cache/engine.ts";
import type { InstanceId, TokenId } from "../core/tokens/tokenizer.ts";

/** Evaluates tokens behind the last cell, which is right in front of `from`. */
export function evaluateTrial(engine: Engine, ids: readonly TokenId[], from: number): Promise<void> {
  return engine.apply({ kind: "evaluate", from, run: { ids, instances: ids.map(() => 0 as InstanceId) } });
}
