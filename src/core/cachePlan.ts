/** Cache plans: what is cached and what is wanted become steps. Pure; the engine carries the steps out and decides nothing. */

import type { InstanceId, TokenId } from "./tokenizer.ts";

/** Tokens in order, each with its identity; index = position. Two parallel arrays of one length. */
export interface TokenRun {
  readonly ids: readonly TokenId[];
  readonly instances: readonly InstanceId[];
}

/** Positions are absolute in the sequence; ranges are half-open. */
export type CacheStep =
  | { readonly kind: "keep"; readonly from: number; readonly to: number }
  /** The same instances at new positions: their keys are re-rotated by `delta`. */
  | { readonly kind: "move"; readonly from: number; readonly to: number; readonly delta: number }
  | { readonly kind: "drop"; readonly from: number; readonly to: number }
  | { readonly kind: "evaluate"; readonly from: number; readonly run: TokenRun };

export interface CachePlan {
  readonly steps: readonly CacheStep[];
  /** Tokens by what happens to them; kept + moved + evaluated = wanted length. */
  readonly cost: { readonly kept: number; readonly moved: number; readonly evaluated: number };
}

/** Decides how `cached` becomes `wanted`. The last wanted token is always evaluated, because its logits are needed. */
export type Planner = (cached: TokenRun, wanted: TokenRun) => CachePlan;
