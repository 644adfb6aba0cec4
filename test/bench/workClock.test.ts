import { expect, it } from "vitest";
import { createFakeEngine } from "../fakes/engine.ts";
import { WorkClock, WorkTimedEngine } from "./workClock.ts";

it("time passes by work alone", async () => {
  const engine = new WorkTimedEngine(createFakeEngine({ continuation: () => "" }));
  engine.fixRates({ prefill: 100, decode: 50 });
  const run = (count: number) => {
    const ids = engine.tokenizer.tokenize("a ".repeat(count)).slice(0, count);
    return { ids, instances: ids.map((_, index) => (index + 1) as never) };
  };
  await engine.apply({ kind: "evaluate", from: 0, run: run(10) });
  expect(engine.clock.now()).toBe(100);
  await engine.apply({ kind: "evaluate", from: 10, run: run(1) });
  expect(engine.clock.now()).toBe(120);
});

it("sleepers wake when their time has come, or when told to", async () => {
  const clock = new WorkClock();
  const woken: string[] = [];
  const stop = new AbortController();
  const sleeps = [
    clock.sleep(10).then(() => woken.push("ten")),
    clock.sleep(1000, stop.signal).then(() => woken.push("told")),
    clock.sleep(20).then(() => woken.push("twenty")),
  ];
  clock.advance(9);
  await Promise.resolve();
  expect(woken).toEqual([]);
  clock.advance(1);
  await sleeps[0];
  stop.abort();
  await sleeps[1];
  clock.advance(10);
  await Promise.all(sleeps);
  expect(woken).toEqual(["ten", "told", "twenty"]);
});
