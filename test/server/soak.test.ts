/** A short soak of the server; `npm run bench -- soak` is the long one. */

import { expect, test } from "vitest";
import { findGrowth, type MemoryReading, soakMemory } from "../bench/soakMemory.ts";
import { soakRandomly } from "../bench/soakRandom.ts";
import { withTinyModel } from "../bench/soakRun.ts";
import type { SoakState } from "../bench/soakServer.ts";

/** On a machine that does much else; half a minute each on one that does not. */
const MAX_MS = 400_000;

test(
  "2,000 steps of a random client: no death, no complaint, the texts and prompts that the client has",
  async () => {
    const states: SoakState[] = [];
    const onState = (state: SoakState) => void states.push(state);
    const counts = await withTinyModel((model) => soakRandomly({ model, steps: 2000, seed: "short", onState }));
    const { prompts, moves } = states.at(-1)!;
    const { shown, accepted, cancelled, texts } = counts;
    const least = { shown: 20, accepted: 2, cancelled: 50, texts: 50, prompts: 50, moves: 50 };
    const enough = Object.entries({ shown, accepted, cancelled, texts, prompts, moves } as Record<string, number>);
    expect(enough.filter(([name, count]) => count < least[name as keyof typeof least])).toEqual([]);
  },
  MAX_MS,
);

test(
  "600 requests in a file of 2 MB: the server keeps no versions of it",
  async () => {
    const readings: MemoryReading[] = [];
    // The second half is compared: what is done for the first time, and what the process gives back seldom, takes hundreds of requests to settle.
    const options = { size: 1_000_000, requests: 600, readings: 6, seed: "short" };
    await withTinyModel((model) => soakMemory(model, options, (reading) => readings.push(reading)));
    expect(findGrowth(readings), JSON.stringify(readings)).toEqual([]);
  },
  MAX_MS,
);
