import { mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeLock, tryLock, type Unlock } from "../../src/system/fileLock.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-lock-"));
  path = join(folder, "a.lock");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function age(seconds: number): Promise<void> {
  const past = new Date(Date.now() - 1000 * seconds);
  await utimes(path, past, past);
}

describe("a lock", () => {
  it("belongs to one of many that want it at once", async () => {
    const unlocks = (await Promise.all(Array.from({ length: 20 }, () => tryLock(path)))).filter(Boolean);
    expect(unlocks.length).toBe(1);
    expect(await tryLock(path)).toBeUndefined();
    await unlocks[0]!();
    await expect(stat(path)).rejects.toThrow();
    const next = await tryLock(path);
    expect(next).toBeDefined();
    await next!();
  });

  it("that nobody keeps fresh belongs to nobody", async () => {
    await writeFile(path, "");
    expect(await tryLock(path)).toBeUndefined();
    let unlocked: Unlock | undefined;
    // A look that comes a second late says nothing.
    for (let began = 0; Date.now() - began > 900; ) {
      began = Date.now();
      await age(14);
      unlocked = await tryLock(path);
      if (unlocked === undefined) continue;
      await unlocked();
      await writeFile(path, "");
    }
    expect(unlocked).toBeUndefined();
    await age(16);
    const unlock = await tryLock(path);
    expect(unlock).toBeDefined();
    await unlock!();
  });

  it("is kept fresh as long as it is held", async () => {
    const unlock = await tryLock(path, { refreshMs: 5, staleMs: 15_000 });
    await age(3600);
    await expect.poll(async () => Date.now() - (await stat(path)).mtimeMs, { timeout: 50_000 }).toBeLessThan(60_000);
    await unlock!();
  });

  it("is waited for", async () => {
    const first = (await tryLock(path))!;
    let waits = 0;
    const timing = { refreshMs: 5, staleMs: 15_000 };
    const onWait = () => {
      waits += 1;
      if (waits === 2) void first();
    };
    const second = await takeLock(path, { timing, onWait });
    expect(waits).toBeGreaterThanOrEqual(2);
    expect(await tryLock(path)).toBeUndefined();
    await second();
  });

  it("is waited for as long as the signal lets", async () => {
    const unlock = (await tryLock(path))!;
    const abort = new AbortController();
    await expect(takeLock(path, { signal: abort.signal, onWait: () => abort.abort() })).rejects.toThrow(/abort/i);
    await unlock();
  });

  it("cannot be had where nothing can be written", async () => {
    await expect(tryLock(join(folder, "nowhere", "a.lock"))).rejects.toThrow(/ENOENT/);
  });
});
