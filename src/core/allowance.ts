/** How much may be kept. */

/** A map or a set: what came first stands first. */
interface Kept<Key> {
  readonly size: number;
  keys(): Iterable<Key>;
  delete(key: Key): boolean;
}

/** What came first goes where there are more than `most`. */
export function dropOldest<Key>(kept: Kept<Key>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}

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
