/** Log-probabilities from what the native side reads. Pure. */

import type { Candidate } from "../core/cache/engine.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import type { LogitReading, TokenLogit } from "./native.ts";

/** See `LogitReading`. Rounding may lift a sure token a hair over 0. */
export function toCandidate({ token, logit }: TokenLogit, reading: LogitReading): Candidate {
  return { token, logprob: Math.min(0, logit - reading.largest.logit - reading.logWeight) };
}

/** The `count` largest of a reading that has them, the largest first. */
export function largestOf({ logits }: LogitReading, count: number): readonly TokenLogit[] {
  return [...logits].sort((a, b) => b.logit - a.logit).slice(0, count);
}

/** `best` with those of `also` that the reading has beside them, the largest first. */
export function withAlso(
  best: readonly TokenLogit[],
  also: readonly TokenId[],
  { logits }: LogitReading,
): readonly TokenLogit[] {
  if (also.length === 0) return best;
  const wanted = new Set(also);
  for (const { token } of best) wanted.delete(token);
  return [...best, ...logits.filter(({ token }) => wanted.has(token))].sort((a, b) => b.logit - a.logit);
}

/** That one of `tokens` follows, as far as the reading has them; undefined where it has none. */
export function sumLogprobs(reading: LogitReading, tokens: ReadonlySet<TokenId>): number | undefined {
  const found = reading.logits.filter(({ token }) => tokens.has(token));
  if (found.length === 0) return undefined;
  return Math.log(found.reduce((sum, entry) => sum + Math.exp(toCandidate(entry, reading).logprob), 0));
}
