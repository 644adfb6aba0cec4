/** How many guessed tokens are worth being evaluated at once. Pure. */

import type { BatchCost } from "../cache/engine.ts";

/**
 * So much faster than one by one it has to be: of many lengths the one that looks best is one whose chances look too good. On two
 * cores, over 1,008 texts of the embedded model: with 1.1 times the time is 0.99 of that one by one and 145 texts take longer
 * than they did, with 1.3 times 0.98 and 78, with 1.5 times 0.975 and 4.
 */
const LEAST_GAIN = 1.5;
/** A key that comes meanwhile waits for the end of an evaluation. */
const MOST_MS = 100;
/** Beyond this a guess is never worth its place. */
const LEAST_CHANCE = 0.05;

/**
 * Of guesses with these chances (each that it stands if all in front of it do), how many are evaluated together with the token
 * that they follow: as many as give the most tokens per millisecond, 0 where that is hardly more than one by one.
 */
export function chooseDraftLength(chances: readonly number[], costs: readonly BatchCost[]): number {
  const oneMs = costMs(costs, 1);
  const most = costs.at(-1)?.tokens ?? 1;
  let best = { length: 0, rate: LEAST_GAIN / oneMs };
  let [all, expected] = [1, 1];
  for (const [index, chance] of chances.slice(0, most - 1).entries()) {
    all *= chance;
    if (all < LEAST_CHANCE) break;
    expected += all;
    const ms = costMs(costs, index + 2);
    if (ms > MOST_MS && ms > 2 * oneMs) break;
    if (expected / ms > best.rate) best = { length: index + 1, rate: expected / ms };
  }
  return best.length;
}

/** Of all time that tokens would have taken one by one, so much may be lost. */
const MOST_LOST = 0.02;

/** What guesses have saved so far, and lost: where they do not pay, they are tried so seldom that nobody notices. */
export class GuessLedger {
  #balance = 0;
  #all = 0;

  get mayTry(): boolean {
    return this.#balance >= -MOST_LOST * this.#all;
  }

  /** A token is written, evaluated together with `guessed` others; `costs` as measured. */
  evaluated(guessed: number, costs: readonly BatchCost[]): void {
    const oneMs = costMs(costs, 1);
    this.#all += oneMs;
    this.#balance -= costMs(costs, 1 + guessed) - oneMs;
  }

  /** A guessed token is written. */
  stood(costs: readonly BatchCost[]): void {
    const oneMs = costMs(costs, 1);
    this.#all += oneMs;
    this.#balance += oneMs;
  }
}

/** Of an evaluation of so many tokens: between two measured numbers, in proportion; beyond them, that of the nearest. */
export function costMs(costs: readonly BatchCost[], tokens: number): number {
  const behind = costs.findIndex((cost) => cost.tokens >= tokens);
  if (behind < 0) return costs.at(-1)?.ms ?? Number.POSITIVE_INFINITY;
  const [to, from] = [costs[behind]!, costs[behind - 1]];
  if (from === undefined) return to.ms;
  return from.ms + ((to.ms - from.ms) * (tokens - from.tokens)) / (to.tokens - from.tokens);
}
