/** Tokens per second of prefill and decode, learned from the work that is really done. Pure. */

import type { Rates } from "../core/cache/engine.ts";

/** Smaller batches are dominated by the fixed cost of a batch and would make prefill look slow. */
const SMALLEST_PREFILL = 16;

/** A batch of this many tokens counts with its full weight; smaller ones less. */
const FULL_PREFILL = 128;

/** How far one full-weight sample pulls the average. */
const PULL = 0.25;

/** Exponential averages. Before the first sample of a kind its rate is the cautious guess given. */
export class RateMeter {
  #prefill: number;
  #decode: number;
  #prefillSeen = false;
  #decodeSeen = false;

  constructor(guess: Rates) {
    this.#prefill = guess.prefill;
    this.#decode = guess.decode;
  }

  get rates(): Rates {
    return { prefill: this.#prefill, decode: this.#decode };
  }

  /** `tokens` evaluated together took `ms`. */
  countPrefill(tokens: number, ms: number): void {
    if (tokens < SMALLEST_PREFILL || !(ms > 0)) return;
    const rate = (tokens / ms) * 1000;
    const pull = this.#prefillSeen ? PULL * Math.min(1, tokens / FULL_PREFILL) : 1;
    this.#prefill += pull * (rate - this.#prefill);
    this.#prefillSeen = true;
  }

  /** One token, its evaluation and the choice of the next together, took `ms`. */
  countDecode(ms: number): void {
    if (!(ms > 0)) return;
    const rate = 1000 / ms;
    this.#decode += (this.#decodeSeen ? PULL : 1) * (rate - this.#decode);
    this.#decodeSeen = true;
  }
}
