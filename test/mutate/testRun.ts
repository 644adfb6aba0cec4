/** The test that is being run: it is ended when it goes round in circles or waits for what never comes. */

import { performance } from "node:perf_hooks";
import type { Counters } from "./modules.ts";

export class TestRun implements Counters {
  hits = new Map<string, Set<number>>();
  ticks = 0;
  #limit = Number.POSITIVE_INFINITY;
  #unhandled: unknown;

  constructor() {
    const note = (error: unknown) => {
      this.#unhandled ??= error;
    };
    process.on("unhandledRejection", note);
    process.on("uncaughtException", note);
  }

  readonly tick = (): void => {
    this.ticks += 1;
    if (this.ticks > this.#limit) throw new Error("goes round without end");
  };

  hit(file: string, index: number): void {
    const known = this.hits.get(file);
    if (known === undefined) this.hits.set(file, new Set([index]));
    else known.add(index);
  }

  begin(limit: number): void {
    this.ticks = 0;
    this.#limit = limit;
    this.#unhandled = undefined;
  }

  /** Rejects with what nobody has caught. */
  async end(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#unhandled !== undefined) throw this.#unhandled;
  }

  /** Rejects when nothing goes on any more though `work` has not ended. */
  async watch(work: () => Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const idle = new Promise<never>((_, reject) => {
      let before = performance.eventLoopUtilization();
      let quiet = 0;
      timer = EVERY(() => {
        const now = performance.eventLoopUtilization();
        quiet = performance.eventLoopUtilization(now, before).utilization < 0.05 ? quiet + 1 : 0;
        before = now;
        if (quiet >= 12) reject(new Error("waits for ever"));
      }, 250);
    });
    try {
      await Promise.race([work(), idle]);
    } finally {
      clearInterval(timer);
    }
  }
}

/** The real one: tests put others in its place. */
const EVERY = setInterval;
