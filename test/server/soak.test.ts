/** A short soak of the server; `npm run bench -- soak` is the long one. */

import { expect, test } from "vitest";
import { soakAgain } from "../bench/soakAgain.ts";
import type { SoakCounts } from "../bench/soakClient.ts";
import { findGrowth, type MemoryReading, soakMemory } from "../bench/soakMemory.ts";
import { soakRandomly } from "../bench/soakRandom.ts";
import { withTinyModel } from "../bench/soakRun.ts";
import type { SoakState } from "../bench/soakServer.ts";

/** On a machine that does much else; half a minute each on one that does not. */
const MAX_MS = 400_000;
/** What a soak that proves something has seen. */
const LEAST = { shown: 20, accepted: 2, cancelled: 50, texts: 50, prompts: 50, moves: 50 };

test(
  "2,000 steps of a random client: no death, no complaint, the texts and prompts that the client has",
  async () => {
    let short: readonly string[] = [];
    const isEnough = ({ prompts, moves }: SoakState, { shown, accepted, cancelled, texts }: SoakCounts) => {
      const seen: Readonly<Record<keyof typeof LEAST, number>> = { shown, accepted, cancelled, texts, prompts, moves };
      const names = Object.keys(LEAST) as (keyof typeof LEAST)[];
      short = names.filter((name) => seen[name] < LEAST[name]);
      return short.length === 0;
    };
    await withTinyModel((model) => soakRandomly({ model, steps: 2000, seed: "short", onState: () => {}, isEnough }));
    expect(short).toEqual([]);
  },
  MAX_MS,
);

test(
  "600 requests in a file of 2 MB: the server keeps no versions of it",
  async () => {
    const options = { size: 1_000_000, readings: 6, seed: "short" };
    const readings = await soakAgain<MemoryReading>(
      600,
      (requests, onReading) => withTinyModel((model) => soakMemory(model, { ...options, requests }, onReading)),
      (found) => findGrowth(found).length > 0,
    );
    expect(findGrowth(readings), JSON.stringify(readings)).toEqual([]);
  },
  3 * MAX_MS,
);
