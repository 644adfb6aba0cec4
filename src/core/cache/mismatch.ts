/** A report of an engine that has other cells than its mirror. */

import type { CachePlan } from "./cachePlan.ts";
import type { Cells } from "./cells.ts";

/** Where cells are, without what is in them. */
export interface Extents {
  readonly live: number;
  readonly parked: readonly { readonly alias: number; readonly from: number; readonly length: number }[];
}

export function extentsOf({ live, parked }: Cells): Extents {
  const strips = [...parked].map(([alias, { from, ids }]) => ({ alias, from, length: ids.length }));
  return { live: live.ids.length, parked: strips };
}

/** A case for `checkSteps` in test/models/splice.test.ts. Without the tokens: positions are what goes wrong, and texts are private. */
export function describeMismatch(before: Extents, plan: CachePlan, end: number): string {
  const steps = plan.steps.map((step) =>
    step.kind === "evaluate" ? { kind: step.kind, from: step.from, length: step.run.ids.length } : step,
  );
  return `The engine has ${end} live cells after checkSteps(${JSON.stringify({ ...before, steps })})`;
}
