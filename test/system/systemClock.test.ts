/** The process's time: sleeping on a signal. */

import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/system/systemClock.ts";

const LONG_MS = 1_000_000;

describe("sleep", () => {
  it("of very many on one signal takes one listener, and all wake", async () => {
    const stop = new AbortController();
    const sleeping = Array.from({ length: 1000 }, () => systemClock.sleep(LONG_MS, stop.signal));
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
    stop.abort();
    await Promise.all(sleeping);
    await systemClock.sleep(LONG_MS, stop.signal);
  });

  it("ends by itself, again and again on one signal, and leaves nothing behind", async () => {
    const stop = new AbortController();
    for (let time = 0; time < 20; time += 1) await systemClock.sleep(0, stop.signal);
    await Promise.all(Array.from({ length: 20 }, () => systemClock.sleep(1, stop.signal)));
    expect(getEventListeners(stop.signal, "abort").length).toBeLessThanOrEqual(1);
    await systemClock.sleep(0);
  });
});
