/** How much may be kept. */

/** Asked for one thing after the other, the most wanted first: the first is allowed whatever its size. */
export class Allowance {
  #left: number;
  #isFirst = true;

  constructor(size: number) {
    this.#left = size;
  }

  allows(size: number): boolean {
    const allowed = this.#isFirst || size <= this.#left;
    this.#isFirst = false;
    // What is older than something that had no room has none either.
    this.#left = allowed ? this.#left - size : Number.NEGATIVE_INFINITY;
    return allowed;
  }
}
