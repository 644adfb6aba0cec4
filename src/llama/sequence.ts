/** The live cells and the ones set aside, as the native cache holds them, with their tokens. */

import { must } from "../core/bug.ts";
import { type CacheStep, LIVE } from "../core/cache/cells.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import type { NativeCache } from "./native.ts";

/** Cells set aside: from which position on, and their tokens. */
interface Aside {
  from: number;
  ids: (TokenId | undefined)[];
}

export class Sequence {
  readonly #cache: NativeCache;
  /** Token at each live position; undefined where that is not known. */
  #ids: (TokenId | undefined)[] = [];
  readonly #parked = new Map<number, Aside>();

  constructor(cache: NativeCache) {
    this.#cache = cache;
  }

  /** Live positions. */
  get length(): number {
    return this.#ids.length;
  }

  /** Tokens that were evaluated behind the last live one. */
  push(ids: readonly TokenId[]): void {
    for (const id of ids) this.#ids.push(id);
  }

  /** Live cells that the native side has read from a file. */
  take(ids: readonly TokenId[]): void {
    this.#ids = [...ids];
  }

  /** Frees all live cells from `from` on. */
  cut(from: number): void {
    this.#cache.remove(from, -1);
    this.#ids.length = Math.min(from, this.#ids.length);
  }

  clear(): void {
    for (const alias of [LIVE, ...this.#parked.keys()]) this.#cache.remove(0, -1, alias);
    this.#parked.clear();
    this.#ids = [];
  }

  /** False: this kind of memory cannot do that. */
  async park({ source, from, to, alias }: Extract<CacheStep, { kind: "park" }>): Promise<boolean> {
    // All cells of the source get the second name, those outside of the range lose it again.
    await this.#cache.alsoName(alias, source);
    const kept = (from === 0 || this.#cache.remove(0, from, alias)) && this.#cache.remove(to, -1, alias);
    if (!kept || !this.#cache.remove(from, to, source)) return false;
    this.#parked.set(alias, { from, ids: this.#take(source, from, to) });
    return true;
  }

  /** Changes the positions of cells set aside. */
  move(alias: number, delta: number): void {
    this.#cache.shift(alias, delta);
    const aside = this.#parked.get(alias);
    if (aside !== undefined) aside.from += delta;
  }

  async attach(alias: number): Promise<void> {
    await this.#cache.alsoName(LIVE, alias);
    this.#cache.remove(0, -1, alias);
    for (const id of this.#parked.get(alias)?.ids ?? []) this.#ids.push(id);
    this.#parked.delete(alias);
  }

  /**
   * Frees cells. Memories that are one state for the whole text (recurrent ones) can only be made anew: the answer is
   * what must be evaluated again from position 0. Undefined: it cannot be done.
   */
  drop(source: number, from: number, to: number): readonly TokenId[] | undefined {
    must(from >= 0 && to >= from, `drop of [${from}, ${to})`);
    if (from === to) return [];
    if (source !== LIVE) {
      if (!this.#cache.remove(from, to, source)) return undefined;
      this.#take(source, from, to);
      return [];
    }
    if (this.#cache.remove(from, to)) {
      if (to >= this.#ids.length) this.#ids.length = Math.min(from, this.#ids.length);
      else this.#ids.fill(undefined, from, to);
      return [];
    }
    const kept = this.#ids.slice(0, from).filter((id) => id !== undefined);
    if (to < this.#ids.length || kept.length < from || !this.#cache.remove(0, -1)) return undefined;
    this.#ids = [];
    return kept;
  }

  /** Forgets cells at the start or the end of those under a name, or all; of the live ones also in the middle. */
  #take(source: number, from: number, to: number): (TokenId | undefined)[] {
    if (source === LIVE) return this.#ids.splice(from, to - from);
    const aside = this.#parked.get(source);
    if (aside === undefined) return [];
    const taken = aside.ids.splice(from - aside.from, to - from);
    if (from === aside.from) aside.from = to;
    if (aside.ids.length === 0) this.#parked.delete(source);
    return taken;
  }
}
