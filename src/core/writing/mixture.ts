/** The model's candidates and the repository's votes as one distribution. Pure. */

import type { Candidate } from "../cache/engine.ts";
import type { TokenId } from "../tokens/tokenizer.ts";
import type { Votes } from "./votes.ts";

/**
 * The mixed candidates, best first. `candidates` are the model's; those that are voted for must be among them, others among
 * the votes are left out. `share` is λ: at 0 the candidates are the model's own.
 */
export function mix(candidates: readonly Candidate[], { votes }: Votes, share: number): readonly Candidate[] {
  if (share === 0 || votes.length === 0) return candidates;
  const shares = new Map(votes.map((vote) => [vote.token, vote.share]));
  return candidates
    .map(({ token, logprob }) => ({ token, logprob: mixed(logprob, shares.get(token) ?? 0, share) }))
    .sort((a, b) => b.logprob - a.logprob);
}

/** A log-probability of the model's in the mixture; `vote`: the token's share of the votes. */
export function mixed(logprob: number, vote: number, share: number): number {
  return Math.log((1 - share) * Math.exp(logprob) + share * vote);
}

/** The tokens voted for that are worth being looked at. */
export function votedTokens({ votes }: Votes, most: number): TokenId[] {
  return votes.slice(0, most).map(({ token }) => token);
}
