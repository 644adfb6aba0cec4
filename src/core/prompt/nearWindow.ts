/**
 * Near first: a place whose prompt is not in the cache is answered from a few lines around it, in a small cache of their own,
 * while the rest is still to be read. Pure.
 */

import { PARKED_SHARE } from "../cache/cache.ts";
import type { Rates } from "../cache/engine.ts";
import { type Budget, MARKER_RESERVE } from "./budget.ts";

/** So long the reading of a near window may take: with a line that is written then, it is there within a second. */
const NEAR_MS = 600;
/** Read with it: the markers of most layouts. */
const MARKERS = 4;
/**
 * Fewer are not worth a text: what is being written can hardly be told from them. On 23 places of the sessions, bits per character
 * of the true line beyond those of the whole window: 78 tokens 0.54, 128 0.51, 192 0.34, 256 0.21 (± 0.2).
 */
const LEAST_NEAR_TOKENS = 192;
/** Of these, behind the cursor. */
const SUFFIX_SHARE = 0.2;
/** A window of more than this part of the whole saves next to nothing. */
const MOST_OF_WHOLE = 0.5;

export type NearBudget = Pick<Budget, "prefixTokens" | "suffixTokens">;

export interface NearRequest {
  readonly rates: Rates;
  /** Of the whole window. */
  readonly budget: Budget;
  /** Positions of the small cache. */
  readonly contextSize: number;
}

/** How much of a place is read first; undefined where that gains nothing. */
export function planNear({ rates, budget, contextSize }: NearRequest): NearBudget | undefined {
  const { prefixTokens, suffixTokens, maxGenerated } = budget;
  const room = Math.floor(contextSize * (1 - PARKED_SHARE)) - maxGenerated - MARKER_RESERVE;
  const affordable = Math.floor((NEAR_MS * rates.prefill) / 1000) - MARKERS;
  const tokens = Math.min(room, Math.max(LEAST_NEAR_TOKENS, affordable));
  if (tokens < LEAST_NEAR_TOKENS || tokens > MOST_OF_WHOLE * (prefixTokens + suffixTokens)) return undefined;
  const behind = Math.min(suffixTokens, Math.floor(SUFFIX_SHARE * tokens));
  return { prefixTokens: tokens - behind, suffixTokens: behind };
}

export interface ReadingChoice {
  /** Tokens that are to be evaluated before the first one is written, from either cache. */
  readonly missing: { readonly whole: number; readonly near: () => number };
  /** See `affordableTokens`. */
  readonly affordable: number;
}

/** What is read for a request: the whole where that is there in time, or where the other would take as long. */
export function chooseReading({ missing, affordable }: ReadingChoice): "whole" | "near" {
  return missing.whole <= affordable || missing.near() >= missing.whole ? "whole" : "near";
}

/** Tokens that are read while a request may wait. */
export function affordableTokens(rates: Rates, latencyTargetMs: number): number {
  return (latencyTargetMs * rates.prefill) / 1000;
}
