/** Measures on the wall how long tokens take, one after another. */

import type { Candidate } from "../../src/core/cache/engine.ts";
import type { TokenId } from "../../src/core/tokens/tokenizer.ts";
import { WorkTimedEngine } from "./workClock.ts";

export class DecodeWatch extends WorkTimedEngine {
  #gaps: number[] = [];
  #lastAt: number | undefined;

  /** Every step asks once for its candidates; a step that is taken back asks again. */
  override async best(count: number, also?: readonly TokenId[]): Promise<readonly Candidate[]> {
    const candidates = await super.best(count, also);
    const now = performance.now();
    if (this.#lastAt !== undefined) this.#gaps.push(now - this.#lastAt);
    this.#lastAt = now;
    return candidates;
  }

  /** Milliseconds between the steps of the generations since the last call. */
  take(): readonly number[] {
    const gaps = this.#gaps;
    this.#gaps = [];
    this.#lastAt = undefined;
    return gaps;
  }
}
