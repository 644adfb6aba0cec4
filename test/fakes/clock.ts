/** Clocks for tests: one stands still until a test winds it, one is never in a hurry. */

import type { Clock } from "../../src/core/clock.ts";
import { systemClock } from "../../src/system/systemClock.ts";

export interface FakeClock extends Clock {
  /** Moves time on, waking sleepers in order; work that they start is given time to run. */
  advance(ms: number): Promise<void>;
}

export function createFakeClock(): FakeClock {
  let now = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        });
      });
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await turn();
        const next = sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        sleepers = sleepers.filter((other) => other !== next);
        now = next.at;
        next.wake();
      }
      now = until;
      await turn();
    },
  };
}

/** Goes on by itself, but so slowly that nothing that is worked at takes too long, however busy the machine is. */
export const unhurriedClock: Clock = { now: () => systemClock.now() / 10_000, sleep: systemClock.sleep };

/** Lets everything that is ready to run do so. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
