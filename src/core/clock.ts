/** Time comes from outside, so that tests wind it by hand. */
export interface Clock {
  /** Milliseconds from some fixed moment; never goes back. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts (it never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What `work` comes to; undefined when it takes longer than `ms`, and then it goes on unheard. Rejects as `work` does. */
export async function withinTime<Result>(work: Promise<Result>, clock: Clock, ms: number): Promise<Result | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([work, clock.sleep(ms, timer.signal).then(() => undefined)]);
  } finally {
    timer.abort();
  }
}

/** Waits for work, or until the signal aborts. Rejects as the work does, unless that is later. */
export async function untilAborted(work: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
