/** A server under a client that edits, moves, asks, cancels and changes its mind at random. */

import { RandomClient, type SoakCounts } from "./soakClient.ts";
import { startSoak } from "./soakRun.ts";
import type { SoakState } from "./soakServer.ts";

export interface RandomSoakOptions {
  readonly model: string;
  readonly steps: number;
  readonly seed: string;
  readonly onState: (state: SoakState, counts: SoakCounts) => void;
  /** Asked after `steps`, with the last state: while it is false the soak goes on, for how much happens in a step depends on the machine. */
  readonly isEnough?: (state: SoakState, counts: SoakCounts) => boolean;
}

/** A soak that has not seen enough after this many times its steps ends all the same. */
const MOST_ROUNDS = 10;

/** Readings of the memory along the way. */
const READINGS = 4;

/** Rejects when anything goes wrong: a death, a complaint, a text that differs, an answer that does not come. */
export async function soakRandomly(options: RandomSoakOptions): Promise<SoakCounts> {
  const { model, steps, seed, onState, isEnough = () => true } = options;
  const run = await startSoak({ model, verify: true });
  const client = new RandomClient(run, model, seed);
  try {
    await client.begin();
    for (let round = 1, enough = false; round <= MOST_ROUNDS && !enough; round += 1)
      for (let step = 1; step <= steps; step += 1) {
        await client.step();
        if (step % Math.ceil(steps / READINGS) > 0 && step < steps) continue;
        const state = await client.look();
        onState(state, client.counts);
        enough = isEnough(state, client.counts);
      }
    await client.settle();
    await run.end();
    return client.counts;
  } finally {
    run.kill();
  }
}
