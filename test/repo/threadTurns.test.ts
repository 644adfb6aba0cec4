/** Who has the thread of the index, and who waits for it. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ThreadTurns } from "../../src/repo/threadTurns.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

/** Until the slice is over. */
function work(): void {
  vi.advanceTimersByTime(3);
}

async function breatheAfterWork(turns: ThreadTurns, isWanted = () => true): Promise<boolean> {
  work();
  return turns.breathe(isWanted);
}

const someTurns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

it("others have their turn when the slice is over, and not before", async () => {
  const turns = new ThreadTurns();
  let heard = 0;
  setImmediate(() => (heard += 1));
  work();
  expect([await turns.rest(), heard]).toEqual([true, 1]);
  setImmediate(() => (heard += 1));
  expect([await turns.rest(), heard]).toEqual([false, 1]);
});

it("all work waits while somebody is busy, and all of it goes on afterwards", async () => {
  const turns = new ThreadTurns();
  turns.setBusy(true);
  const done: string[] = [];
  const all = ["one", "another"].map((name) => breatheAfterWork(turns).then(() => done.push(name)));
  await someTurns();
  expect(done).toEqual([]);
  turns.setBusy(false);
  await Promise.all(all);
  expect(done.toSorted()).toEqual(["another", "one"]);
});

it("what cannot wait comes back while somebody is busy", async () => {
  const turns = new ThreadTurns();
  turns.setBusy(true);
  work();
  expect(await turns.rest()).toBe(true);
});

it("what is not wanted any more does not wait", async () => {
  const turns = new ThreadTurns();
  turns.setBusy(true);
  expect(await breatheAfterWork(turns, () => false)).toBe(false);
});
