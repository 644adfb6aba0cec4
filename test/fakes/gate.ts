/** Holds the fake engine between two steps. */

import { turn } from "./clock.ts";

/** Lets engine steps pass one by one. */
export function createGate() {
  let waiting: (() => void)[] = [];
  let free = false;
  return {
    pass: () => (free ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
    async open(steps: number) {
      for (let step = 0; step < steps; step += 1) {
        for (let turns = 0; waiting.length === 0 && turns < 50; turns += 1) await turn();
        waiting.shift()?.();
        await turn();
      }
    },
    openAll() {
      free = true;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
  };
}
