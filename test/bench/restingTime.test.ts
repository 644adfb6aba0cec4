import { expect, test } from "vitest";
import { RestingTime } from "./restingTime.ts";

/** Sleeps, then does work in steps until it is told to stop; what it has done by when. */
function begin(time: RestingTime, steps: number): { readonly done: number[]; stop(): void } {
  const done: number[] = [];
  let isStopped = false;
  void (async () => {
    await time.clock.sleep(150);
    while (!isStopped && done.length < steps) {
      await time.worked(50);
      done.push(time.clock.now());
    }
  })();
  const stop = () => {
    isStopped = true;
  };
  return { done, stop };
}

test("what is done in a rest is done by its end, and the step that the end comes into the middle of", async () => {
  const time = new RestingTime();
  const work = begin(time, 100);
  await time.rest(320);
  expect(work.done).toEqual([200, 250, 300]);
  expect(time.clock.now()).toBe(350);
  work.stop();
  await time.goOn();
  await new Promise(setImmediate);
  expect(work.done).toEqual([200, 250, 300, 350]);
});

test("a rest goes by where there is nothing to do any more", async () => {
  const time = new RestingTime();
  const work = begin(time, 2);
  await time.rest(500);
  expect([work.done, time.clock.now()]).toEqual([[200, 250], 500]);
});
