/** An engine whose cells can be emptied from outside, so that each session starts with an empty cache. */

import type { CacheStep } from "../core/cache/cells.ts";
import type { Candidate, Engine, ModelFacts, Rates, TokenScore } from "../core/cache/engine.ts";
import { withOrder } from "../core/tokens/fim.ts";
import type { TokenId, Tokenizer } from "../core/tokens/tokenizer.ts";

/** Two cores of a laptop with the embedded model, tokens per second: what counts are compared at. */
const LAPTOP_RATES: Rates = { prefill: 330, decode: 113 };
/** One re-rotation there, of 4,096 positions. */
const LAPTOP_ROTATE_MS = 26;

export class ReplayEngine implements Engine {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly #inner: Engine;
  #fixedRates: Rates | undefined;

  /**
   * `inner` must be empty and is this engine's alone from now on. `order`: which text comes first in a prompt, in place
   * of the model family's own order; in the form that the family was trained with, if it was.
   */
  constructor(inner: Engine, order?: "psm" | "spm") {
    this.#inner = inner;
    const { fim } = inner.facts;
    this.facts =
      order === undefined || fim === undefined
        ? inner.facts
        : { ...inner.facts, fim: withOrder(fim, order) ?? { ...fim, order } };
    this.tokenizer = inner.tokenizer;
  }

  get rates(): Rates {
    return this.#fixedRates ?? this.#inner.rates;
  }

  /** From now on `rates` stay as they are, and `rotateMs` with them: budgets, and with them all counts of tokens, no longer follow the machine's moods. */
  fixRates(rates: Rates = LAPTOP_RATES): void {
    this.#fixedRates = rates;
  }

  get rotateMs(): number {
    const { rotateMs } = this.#inner;
    return this.#fixedRates === undefined || rotateMs === 0 ? rotateMs : LAPTOP_ROTATE_MS;
  }

  get end(): number {
    return this.#inner.end;
  }

  apply(step: CacheStep): Promise<void> {
    return this.#inner.apply(step);
  }

  reset(): Promise<void> {
    return this.#inner.reset();
  }

  best(count: number): Promise<readonly Candidate[]> {
    return this.#inner.best(count);
  }

  get endLogprob(): number | undefined {
    return this.#inner.endLogprob;
  }

  score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    return this.#inner.score(tokens);
  }

  /** Forgets all cells. Nothing else may be at work. */
  async clear(): Promise<void> {
    await this.#inner.reset();
  }

  dispose(): Promise<void> {
    return this.#inner.dispose();
  }
}
