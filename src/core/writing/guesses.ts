/**
 * What is likely to come next without asking the model: what followed the same last tokens in the document, in other files and in
 * texts that were written before. Guesses change nothing of what is written; they only say what may be evaluated together.
 */

import type { TokenId } from "../tokens/tokenizer.ts";
import type { Along } from "./along.ts";
import { GuessLedger } from "./draftLength.ts";
import { MOST_SHARED } from "./precedents.ts";
import { classOf, LONGEST } from "./repositoryShare.ts";
import type { Votes } from "./votes.ts";

export interface Guess {
  readonly token: TokenId;
  /** That the model writes it, if it writes all guesses in front of it; 0 to 1. */
  readonly chance: number;
  /** Tokens that the longest place shares, and the token's share of the votes: what the chance follows from. */
  readonly shared: number;
  readonly share: number;
}

/** The least of each class of the largest vote's share. */
const AGREEMENT = [0, 0.5, 0.75, 0.95] as const;
/**
 * A line for each class of what is shared: fitted on 1,008 texts of the embedded model at places of sessions, and on what really
 * stands at 260 places of tests and data files (`npm run bench -- drafts --known --fit`).
 */
const CHANCES: ChanceTable = [
  [0.18, 0.3, 0.54, 0.6],
  [0.28, 0.46, 0.73, 0.8],
  [0.35, 0.51, 0.74, 0.85],
  [0.37, 0.56, 0.74, 0.89],
  [0.26, 0.53, 0.75, 0.9],
  [0.23, 0.55, 0.72, 0.91],
  [0.21, 0.49, 0.77, 0.93],
  [0.22, 0.45, 0.8, 0.95],
];

/** When so little is left of the chance that all stand, more guesses are worth nothing. */
const LEAST_LEFT = 0.25;

/** Chances by class: of what is shared, and of the largest vote's share. */
export type ChanceTable = readonly (readonly number[])[];

/** That the token with the largest share of the votes is what the model writes. */
export function chanceOfGuess(
  { shared, share }: Pick<Guess, "shared" | "share">,
  table: ChanceTable = CHANCES,
): number {
  const [row, column] = classesOf(shared, share);
  return table[row]![column]!;
}

export function classesOf(shared: number, share: number): readonly [shared: number, share: number] {
  return [classOf(LONGEST, shared), classOf(AGREEMENT, share)];
}

/** Guesses behind the last of `draft`, one behind the other, at most `most` and only while the chance that all stand is at least `leastLeft`. */
function guessAhead(
  votesAfter: (draft: readonly TokenId[]) => Votes,
  draft: readonly TokenId[],
  { most, leastLeft }: { readonly most: number; readonly leastLeft: number },
): readonly Guess[] {
  const ids = [...draft];
  const guesses: Guess[] = [];
  for (let left = 1; guesses.length < most; ) {
    const votes = votesAfter(ids);
    const [best] = votes.votes;
    if (best === undefined) break;
    const chance = chanceOfGuess({ shared: votes.longest, share: best.share });
    left *= chance;
    if (left < leastLeft) break;
    guesses.push({ token: best.token, chance, shared: votes.longest, share: best.share });
    ids.push(best.token);
  }
  return guesses;
}

/** So many texts are remembered; what is older is hardly written again. */
const MOST_TEXTS = 8;
const MOST_TOKENS = 512;

/** Texts that were written, with the last tokens in front of each, and what guesses were worth in them. */
export class WrittenBefore {
  readonly ledger = new GuessLedger();
  #texts: readonly Uint32Array[] = [];

  /** The newest first. */
  get texts(): readonly Uint32Array[] {
    return this.#texts;
  }

  add(ids: Uint32Array): void {
    this.#texts = [ids.slice(0, MOST_TOKENS), ...this.#texts].slice(0, MOST_TEXTS);
  }
}

/** What guesses for one text. */
export type Guessing = Pick<Guesses, "after" | "ended" | "ledger">;

export class Guesses {
  readonly #along: Along;
  readonly #before: WrittenBefore;

  constructor(along: Along, before: WrittenBefore) {
    this.#along = along;
    this.#before = before;
  }

  get ledger(): GuessLedger {
    return this.#before.ledger;
  }

  /** Behind the last token of `draft`, at most `most`. */
  after(draft: readonly TokenId[], most: number, leastLeft = LEAST_LEFT): readonly Guess[] {
    return guessAhead((ids) => this.#along.votesAfter(ids, this.#before.texts), draft, { most, leastLeft });
  }

  /** The text has come to its end: it may be what is written next again, in part. */
  ended(draft: readonly TokenId[]): void {
    if (draft.length > 0) this.#before.add(this.#along.endOf(draft, MOST_SHARED));
  }
}
