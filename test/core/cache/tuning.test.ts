/** Which ways are tried on a machine, and which is chosen. */

import { describe, expect, it } from "vitest";
import type { Rates } from "../../../src/core/cache/engine.ts";
import {
  countTrials,
  describeTuning,
  describeWay,
  planTrials,
  readTuning,
  type TuningFacts,
  type Way,
  whyNotTuned,
} from "../../../src/core/cache/tuning.ts";

type Machine = (way: Way, time: number) => Rates | undefined;

function play(facts: TuningFacts, machine: Machine): { readonly tried: readonly string[]; readonly found: string } {
  const plan = planTrials(facts);
  const tried: string[] = [];
  let next = plan.next();
  while (!next.done) {
    tried.push(describeWay(next.value));
    next = plan.next(machine(next.value, tried.length));
  }
  const { value } = next;
  return { tried, found: value.kind === "found" ? describeWay(value.way) : value.kind };
}

function check(
  name: string,
  facts: Omit<TuningFacts, "usual">,
  usual: Partial<Way>,
  machine: Machine,
  expected: string,
): void {
  it(name, () => {
    const all = {
      ...facts,
      usual: { threads: 2, batchSize: 512, gpuLayers: undefined, cacheType: "f16" as const, ...usual },
    };
    const { tried, found } = play(all, machine);
    expect(found).toBe(expected);
    expect(tried.length).toBeLessThanOrEqual(countTrials(all));
  });
}

/** Speeds by threads; a batch of 64 reads as fast as a larger one. */
const byThreads =
  (speeds: Readonly<Record<number, number>>): Machine =>
  ({ threads }) => {
    const speed = speeds[threads];
    return speed === undefined ? undefined : { prefill: 3 * speed, decode: speed };
  };

describe("threads", () => {
  check("as usual", { mostThreads: 2 }, {}, byThreads({ 1: 50, 2: 100 }), "2 threads, batches of 64");
  check(
    "all cores of four",
    { mostThreads: 4 },
    {},
    byThreads({ 1: 50, 2: 90, 3: 120, 4: 150 }),
    "4 threads, batches of 64",
  );
  check(
    "never more than there are cores",
    { mostThreads: 2 },
    {},
    byThreads({ 1: 1, 2: 10, 3: 100, 4: 1000 }),
    "2 threads, batches of 64",
  );
  check(
    "more that are hardly faster are not taken",
    { mostThreads: 4 },
    {},
    byThreads({ 1: 50, 2: 100, 3: 104, 4: 200 }),
    "2 threads, batches of 64",
  );
  check(
    "fewer that are hardly slower are",
    { mostThreads: 4 },
    { threads: 4 },
    byThreads({ 2: 80, 3: 98, 4: 100 }),
    "3 threads, batches of 64",
  );
  check(
    "many small losses are a large one",
    { mostThreads: 6 },
    { threads: 6 },
    byThreads({ 6: 100, 5: 98, 4: 96, 3: 94, 2: 92, 1: 90 }),
    "5 threads, batches of 64",
  );
  check(
    "threads that wait for each other",
    { mostThreads: 4 },
    { threads: 4 },
    byThreads({ 4: 1, 3: 40, 2: 90, 1: 50 }),
    "2 threads, batches of 64",
  );
  check(
    "what is given up is not taken",
    { mostThreads: 4 },
    {},
    byThreads({ 2: 100, 4: 1000 }),
    "2 threads, batches of 64",
  );
});

describe("batches", () => {
  const reading =
    (speeds: Readonly<Record<number, number>>): Machine =>
    ({ batchSize }) => ({
      prefill: speeds[batchSize] ?? 1,
      decode: 100,
    });
  check(
    "the smallest as fast as any",
    { mostThreads: 1 },
    { threads: 1 },
    reading({ 512: 300, 256: 305, 128: 298, 64: 250 }),
    "1 thread, batches of 128",
  );
  check(
    "the largest where that is fastest",
    { mostThreads: 1 },
    { threads: 1 },
    reading({ 512: 300, 256: 200, 128: 100 }),
    "1 thread, batches of 512",
  );
});

describe("layers", () => {
  const layered =
    (speeds: Readonly<Record<number, number>>): Machine =>
    ({ gpuLayers = 0, batchSize }) => ({
      prefill: 10 * (speeds[gpuLayers] ?? 1) * (batchSize === 512 ? 1 : 0.5),
      decode: speeds[gpuLayers] ?? 1,
    });
  const card = { gpuLayers: 24 };
  check(
    "all of them",
    { mostThreads: 2 },
    card,
    layered({ 24: 100, 12: 50, 0: 20 }),
    "1 thread, batches of 512, 24 layers on the graphics card",
  );
  check(
    "none where the card is slower",
    { mostThreads: 2 },
    card,
    layered({ 24: 10, 12: 14, 0: 20 }),
    "1 thread, batches of 512, 0 layers on the graphics card",
  );
  check(
    "a half",
    { mostThreads: 2 },
    card,
    layered({ 24: 10, 12: 30, 0: 20 }),
    "1 thread, batches of 512, 12 layers on the graphics card",
  );
});

