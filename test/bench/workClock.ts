/** Time that passes by work alone, so that what a model says does not depend on what else the machine does. */

import type { CacheStep } from "../../src/core/cache/cells.ts";
import type { Rates, Verifying } from "../../src/core/cache/engine.ts";
import type { Clock } from "../../src/core/clock.ts";
import { costMs } from "../../src/core/writing/draftLength.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export class WorkClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  /** When the next of those who sleep wants to wake. */
  get next(): number | undefined {
    return [...this.#sleepers].reduce<number | undefined>(
      (first, { until }) => Math.min(first ?? until, until),
      undefined,
    );
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const sleeper: Sleeper = { until: this.#now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        resolve();
      });
    });
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}

/** Milliseconds that so many tokens take at these rates: one is decoded, several are read. */
export function evaluationMs(tokens: number, { decode, prefill }: Rates): number {
  return (1000 * tokens) / (tokens === 1 ? decode : prefill);
}

/** Advances its clock by what each evaluation takes at the engine's own fixed rates. */
export class WorkTimedEngine extends ReplayEngine {
  readonly clock = new WorkClock();

  override async apply(step: CacheStep): Promise<void> {
    await super.apply(step);
    if (step.kind !== "evaluate") return;
    this.clock.advance(evaluationMs(step.run.ids.length, this.rates));
  }

  override get verifying(): Verifying | undefined {
    const verifying = super.verifying;
    return (
      verifying && {
        costs: verifying.costs,
        verify: async (run) => {
          await verifying.verify(run);
          this.clock.advance(costMs(verifying.costs, run.ids.length));
        },
        readBehind: (index) => verifying.readBehind(index),
      }
    );
  }
}
