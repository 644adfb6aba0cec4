/** An engine whose cells can be emptied from outside, so that each session starts with an empty cache. */

import type { BatchCost, Engine, Rates, Verifying } from "../core/cache/engine.ts";
import { WrappedEngine } from "../core/cache/wrappedEngine.ts";
import { withOrder } from "../core/tokens/fim.ts";

/** Two cores of a laptop with the embedded model, tokens per second: what counts are compared at. */
const LAPTOP_RATES: Rates = { prefill: 330, decode: 113 };
/** Milliseconds there; by the number of tokens evaluated at once. */
export const LAPTOP_BATCHES: readonly BatchCost[] = [
  { tokens: 1, ms: 11 },
  { tokens: 2, ms: 19 },
  { tokens: 4, ms: 44 },
  { tokens: 8, ms: 50 },
  { tokens: 16, ms: 75 },
];
/** One re-rotation there, of so many positions. */
const LAPTOP_ROTATE_MS = 26;
const LAPTOP_ROTATED = 4096;

export class ReplayEngine extends WrappedEngine {
  readonly #near: ReplayEngine | undefined;
  #fixedRates: Rates | undefined;

  /**
   * `order`: which text comes first in a prompt, in place of the model family's own order; in the form that the family was
   * trained with, if it was.
   */
  constructor(inner: Engine, order?: "psm" | "spm") {
    const { fim } = inner.facts;
    super(
      inner,
      order === undefined || fim === undefined
        ? inner.facts
        : { ...inner.facts, fim: withOrder(fim, order) ?? { ...fim, order } },
    );
    this.#near = inner.near && new ReplayEngine(inner.near, order);
  }

  override get near(): ReplayEngine | undefined {
    return this.#near;
  }

  override get rates(): Rates {
    return this.#fixedRates ?? super.rates;
  }

  /** From now on `rates` stay as they are, and `rotateMs` with them: budgets, and with them all counts of tokens, no longer follow the machine's moods. */
  fixRates(rates: Rates = LAPTOP_RATES): void {
    this.#fixedRates = rates;
    this.#near?.fixRates(rates);
  }

  override get verifying(): Verifying | undefined {
    const { verifying } = this.inner;
    if (this.#fixedRates === undefined || verifying === undefined) return verifying;
    return {
      costs: LAPTOP_BATCHES,
      verify: (run) => verifying.verify(run),
      readBehind: (index) => verifying.readBehind(index),
    };
  }

  override get rotateMs(): number {
    const { rotateMs } = this.inner;
    if (this.#fixedRates === undefined || rotateMs === 0) return rotateMs;
    return (LAPTOP_ROTATE_MS * this.facts.contextSize) / LAPTOP_ROTATED;
  }

  /** Forgets all cells. Nothing else may be at work. */
  async clear(): Promise<void> {
    await this.inner.reset();
    await this.inner.near?.reset();
  }
}
