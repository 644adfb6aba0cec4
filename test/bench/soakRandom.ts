/** A server under a client that edits, moves, asks, cancels and changes its mind at random. */

import { RandomClient, type SoakCounts } from "./soakClient.ts";
import { startSoak } from "./soakRun.ts";
import type { SoakState } from "./soakServer.ts";

export interface RandomSoakOptions {
  readonly model: string;
  readonly steps: number;
  readonly seed: string;
  readonly onState: (state: SoakState, counts: SoakCounts) => void;
}

/** Readings of the memory along the way. */
const READINGS = 4;

/** Rejects when anything goes wrong: a death, a complaint, a text that differs, an answer that does not come. */
export async function soakRandomly({ model, steps, seed, onState }: RandomSoakOptions): Promise<SoakCounts> {
  const run = await startSoak({ model, verify: true });
  const client = new RandomClient(run, model, seed);
  try {
    await client.begin();
    for (let step = 1; step <= steps; step += 1) {
      await client.step();
      if (step % Math.ceil(steps / READINGS) === 0) onState(await client.look(), client.counts);
    }
    await client.settle();
    await run.end();
    return client.counts;
  } finally {
    run.kill();
  }
}
