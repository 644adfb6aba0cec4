/** What the model wants to write next. */

import { BugError } from "../bug.ts";
import type { Candidate, Engine } from "../cache/engine.ts";

/** Candidates looked at while the first tokens must spell the healed text. */
const HEALING_WIDTH = 64;

/**
 * The `count` most probable next tokens, best first. While `heal` is not spelt yet, those that begin with it or spell a
 * part of it; how likely it was says nothing of what comes.
 */
export async function propose(engine: Engine, heal: string, count: number): Promise<readonly Candidate[]> {
  if (heal === "") return engine.best(count);
  const { tokenizer } = engine;
  const fitting = (await engine.best(HEALING_WIDTH)).filter(({ token }) => {
    const text = tokenizer.detokenize([token]);
    return text !== "" && (text.startsWith(heal) || heal.startsWith(text));
  });
  if (fitting.length > 0) {
    const all = fitting.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
    return fitting.slice(0, count).map(({ token, logprob }) => ({ token, logprob: logprob - Math.log(all) }));
  }
  // Nothing likely fits: spell the text as the tokenizer would.
  const token = tokenizer.tokenize(heal)[0];
  if (token === undefined) throw new BugError(`no token spells ${JSON.stringify(heal)}`);
  return [{ token, logprob: 0 }];
}

/** Of a choice among candidates, nats; what they leave of the probability counts as one more. */
export function entropyOf(candidates: readonly Candidate[]): number {
  const shares = candidates.map(({ logprob }) => Math.exp(logprob));
  const rest = Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));
  return -[...shares, rest].reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);
}
