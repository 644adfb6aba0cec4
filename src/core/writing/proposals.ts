/** What may be written next: what the model wants, mixed with what the repository says, also where a word is spelt again. */

import { BugError } from "../bug.ts";
import type { Candidate, Proposing } from "../cache/engine.ts";
import type { TokenId } from "../tokens/tokenizer.ts";
import { mix, votedTokens } from "./mixture.ts";
import { shareOf } from "./repositoryShare.ts";
import { mapVotes, NO_VOTES, type Votes } from "./votes.ts";

/** Candidates looked at while the first tokens must spell the healed text. */
const HEALING_WIDTH = 64;
/** Tokens voted for that are looked at, however little the model thinks of them. */
const MOST_VOTED = 16;

export interface Proposals {
  /** The most probable next tokens, best first. */
  readonly candidates: readonly Candidate[];
  /** See `Engine.endLogprob`; the repository never says that a text ends. */
  readonly endLogprob: number | undefined;
}

/**
 * At most `count` candidates. While `heal` is not spelt yet, those that begin with it or spell a part of it; how likely it
 * was says nothing of what comes.
 */
export async function propose(
  engine: Proposing,
  heal: string,
  count: number,
  said: Votes = NO_VOTES,
): Promise<Proposals> {
  const fits = (token: TokenId) => fitsHealed(engine.tokenizer.detokenize([token]), heal);
  const votes = heal === "" ? said : mapVotes(said, (token) => (fits(token) ? token : undefined));
  const share = shareOf(votes);
  const voted = share === 0 ? [] : votedTokens(votes, MOST_VOTED);
  const best = await engine.best(heal === "" ? count : HEALING_WIDTH, voted);
  const candidates = heal === "" ? best : normalize(best.filter(({ token }) => fits(token)));
  const { endLogprob } = engine;
  if (candidates.length > 0)
    return {
      candidates: mix(candidates, votes, share).slice(0, count),
      endLogprob: endLogprob === undefined ? undefined : endLogprob + Math.log(1 - share),
    };
  // Nothing likely fits: spell the text as the tokenizer would.
  const token = engine.tokenizer.tokenize(heal)[0];
  if (token === undefined) throw new BugError(`no token spells ${JSON.stringify(heal)}`);
  return { candidates: [{ token, logprob: 0 }], endLogprob };
}

function fitsHealed(text: string, heal: string): boolean {
  return text !== "" && (text.startsWith(heal) || heal.startsWith(text));
}

/** As if there were no others. */
function normalize(candidates: readonly Candidate[]): readonly Candidate[] {
  const all = Math.log(candidates.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0));
  return candidates.map(({ token, logprob }) => ({ token, logprob: logprob - all }));
}

/** Of a choice among candidates, nats; what they leave of the probability counts as one more. */
export function entropyOf(candidates: readonly Candidate[]): number {
  const shares = candidates.map(({ logprob }) => Math.exp(logprob));
  const rest = Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));
  return -[...shares, rest].reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);
}
