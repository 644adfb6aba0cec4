/**
 * What is likely to come next without asking the model: what followed the same last tokens in the document, in other files and in
 * texts that were written before. Guesses change nothing of what is written; they only say what may be evaluated together.
 */

import type { TokenId } from "../tokens/tokenizer.ts";
import type { Along } from "./along.ts";
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
/** A line for each class of what is shared. */
const CHANCES: ChanceTable = [
  [0.2, 0.3, 0.4, 0.5],
  [0.25, 0.35, 0.5, 0.6],
  [0.3, 0.4, 0.6, 0.7],
  [0.3, 0.5, 0.65, 0.75],
  [0.35, 0.5, 0.7, 0.8],
  [0.4, 0.55, 0.75, 0.87],
  [0.4, 0.6, 0.8, 0.92],
  [0.5, 0.7, 0.85, 0.96],
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

/** Texts that were written, with the last tokens in front of each. */
export class WrittenBefore {
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
export type Guessing = Pick<Guesses, "after" | "ended">;

export class Guesses {
  readonly #along: Along;
  readonly #before: WrittenBefore;

  constructor(along: Along, before: WrittenBefore) {
    this.#along = along;
    this.#before = before;
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
