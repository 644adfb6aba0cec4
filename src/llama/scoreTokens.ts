/** What a model thinks of given tokens, one after the other, whatever it would write itself. */

import { BugError } from "../core/bug.ts";
import type { TokenScore } from "../core/cache/engine.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import type { Evaluation } from "./evaluation.ts";
import { toCandidate } from "./logprobs.ts";
import type { LogitReading } from "./native.ts";

export interface ScorePlace {
  /** Behind the last live cell, whose logits can be read. */
  readonly start: number;
  readonly batchSize: number;
  /** Frees all live cells from a position on. */
  readonly free: (from: number) => Promise<void>;
}

/** Leaves the cells as they were, the logits not. Rejects with `EngineFailure`. */
export async function scoreTokens(
  evaluation: Evaluation,
  tokens: readonly TokenId[],
  { start, batchSize, free }: ScorePlace,
): Promise<readonly TokenScore[]> {
  const scores: TokenScore[] = [];
  const push = (reading: LogitReading, token: TokenId): void => {
    const found = reading.logits.find((entry) => entry.token === token);
    if (found === undefined) throw new BugError(`no logit for token ${token}`);
    scores.push({ logprob: toCandidate(found, reading).logprob, best: reading.largest.token });
  };
  if (tokens[0] !== undefined) push(await evaluation.readLast([tokens[0]], 0), tokens[0]);
  const context = tokens.slice(0, -1);
  evaluation.checkPlace(context.length > 0 ? context : [0], start);
  try {
    for (let at = 0; at < context.length; at += batchSize) {
      const batch = context.slice(at, at + batchSize);
      const places = await evaluation.evaluateBatch(batch, start + at, [...batch.keys()], start);
      for (const [index, place] of places.entries()) {
        const token = tokens[at + index + 1]!;
        push(await evaluation.read(place, [token], 0), token);
      }
    }
  } finally {
    // Fewer are there when an evaluation failed.
    await free(start);
  }
  return scores;
}
