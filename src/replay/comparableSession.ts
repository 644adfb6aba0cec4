/** An engine in use that is asked the same whatever follows the text: what is compared must answer the same prompts. */

import type { Engine } from "../core/cache/engine.ts";
import { PLANNERS } from "../core/cache/planners.ts";
import { CurrentBudget } from "../core/prompt/currentBudget.ts";
import { EngineSession, type EngineSessionOptions } from "../core/request/engineSession.ts";

/** With every planner, as much text behind the cursor as where keys may be moved. */
export function createComparableSession(
  engine: Engine,
  options: Omit<EngineSessionOptions, "budget" | "nearFirst">,
): EngineSession {
  const { settings, context } = options;
  const budget = new CurrentBudget({ engine, settings, movable: true, hasContext: context !== undefined });
  // The others have no second cache.
  return new EngineSession(engine, { ...options, budget, nearFirst: options.planner === PLANNERS.edit });
}
