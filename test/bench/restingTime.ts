/** Time that passes by work alone, and rests that end in the middle of work: what is read by then is read, and nothing more. */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { CacheStep } from "../../src/core/cache/cells.ts";
import type { Engine, Rates } from "../../src/core/cache/engine.ts";
import { WrappedEngine } from "../../src/core/cache/wrappedEngine.ts";
import { evaluationMs, WorkClock } from "./workClock.ts";

export class RestingTime {
  readonly clock = new WorkClock();
  #end = Number.POSITIVE_INFINITY;
  readonly #held: (() => void)[] = [];

  /** Work of `ms` was done. Where a rest has ended meanwhile, its worker waits until `goOn`. */
  async worked(ms: number): Promise<void> {
    this.clock.advance(ms);
    if (this.clock.now() >= this.#end) await new Promise<void>((resolve) => this.#held.push(resolve));
  }

  /**
   * Nobody does anything for `ms`: who sleeps so long wakes, and work is done meanwhile. What does not wait for this clock must
   * take microtasks only.
   */
  async rest(ms: number): Promise<void> {
    const { clock } = this;
    this.#end = clock.now() + ms;
    for (;;) {
      await nextTurn();
      if (this.#held.length > 0) return;
      const { next = Number.POSITIVE_INFINITY } = clock;
      if (next >= this.#end) break;
      clock.advance(next - clock.now());
    }
    clock.advance(this.#end - clock.now());
  }

  /** Something is done again, and has been told to all. */
  async goOn(): Promise<void> {
    await nextTurn();
    this.#end = Number.POSITIVE_INFINITY;
    for (const release of this.#held.splice(0)) release();
  }
}

/** Takes its time to evaluate, at rates that are asked for each time. */
export class RestingEngine extends WrappedEngine {
  readonly #time: RestingTime;
  readonly #rates: () => Rates;
  readonly #near: RestingEngine | undefined;

  constructor(inner: Engine, time: RestingTime, rates: () => Rates) {
    super(inner);
    this.#time = time;
    this.#rates = rates;
    this.#near = inner.near && new RestingEngine(inner.near, time, rates);
  }

  override get near(): RestingEngine | undefined {
    return this.#near;
  }

  override async apply(step: CacheStep): Promise<void> {
    await super.apply(step);
    if (step.kind !== "evaluate") return;
    await this.#time.worked(evaluationMs(step.run.ids.length, this.#rates()));
  }
}
