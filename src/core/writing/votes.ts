/** What precedents say of the next token: each place votes, the more the longer it shares the text. Pure. */

import type { TokenId } from "../tokens/tokenizer.ts";
import type { Precedent, PrecedentSource } from "./precedents.ts";

export interface Vote {
  readonly token: TokenId;
  /** Of all votes, 0 to 1. */
  readonly share: number;
  /** A place that shares the most, of those with this token. */
  readonly source: PrecedentSource;
  /** What it shares. */
  readonly length: number;
}

export interface Votes {
  /** The largest share first; empty where nothing votes. */
  readonly votes: readonly Vote[];
  /** Tokens that the longest precedent shares. */
  readonly longest: number;
  /** All votes, counted in places that share the most. */
  readonly number: number;
}

export const NO_VOTES: Votes = { votes: [], longest: 0, number: 0 };

/** A place counts so many times as much as one that shares a token less. */
const GROWTH = 2.5;
/** So much more than one elsewhere. */
const NEAR_WEIGHT = 2;

/** `precedents`: the longest first. */
export function countVotes(precedents: readonly Precedent[]): Votes {
  const longest = precedents[0]?.length ?? 0;
  const weights = new Map<TokenId, { weight: number; readonly source: PrecedentSource; readonly length: number }>();
  let all = 0;
  for (const { token, length, count, isNear, source } of precedents) {
    const weight = count * GROWTH ** (length - longest) * (isNear ? NEAR_WEIGHT : 1);
    all += weight;
    const known = weights.get(token);
    if (known === undefined) weights.set(token, { weight, source, length });
    else known.weight += weight;
  }
  const votes = [...weights].map(([token, { weight, ...rest }]) => ({ token, share: weight / all, ...rest }));
  return { votes: votes.sort((a, b) => b.share - a.share || a.token - b.token), longest, number: all };
}

/** Votes of tokens that become others, or none; what is left is all there is. */
export function mapVotes({ votes, longest, number }: Votes, toToken: (token: TokenId) => TokenId | undefined): Votes {
  const shares = new Map<TokenId, Vote>();
  for (const vote of votes) {
    const token = toToken(vote.token);
    if (token === undefined) continue;
    const known = shares.get(token);
    shares.set(token, { ...(known ?? vote), token, share: vote.share + (known?.share ?? 0) });
  }
  const left = [...shares.values()];
  const all = left.reduce((sum, { share }) => sum + share, 0);
  if (all === 0) return NO_VOTES;
  const scaled = left.map((vote) => ({ ...vote, share: vote.share / all }));
  return { votes: scaled.sort((a, b) => b.share - a.share || a.token - b.token), longest, number: number * all };
}
