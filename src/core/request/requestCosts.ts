/** What a request has cost, and where its time went, by what was written for it. */

import type { Writing } from "../writing/writer.ts";
import { NO_WORK, NO_WRITING, type WritingCosts, type WritingTimes, type Written } from "../writing/written.ts";

export interface TokenCounts {
  readonly kept: number;
  readonly moved: number;
  readonly evaluated: number;
  /** Of a request's own prompt: what it had to wait for, healing included. */
  readonly beforeFirst: number;
  readonly generated: number;
}

/** Where a request's time went, milliseconds; each moment counts once, and all together are the whole. */
export interface RequestTimes extends WritingTimes {
  /** Its text was fitted between what stands in front of the cursor and behind it. */
  readonly join: number;
  /** Nothing of these: another request's text was waited for, or the moment to show it. */
  readonly rest: number;
}

/** In the order in which they come. */
export const TIME_PARTS = [
  "queue",
  "plan",
  "rotate",
  "evaluate",
  "heal",
  "decode",
  "grammar",
  "join",
  "rest",
] as const satisfies readonly (keyof RequestTimes)[];

/** Milliseconds since the request came in. */
export interface Timing {
  readonly firstTokenMs: number | undefined;
  readonly totalMs: number;
  readonly parts: RequestTimes;
}

/** A text that was begun for a request. */
interface OwnText {
  readonly writing: Pick<Writing, "costs"> | undefined;
  readonly written: Pick<Written, "costs"> | undefined;
  readonly prepareMs: number;
  readonly joinMs: number;
}

/** Of a request that did nothing. */
export const NO_TIMING: Timing = {
  firstTokenMs: undefined,
  totalMs: 0,
  parts: { ...NO_WRITING, join: 0, rest: 0 },
};

/** `own`: what was written for it; `startedAt`: when it came. */
export function toTiming(own: OwnText | undefined, startedAt: number, now: number): Timing {
  const costs = costsOf(own);
  const totalMs = now - startedAt;
  const firstTokenMs = costs?.firstTokenAt === undefined ? undefined : costs.firstTokenAt - startedAt;
  const writing = costs?.times ?? NO_WRITING;
  const known = { ...writing, plan: writing.plan + (own?.prepareMs ?? 0), join: own?.joinMs ?? 0 };
  const sum = Object.values(known).reduce((all, ms) => all + ms, 0);
  return { firstTokenMs, totalMs, parts: { ...known, rest: Math.max(0, totalMs - sum) } };
}

/** Nothing where nothing was done for the request. */
export function toTokenCounts(own: Pick<OwnText, "written" | "writing"> | undefined): TokenCounts {
  const costs = costsOf(own);
  const { kept, moved, evaluated, healed } = costs?.work ?? NO_WORK;
  return { kept, moved, evaluated, beforeFirst: evaluated + healed, generated: costs?.generatedTokens ?? 0 };
}

function costsOf(own: Pick<OwnText, "written" | "writing"> | undefined): WritingCosts | undefined {
  return (own?.written ?? own?.writing)?.costs;
}
