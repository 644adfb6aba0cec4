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

/** Gives the lock back; never rejects. */
export type Unlock = () => Promise<void>;

/** Waits for the lock. Rejects when it cannot be written, and with the signal's reason. */
export async function takeLock(path: string, { signal, onWait, timing = TIMING }: LockOptions): Promise<Unlock> {
  for (;;) {
    signal?.throwIfAborted();
    const unlock = await tryLock(path, timing);
    if (unlock !== undefined) return unlock;
    onWait();
    await sleep(Math.min(500, timing.refreshMs), undefined, signal && { signal });
  }
}

/** Undefined while another has it, in this process or in another. Rejects when it cannot be written. */
export async function tryLock(path: string, timing = TIMING): Promise<Unlock | undefined> {
  if (await makeFile(path)) return keepFresh(path, timing);
  const age = await ageOf(path);
  if (age !== undefined) {
    if (age <= timing.staleMs) return undefined;
    await rm(path, { force: true });
    // Two that saw the same stale lock must not both take the first's new one for it.
    await sleep(Math.random() * 200);
  }
  return (await makeFile(path)) ? keepFresh(path, timing) : undefined;
}

function keepFresh(path: string, { refreshMs }: LockTiming): Unlock {
  const refresh = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, refreshMs);
  refresh.unref();
  return async () => {
    clearInterval(refresh);
    await rm(path, { force: true }).catch(() => undefined);
  };
}

/** False: it is there already. */
async function makeFile(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx", 0o600)).close();
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
