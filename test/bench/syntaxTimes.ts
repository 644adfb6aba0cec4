/** How long a judgement takes in files of certain lengths. */

import { percentile } from "../../src/core/percentile.ts";
import type { Grammar } from "../../src/syntax/grammar.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";
import type { Random } from "../random.ts";
import type { Cutter } from "./syntaxTokens.ts";

/** Lines of a file. */
export const SIZES = [100, 1000, 5000] as const;
const TOKENS_PER_CUT = 8;
const CUTS_PER_TEXT = 8;

export class TimeBench {
  readonly #grammar: Grammar;
  readonly #cut: Cutter;
  readonly #times = new Map<number, number[]>();
  readonly #arrivals = new Map<number, number[]>();
  readonly #texts = new Map<number, number>();

  constructor(grammar: Grammar, cut: Cutter) {
    this.#grammar = grammar;
    this.#cut = cut;
  }

  /** `text` has `size` lines; cuts are in its last tenth, so that as many lines stand before them. */
  run(text: string, size: number, random: Random): void {
    this.#texts.set(size, this.textsOf(size) + 1);
    const from = Math.floor(text.length * 0.9);
    const pieces = this.#cut(text.slice(from));
    const oracle = new PrefixOracle(this.#grammar);
    try {
      for (let cut = 0; cut < CUTS_PER_TEXT; cut += 1) {
        const first = random.below(pieces.length);
        let prefix = text.slice(0, from) + pieces.slice(0, first).join("");
        this.#add(this.#arrivals, size, () => oracle.judge(prefix));
        for (const piece of pieces.slice(first, first + TOKENS_PER_CUT)) {
          prefix += piece;
          this.#add(this.#times, size, () => oracle.judge(prefix));
        }
      }
    } finally {
      oracle.close();
    }
  }

  #add(times: Map<number, number[]>, size: number, work: () => void): void {
    const startedAt = performance.now();
    work();
    const list = times.get(size) ?? [];
    times.set(size, list);
    list.push(performance.now() - startedAt);
  }

  textsOf(size: number): number {
    return this.#texts.get(size) ?? 0;
  }

  /** Of judgements that follow one another. */
  describe(size: number): string {
    return describeTimes(this.#times.get(size));
  }

  /** Of the first judgement at a new place. */
  describeArrival(size: number): string {
    return describeTimes(this.#arrivals.get(size));
  }
}

/** Percentiles 50, 95 and 99. */
export function describeTimes(times: readonly number[] = []): string {
  if (times.length === 0) return "–";
  return [0.5, 0.95, 0.99].map((p) => percentile(times, p)!.toFixed(2)).join(" / ");
}
