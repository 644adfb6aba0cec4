/** The process's own time, for the core's port. */

import type { Clock } from "../core/clock.ts";

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const finish = (): void => {
        clearTimeout(timer);
        forget();
        resolve();
      };
      const timer = setTimeout(finish, ms);
      const forget = signal === undefined ? () => {} : wakeWith(signal, finish);
    }),
};

/** Those who sleep until a signal, all behind one listener of it: a signal may be slept on by very many. */
const sleepers = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `wake` when the signal is aborted, unless the function that comes back was called before. */
export function wakeWith(signal: AbortSignal, wake: () => void): () => void {
  const known = sleepers.get(signal);
  const waiting = known ?? new Set();
  waiting.add(wake);
  if (known === undefined) {
    sleepers.set(signal, waiting);
    signal.addEventListener("abort", () => {
      for (const wakeOne of [...waiting]) wakeOne();
    });
  }
  return () => void waiting.delete(wake);
}
