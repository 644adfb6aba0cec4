/** What an evaluation of several tokens costs beside one of a single token, learned from the work that is really done. Pure. */

import type { BatchCost } from "../core/cache/engine.ts";

/** Measured at load, in this order: on a processor fewer than eight tokens at once never pay. */
export const VERIFIED_SIZES = [8, 16, 4, 2] as const;
/** How far one sample pulls an average. */
const PULL = 0.2;

export class BatchCosts {
  #oneMs: number | undefined;
  /** How many times as long as a single token, by the number of tokens: that changes less with the machine's load than times do. */
  readonly #ratios = new Map<number, number>();

  /** By the number of tokens; only that of a single one where no other was measured, none where nothing was. */
  get costs(): readonly BatchCost[] {
    const oneMs = this.#oneMs;
    if (oneMs === undefined) return [];
    const others = [...this.#ratios].sort(([a], [b]) => a - b);
    return [{ tokens: 1, ms: oneMs }, ...others.map(([tokens, ratio]) => ({ tokens, ms: ratio * oneMs }))];
  }

  /**
   * So many tokens take so long, beside `oneMs` for a single one measured at the same time: that takes the place of what was
   * counted before, the first evaluation among it, which reads the weights from the disk.
   */
  learn(tokens: number, ms: number, oneMs: number): void {
    this.#oneMs = oneMs;
    this.#ratios.set(tokens, leastRatio(ms / oneMs));
  }

  /** Evaluations of any number of tokens, as they come; of several they count for the next number that was learnt. */
  count(tokens: number, ms: number): void {
    if (!(ms > 0)) return;
    if (tokens === 1) {
      const { oneMs = ms } = { oneMs: this.#oneMs };
      // A re-rotation may be in it.
      this.#oneMs = oneMs + PULL * (Math.min(ms, 2 * oneMs) - oneMs);
      return;
    }
    const learnt = [...this.#ratios.keys()].find((one) => one >= tokens);
    if (learnt === undefined || this.#oneMs === undefined) return;
    const ratio = this.#ratios.get(learnt)!;
    // Of less tokens than that less time is expected.
    const sample = (ms / this.#oneMs) * (learnt / tokens) ** SLOPE;
    this.#ratios.set(learnt, leastRatio(ratio + PULL * (sample - ratio)));
  }
}

/** Several never take less than one, whatever else the machine did meanwhile. */
function leastRatio(ratio: number): number {
  return Math.max(1, ratio);
}

/** Between 8 and 32 tokens the time grows with about this power of their number. */
const SLOPE = 0.7;
