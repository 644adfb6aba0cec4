/** Why two writers with the same model made different texts of a place, or the grammar said different things. Pure. */

import { percent } from "../../src/core/shortText.ts";
import type { Made } from "./remotePlaces.ts";

/**
 * `late`: an answer of the grammar did not come in time. `split`: the word in front of the cursor was spelled by other tokens, so that the model
 * goes on otherwise. `sent twice`: a server is sent another token than its own at most so often. `offers`: the same text; a server says
 * only the likeliest tokens, so that fewer are refused behind it. `near tie`: two tokens were about as likely, and computed in another order.
 */
export const DIFFERENCES = ["none", "late", "split", "sent twice", "offers", "near tie", "other"] as const;

export interface Difference {
  readonly kind: (typeof DIFFERENCES)[number];
  /** Where and what. */
  readonly words: string;
}

/** Two tokens are about as likely where one is at most so many times as likely as the other. */
const NEAR = 1.5;
const MOST_RESENT = 2;

export function differenceOf(here: Made, there: Made): Difference {
  const isSame = here.drafted === there.drafted && figuresOf(here) === figuresOf(there);
  if (isSame) return { kind: "none", words: "" };
  if ((here.counts?.late ?? 0) + (there.counts?.late ?? 0) > 0) return { kind: "late", words: "the grammar's answer" };
  const [spelled, otherwise] = [spellingOf(here), spellingOf(there)];
  if (spelled !== otherwise) return { kind: "split", words: `${spelled} tokens here, ${otherwise} there` };
  if (here.drafted === there.drafted && refusalsOf(here) > refusalsOf(there))
    return { kind: "offers", words: `${refusalsOf(here)} refused here, ${refusalsOf(there)} there` };
  const [one, other] = [tokenAtFork(here, there.drafted), tokenAtFork(there, here.drafted)];
  const words = `${JSON.stringify(one?.text ?? "(end)")} ${percentOf(one)}, ${JSON.stringify(other?.text ?? "(end)")} ${percentOf(other)}`;
  if (replacedOf(here) > MOST_RESENT)
    return { kind: "sent twice", words: `${replacedOf(here)} replaced here; ${words}` };
  const ratio = one === undefined || other === undefined ? undefined : Math.exp(Math.abs(one.logprob - other.logprob));
  return { kind: ratio !== undefined && ratio <= NEAR ? "near tie" : "other", words };
}

/** Tokens that only spell again what stands in front of the cursor. */
function spellingOf({ tokens }: Made): number {
  const first = tokens.findIndex(({ end }) => end > 0);
  return first < 0 ? tokens.length : first;
}

function refusalsOf({ counts }: Made): number {
  return counts?.refusals ?? 0;
}

/** What is to be equal of the grammar's figures. */
function figuresOf({ counts }: Made): string {
  return JSON.stringify([counts?.tokens, counts?.refusals, counts?.trusted, counts?.rollbacks]);
}

/** Tokens that stand in the place of one that was refused: each is sent to a server. */
function replacedOf({ refused }: Made): number {
  return new Set(refused.map((token) => Reflect.get(token, "index") as number)).size;
}

/** The first token that goes beyond what both texts share; undefined: it ended there. */
function tokenAtFork(
  { drafted, tokens }: Made,
  other: string,
): { readonly text: string; readonly logprob: number } | undefined {
  let shared = 0;
  while (shared < drafted.length && drafted[shared] === other[shared]) shared += 1;
  const index = tokens.findIndex(({ end }) => end > shared);
  const token = tokens[index];
  return token && { text: drafted.slice(tokens[index - 1]?.end ?? 0, token.end), logprob: token.logprob };
}

function percentOf(token: { readonly logprob: number } | undefined): string {
  return token === undefined ? "" : percent(Math.exp(token.logprob));
}
