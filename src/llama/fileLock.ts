/** One process at a time does something, also across machines that share a disk: the lock is a file whose time is kept fresh. */

import { open, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface LockTiming {
  readonly refreshMs: number;
  /** A lock that was not refreshed for so long belongs to nobody any more. */
  readonly staleMs: number;
}

const TIMING: LockTiming = { refreshMs: 2_000, staleMs: 15_000 };

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called while another process has it. */
  readonly onWait: () => void;
  readonly timing?: LockTiming;
}

/** Waits for the lock; the answer gives it back. Rejects when it cannot be written, and with the signal's reason. */
export async function takeLock(
  path: string,
  { signal, onWait, timing = TIMING }: LockOptions,
): Promise<() => Promise<void>> {
  for (;;) {
    signal?.throwIfAborted();
    if (await tryToTake(path)) break;
    const age = await ageOf(path);
    if (age !== undefined && age > timing.staleMs) {
      await rm(path, { force: true });
      // Two that saw the same stale lock must not both take the first's new one for it.
      await sleep(Math.random() * 200);
      continue;
    }
    onWait();
    await sleep(Math.min(500, timing.refreshMs), undefined, signal && { signal });
  }
  const refresh = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, timing.refreshMs);
  refresh.unref();
  return async () => {
    clearInterval(refresh);
    await rm(path, { force: true }).catch(() => undefined);
  };
}

async function tryToTake(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Milliseconds since its last sign of life; undefined: it is gone. */
async function ageOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && Date.now() - found.mtimeMs;
}
