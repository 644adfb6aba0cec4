/** From the latency target and the measured rates: how much text a prompt may hold and how much may be generated. */

import { must } from "../bug.ts";
import { PARKED_SHARE } from "../cache/cache.ts";
import type { Rates } from "../cache/engine.ts";

export interface BudgetRequest {
  readonly rates: Rates;
  readonly latencyTargetMs: number;
  /** Positions that the cache can hold. */
  readonly contextSize: number;
  /** Cached keys may be moved: text behind the cursor is not evaluated again for every key. */
  readonly movable: boolean;
  /** Text of other files may be read too. */
  readonly hasContext?: boolean;
}

/** headerTokens + prefixTokens + suffixTokens + maxGenerated + `MARKER_RESERVE` ≤ contextSize. */
export interface Budget {
  /** Text of other files; it is read while nobody waits, and stays where it is. */
  readonly headerTokens: number;
  /** Text before the cursor. */
  readonly prefixTokens: number;
  /** Text behind the cursor. */
  readonly suffixTokens: number;
  readonly maxGenerated: number;
  /** From the start of decoding. */
  readonly timeLimitMs: number;
  /** Tokens per evaluation while nobody waits: it cannot be interrupted, and a request may come. */
  readonly foldTokens: number;
  /** Tokens per evaluation while somebody waits for all of them: a small one costs more per token. */
  readonly askTokens: number;
}

/** Positions kept for markers around and between the texts. */
export const MARKER_RESERVE = 16;

/** A line of code has about this many tokens; a suggestion should show at least one within the target. */
const LINE_TOKENS = 12;
/** Beside the text behind the cursor, a keystroke changes a few tokens before it. */
const CHANGED_TOKENS = 8;
/** Below this the suggestions suffer more than the first of them gains by coming sooner. */
const LEAST_PREFIX_TOKENS = 384;
const LEAST_SUFFIX_TOKENS = 32;
/** With movable keys both sides are evaluated once; the text behind the cursor matters less than the text before it. */
const SUFFIX_PART = 0.25;
/** How long the first prompt of a document may take, in latency targets. */
const COLD_TARGETS = 10;
/** How long text of other files may take to be read, in latency targets; nobody waits for it. */
const HEADER_TARGETS = 12;
/** Less holds no definition with its surroundings. */
const LEAST_HEADER_TOKENS = 150;
/** What more there is to say helps a small model no more. */
const MOST_HEADER_TOKENS = 1024;
/** How long a block may take to be decoded, in latency targets; what is complete by then is shown. */
const DECODE_TARGETS = 2.5;
/** How long one small step may take. */
const FOLD_MS = 50;
/**
 * How long a step may take that somebody waits for: another place may be asked about meanwhile. Steps of 16 tokens cost 1.3
 * times the time of 64 to 128 on two cores.
 */
const ASK_MS = 250;
/** Fewer cost more per token. */
const LEAST_ASK_TOKENS = 32;
/** More text takes memory and attention time, and hardly changes the next line. */
const MOST_PREFIX_TOKENS = 8192;
const MOST_SUFFIX_TOKENS = 1024;

/**
 * The text before the cursor is evaluated once and may be long. Under a prefix cache everything behind a keystroke is
 * evaluated again, so the text behind the cursor is then only as long as can be evaluated within the target together with
 * decoding one line; where keys may be moved it is a fixed part of the text before the cursor.
 * All counts grow with the rates, and with the context; shares of the context are fixed, so that one part never grows at
 * the cost of another.
 */
export function planBudget({
  rates,
  latencyTargetMs,
  contextSize,
  movable,
  hasContext = false,
}: BudgetRequest): Budget {
  must(rates.prefill > 0 && rates.decode > 0, `rates of ${rates.prefill} and ${rates.decode} tokens/s`);
  must(latencyTargetMs > 0, `a latency target of ${latencyTargetMs} ms`);
  must(contextSize >= 128, `a context of ${contextSize} positions`);
  const prefillPerMs = rates.prefill / 1000;
  const decodePerMs = rates.decode / 1000;
  const suffixShare = Math.floor(contextSize / 5);
  const generatedShare = Math.floor(contextSize / 5);
  const headerTokens = hasContext ? planHeader(HEADER_TARGETS * latencyTargetMs * prefillPerMs, contextSize) : 0;
  const prefixShare = contextSize - suffixShare - generatedShare - headerTokens - MARKER_RESERVE;

  const lineMs = Math.min(LINE_TOKENS / decodePerMs, latencyTargetMs / 2);
  const timeLimitMs = Math.round(DECODE_TARGETS * latencyTargetMs);
  const prefixTokens = clamp(
    COLD_TARGETS * latencyTargetMs * prefillPerMs,
    LEAST_PREFIX_TOKENS,
    Math.min(MOST_PREFIX_TOKENS, prefixShare),
  );
  const affordable = (latencyTargetMs - lineMs) * prefillPerMs - CHANGED_TOKENS;
  return {
    headerTokens,
    prefixTokens,
    suffixTokens: clamp(
      movable ? Math.max(affordable, prefixTokens * SUFFIX_PART) : affordable,
      LEAST_SUFFIX_TOKENS,
      Math.min(MOST_SUFFIX_TOKENS, suffixShare),
    ),
    maxGenerated: clamp(timeLimitMs * decodePerMs, 24, Math.min(256, generatedShare)),
    timeLimitMs,
    foldTokens: clamp(FOLD_MS * prefillPerMs, 8, 512),
    askTokens: clamp(ASK_MS * prefillPerMs, LEAST_ASK_TOKENS, 512),
  };
}

/** The size of a cache goes in steps of this. */
const CONTEXT_STEP = 256;

/**
 * The smallest cache, in steps, that gives the text of a document as much room as all of `contextSize` would, and keeps a
 * share for what is not wanted now. A re-rotation walks all positions, whatever moves.
 */
export function neededContextSize(request: BudgetRequest): number {
  const { contextSize } = request;
  const most = planBudget(request);
  for (let size = CONTEXT_STEP; size < contextSize; size += CONTEXT_STEP) {
    const { headerTokens, prefixTokens, suffixTokens, maxGenerated } = planBudget({ ...request, contextSize: size });
    const isAsMuch =
      prefixTokens === most.prefixTokens &&
      suffixTokens === most.suffixTokens &&
      maxGenerated === most.maxGenerated &&
      headerTokens > 0 === most.headerTokens > 0;
    const used = headerTokens + prefixTokens + suffixTokens + maxGenerated + MARKER_RESERVE;
    if (isAsMuch && used <= size * (1 - PARKED_SHARE)) return size;
  }
  return contextSize;
}

/** All or nothing: a part of a definition misleads. */
function planHeader(affordable: number, contextSize: number): number {
  const tokens = clamp(affordable, 0, Math.min(MOST_HEADER_TOKENS, Math.floor(contextSize / 6)));
  return tokens < LEAST_HEADER_TOKENS ? 0 : tokens;
}

/** `most` wins where it is below `least`. */
function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(Math.floor(value), least), most);
}
