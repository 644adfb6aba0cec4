/** What a request has cost, by what was written for it. */

import { NO_WORK, type WritingCosts } from "../writing/written.ts";
import type { Timing, TokenCounts } from "./trace.ts";

/** `startedAt`: when the request came. */
export function toTiming(costs: WritingCosts | undefined, startedAt: number, now: number): Timing {
  const firstTokenMs = costs?.firstTokenAt === undefined ? undefined : costs.firstTokenAt - startedAt;
  return { firstTokenMs, totalMs: now - startedAt };
}

/** Undefined: nothing was done for the request. */
export function toTokenCounts(costs: WritingCosts | undefined): TokenCounts {
  const work = costs?.work ?? NO_WORK;
  return { ...work, beforeFirst: work.evaluated + work.healed, generated: costs?.generatedTokens ?? 0 };
}
