/** Tells when the model has not been used for as long as the settings say. */

import type { OnBug } from "../core/bug.ts";
import type { Clock } from "../core/clock.ts";

export interface IdleWatchOptions {
  readonly clock: Clock;
  /** 0: it is never idle. */
  readonly minutes: () => number;
  /** Somebody waits for it now. */
  readonly isBusy: () => boolean;
  readonly onIdle: (minutes: number) => void;
  readonly onBug: OnBug;
}

const MS_PER_MINUTE = 60_000;

export class IdleWatch {
  readonly #options: IdleWatchOptions;
  #lastUseMs: number;
  #watch = new AbortController();

  constructor(options: IdleWatchOptions) {
    this.#options = options;
    this.#lastUseMs = options.clock.now();
  }

  /** The time begins anew. */
  used(): void {
    this.#lastUseMs = this.#options.clock.now();
  }

  /** Also where it watches already: the minutes may be others by now. */
  start(): void {
    this.stop();
    this.#watch = new AbortController();
    this.#run(this.#watch.signal).catch(this.#options.onBug);
  }

  stop(): void {
    this.#watch.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, isBusy, onIdle } = this.#options;
    const minutes = this.#options.minutes();
    if (minutes === 0) return;
    while (!signal.aborted) {
      if (isBusy()) this.used();
      const remainingMs = this.#lastUseMs + minutes * MS_PER_MINUTE - clock.now();
      if (remainingMs <= 0) {
        onIdle(minutes);
        return;
      }
      await clock.sleep(remainingMs, signal);
    }
  }
}
