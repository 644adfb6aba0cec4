/** Real time whose waits can be skipped: what an editor would wait for between keys, a replay need not. */

import type { Clock } from "../core/clock.ts";
import { wakeWith } from "../system/systemClock.ts";

interface Sleeper {
  /** On this clock. */
  readonly until: number;
  readonly wake: () => void;
}

export class ReplayClock implements Clock {
  readonly #inner: Clock;
  readonly #sleepers = new Set<Sleeper>();
  #skipped = 0;
  #skipping = 0;

  /** Counts on from `inner`. */
  constructor(inner: Clock) {
    this.#inner = inner;
  }

  now(): number {
    return this.#inner.now() + this.#skipped;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    const woken = new AbortController();
    const sleeper: Sleeper = { until: this.now() + ms, wake: () => woken.abort() };
    const forget = signal === undefined ? () => {} : wakeWith(signal, sleeper.wake);
    this.#sleepers.add(sleeper);
    try {
      if (this.#skipping > 0) this.#wakeAll();
      await this.#inner.sleep(ms, woken.signal);
    } finally {
      this.#sleepers.delete(sleeper);
      forget();
    }
  }

  /** Until `work` has ended, nobody sleeps: the time jumps to each sleeper's end. */
  async skipWaits<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#skipping += 1;
    this.#wakeAll();
    try {
      return await work();
    } finally {
      this.#skipping -= 1;
    }
  }

  #wakeAll(): void {
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.until - b.until)) {
      this.#skipped += Math.max(0, sleeper.until - this.now());
      sleeper.wake();
    }
  }
}
