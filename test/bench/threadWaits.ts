/** How long a thread listens to nobody while it works. */

/** The thread is asked so often whether it listens. */
const ASKED_EVERY_MS = 2;

/** How much the thread did at a stretch, in milliseconds: its own time, whatever else ran on its core. */
export async function waitsDuring(work: Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  let lastAt = busyMs();
  let isDone = false;
  const listen = () => {
    const now = busyMs();
    waits.push(now - lastAt);
    lastAt = now;
    if (!isDone) setTimeout(() => setImmediate(listen), ASKED_EVERY_MS);
  };
  listen();
  await work;
  isDone = true;
  return waits;
}

function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export function describeTimes(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)} ms`;
}
