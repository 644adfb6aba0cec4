/** Where the time goes while a cache is brought to a prompt. */

import type { Clock } from "../clock.ts";
import type { CacheStep } from "./cells.ts";

/** Milliseconds; each moment counts once. */
export interface ReadingTimes {
  /** What is there was compared with what is wanted. */
  readonly plan: number;
  /** Cells changed places, their keys' re-rotation included. */
  readonly rotate: number;
  readonly evaluate: number;
  /** What was cached was evaluated again. */
  readonly heal: number;
}

export const NO_READING: ReadingTimes = { plan: 0, rotate: 0, evaluate: 0, heal: 0 };

/** Times the steps of one plan. */
export class StepTimer {
  readonly #clock: Clock;
  readonly #rotateMs: number;
  #plan = 0;
  #rotate = 0;
  #evaluate = 0;
  #isRotationDue = false;

  /** `rotateMs`: see `Engine.rotateMs`. */
  constructor(clock: Clock, rotateMs: number) {
    this.#clock = clock;
    this.#rotateMs = rotateMs;
  }

  planning<Result>(work: () => Result): Result {
    const startedAt = this.#clock.now();
    const result = work();
    this.#plan += this.#clock.now() - startedAt;
    return result;
  }

  /** Keys that have moved are re-rotated within the next evaluation: so much of that as one takes is theirs. */
  async step({ kind }: CacheStep, work: () => Promise<void>): Promise<void> {
    const startedAt = this.#clock.now();
    await work();
    const ms = this.#clock.now() - startedAt;
    if (kind === "move") this.#isRotationDue = true;
    if (kind !== "evaluate") {
      this.#rotate += ms;
      return;
    }
    const rotating = this.#isRotationDue ? Math.min(ms, this.#rotateMs) : 0;
    this.#isRotationDue = false;
    this.#rotate += rotating;
    this.#evaluate += ms - rotating;
  }

  /** Of `evaluated` tokens in all, `healed` were cached before. */
  times(evaluated: number, healed: number): ReadingTimes {
    const share = evaluated === 0 ? 0 : healed / evaluated;
    const heal = this.#evaluate * share;
    return { plan: this.#plan, rotate: this.#rotate, evaluate: this.#evaluate - heal, heal };
  }
}