describe("what cannot be believed", () => {
  check("too slow from the start", { mostThreads: 2 }, {}, () => undefined, "tooSlow");
  check(
    "a machine that is twice as fast a minute later",
    { mostThreads: 1 },
    { threads: 1 },
    (_, time) => ({ prefill: time === 1 ? 100 : 200, decode: time === 1 ? 50 : 100 }),
    "unsteady",
  );
  check(
    "what only seemed faster",
    { mostThreads: 1 },
    { threads: 1 },
    ({ batchSize }, time) => ({ prefill: batchSize < 512 ? 105 : time < 7 ? 100 : 120, decode: 50 }),
    "1 thread, batches of 512",
  );
  check(
    "no time left to try the first once more",
    { mostThreads: 2 },
    {},
    ({ threads }, time) => (time < 7 ? { prefill: 100, decode: threads === 1 ? 90 : 50 } : undefined),
    "tooSlow",
  );
  check(
    "no time left after the first",
    { mostThreads: 2 },
    {},
    (_, time) => (time === 1 ? { prefill: 100, decode: 50 } : undefined),
    "tooSlow",
  );
});

const SENTENCE =
  "This machine reads 330 and writes 113 tokens a second; Turnkey will look at 1,650 tokens and answer in 0.3 s.";
function checkSaid(name: string, other: Partial<Rates> & Pick<Way, "cacheType">, expected: string): void {
  it(`says ${name}`, () => {
    const rates = { prefill: 330.4, decode: 112.7 };
    const way = { threads: 2, batchSize: 64, gpuLayers: undefined, cacheType: other.cacheType };
    expect(describeTuning({ rates }, 1650, { way, rates: { ...rates, ...other } })).toBe(SENTENCE + expected);
  });
}
describe("the cache's type", () => {
  it("says nothing of one that was not tried", () =>
    expect(describeTuning({ rates: { prefill: 330.4, decode: 112.7 } }, 1650)).toBe(SENTENCE));
  checkSaid("nothing of one that is hardly faster", { cacheType: "q8_0", decode: 115 }, "");
  checkSaid(
    "that a smaller one is faster",
    { cacheType: "q8_0", decode: 225.4 },
    " With a cache of 8 bits it would be 0.2 s, a little less exactly (turnkey.cache.type: q8_0).",
  );
  checkSaid(
    "that the exact one is as fast",
    { cacheType: "f16" },
    " A cache of 16 bits is as fast here, and more exact (turnkey.cache.type: f16).",
  );
  checkSaid("nothing where the exact one is slower", { cacheType: "f16", decode: 80 }, "");
  for (const [usual, other] of [
    ["f16", "q8_0"],
    ["q8_0", "f16"],
  ] as const)
    it(`tries ${other} where ${usual} is set, with the best way, and leaves the choice to the user`, () => {
      const facts = { usual: { threads: 2, batchSize: 512, gpuLayers: undefined, cacheType: usual }, mostThreads: 2 };
      const plan = planTrials(facts);
      let next = plan.next();
      while (!next.done) next = plan.next({ prefill: 300, decode: next.value.cacheType === other ? 500 : 100 });
      const way = { threads: 1, batchSize: 64, gpuLayers: undefined };
      expect(next.value).toEqual({
        ...{ kind: "found", way: { ...way, cacheType: usual }, rates: { prefill: 300, decode: 100 } },
        other: { way: { ...way, cacheType: other }, rates: { prefill: 300, decode: 500 } },
      });
    });
});

const good = { threads: 2, batchSize: 128, contextSize: 4096, rates: { prefill: 300, decode: 100 } };
function checkStored(text: string, isGood: boolean): void {
  it(`stored: ${text.slice(0, 60)}`, () => expect(readTuning(text) !== undefined).toBe(isGood));
}
checkStored(JSON.stringify(good), true);
checkStored(JSON.stringify({ ...good, gpuLayers: 0 }), true);
for (const bad of [
  { threads: 0 },
  { threads: 1.5 },
  { threads: "2" },
  { batchSize: 0 },
  { contextSize: null },
  { gpuLayers: -1 },
  { rates: {} },
  { rates: { prefill: 0, decode: 1 } },
  { rates: null },
])
  checkStored(JSON.stringify({ ...good, ...bad }), false);
for (const text of ["", "null", "[]", "{", "undefined"]) checkStored(text, false);

const [SMALL, LARGE] = [243e6, 1.6e9];
it.each([
  [SMALL, "Close other programs."],
  [LARGE, "Close other programs, or choose a smaller model."],
])("a slow model of %d bytes: %s", (bytes, advice) => {
  expect(whyNotTuned("tooSlow", bytes)).toBe(
    `The model is too slow on this machine for anything to be measured. ${advice}`,
  );
  expect(whyNotTuned("unsteady", bytes)).toMatch(/^Other programs kept this machine busy/);
});
