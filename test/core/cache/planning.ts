/** Words for tests of cache plans: runs from letters, cells that hold them, plans carried out on an array. */

import type { CachePlan, PlanLimits } from "../../../src/core/cache/cachePlan.ts";
import { Cells } from "../../../src/core/cache/cells.ts";
import { planEdit } from "../../../src/core/cache/planners.ts";
import type { InstanceId } from "../../../src/core/tokens/tokenizer.ts";
import type { TokenRun } from "../../../src/core/tokens/tokenRun.ts";

export const LIMITS: PlanLimits = {
  contextSize: 400,
  reserve: 10,
  evaluateCost: 1,
  rotateCost: 0,
  refresh: () => [],
  maxRotations: 1000,
  maxParked: 100,
  disposable: () => false,
};

/** "abc": a token per letter. Instances are the letters' own, or counted from `first`. */
export function run(text: string, first?: number): TokenRun {
  const ids = [...text].map((letter) => letter.charCodeAt(0));
  return { ids, instances: ids.map((id, index) => (first === undefined ? id : first + index) as InstanceId) };
}

export function letters({ ids }: Pick<TokenRun, "ids">): string {
  return String.fromCharCode(...ids);
}

export function cellsOf(tokens: TokenRun): Cells {
  const cells = new Cells();
  if (tokens.ids.length > 0) cells.applyStep({ kind: "evaluate", from: 0, run: tokens });
  return cells;
}

/** As the cache does it: plan, steps, and the wanted instances for what is there. */
export function carryOut(cells: Cells, wanted: TokenRun, limits: Partial<PlanLimits> = {}): CachePlan {
  const plan = planEdit({ cells, wanted, limits: { ...LIMITS, ...limits } });
  cells.beginPlan();
  for (const { from, instances, alias } of plan.claims) cells.rename(from, instances, alias);
  for (const step of plan.steps) cells.applyStep(step);
  return plan;
}
