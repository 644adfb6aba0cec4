/** From the latency target and the measured rates: how much text a prompt may hold and how much may be generated. */

import { must } from "./bug.ts";
import type { Rates } from "./engine.ts";

export interface BudgetRequest {
  readonly rates: Rates;
  readonly latencyTargetMs: number;
  /** Positions that the cache can hold. */
  readonly contextSize: number;
}

/** prefixTokens + suffixTokens + maxGenerated + `MARKER_RESERVE` ≤ contextSize. */
export interface Budget {
  /** Text before the cursor, what stands in front of it included. */
  readonly prefixTokens: number;
  /** Text behind the cursor. */
  readonly suffixTokens: number;
  readonly maxGenerated: number;
  /** From the start of decoding. */
  readonly timeLimitMs: number;
  /** Tokens per evaluation while nobody waits: it cannot be interrupted. */
  readonly foldTokens: number;
}

/** Positions kept for markers around and between the texts. */
export const MARKER_RESERVE = 16;

/** A line of code has about this many tokens; a suggestion should show at least one within the target. */
const LINE_TOKENS = 12;
/** Beside the text behind the cursor, a keystroke changes a few tokens before it. */
const CHANGED_TOKENS = 8;
/** How long the first prompt of a document may take, in latency targets. */
const COLD_TARGETS = 10;
/** How long a block may take to be decoded, in latency targets; what is complete by then is shown. */
const DECODE_TARGETS = 2.5;
/** How long one small step may take. */
const FOLD_MS = 50;
/** More text takes memory and attention time, and hardly changes the next line. */
const MOST_PREFIX_TOKENS = 8192;
const MOST_SUFFIX_TOKENS = 1024;

/**
 * Under a prefix cache everything behind a keystroke is evaluated again, so the text behind the cursor is as long as can
 * be evaluated within the target together with decoding one line; the text before it is evaluated once and may be long.
 * All counts grow with the rates, and with the context; shares of the context are fixed, so that one part never grows at
 * the cost of another.
 */
export function planBudget({ rates, latencyTargetMs, contextSize }: BudgetRequest): Budget {
  must(rates.prefill > 0 && rates.decode > 0, `rates of ${rates.prefill} and ${rates.decode} tokens/s`);
  must(latencyTargetMs > 0, `a latency target of ${latencyTargetMs} ms`);
  must(contextSize >= 128, `a context of ${contextSize} positions`);
  const prefillPerMs = rates.prefill / 1000;
  const decodePerMs = rates.decode / 1000;
  const suffixShare = Math.floor(contextSize / 5);
  const generatedShare = Math.floor(contextSize / 5);
  const prefixShare = contextSize - suffixShare - generatedShare - MARKER_RESERVE;

  const lineMs = Math.min(LINE_TOKENS / decodePerMs, latencyTargetMs / 2);
  const timeLimitMs = Math.round(DECODE_TARGETS * latencyTargetMs);
  return {
    prefixTokens: clamp(COLD_TARGETS * latencyTargetMs * prefillPerMs, 64, Math.min(MOST_PREFIX_TOKENS, prefixShare)),
    suffixTokens: clamp(
      (latencyTargetMs - lineMs) * prefillPerMs - CHANGED_TOKENS,
      16,
      Math.min(MOST_SUFFIX_TOKENS, suffixShare),
    ),
    maxGenerated: clamp(timeLimitMs * decodePerMs, 24, Math.min(256, generatedShare)),
    timeLimitMs,
    foldTokens: clamp(FOLD_MS * prefillPerMs, 8, 512),
  };
}

/** `most` wins where it is below `least`. */
function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(Math.floor(value), least), most);
}
