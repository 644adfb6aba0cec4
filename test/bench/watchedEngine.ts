/** An engine whose native cache is compared with a mirror of its own after every step. */

import { type CacheStep, Cells } from "../../src/core/cells.ts";
import type { Candidate, Engine, ModelFacts, Rates, TokenScore } from "../../src/core/engine.ts";
import type { TokenId, Tokenizer } from "../../src/core/tokenizer.ts";

/** First and last position of the cells under a name, as the native side has them; both -1 where there are none. */
export type ReadExtent = (alias: number) => readonly [first: number, last: number];

/** A text in the cache, and what the model thinks of a text behind it. */
export interface Scored {
  readonly context: readonly TokenId[];
  readonly tokens: readonly TokenId[];
  readonly scores: readonly TokenScore[];
}

export class WatchedEngine implements Engine {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  lastScored: Scored | undefined;
  /** Steps that were compared, and those of them that moved keys. */
  steps = 0;
  moves = 0;
  readonly #inner: Engine;
  readonly #readExtent: ReadExtent;
  #cells = new Cells();

  /** `inner` must be empty, and is this engine's alone. */
  constructor(inner: Engine, readExtent: ReadExtent) {
    this.#inner = inner;
    this.#readExtent = readExtent;
    this.facts = inner.facts;
    this.tokenizer = inner.tokenizer;
  }

  get rates(): Rates {
    return this.#inner.rates;
  }

  /** Moving always pays: it is what is watched. */
  get rotateMs(): number {
    return 0;
  }

  get end(): number {
    return this.#inner.end;
  }

  /** Rejects when the native cells are not those of the mirror. */
  async apply(step: CacheStep): Promise<void> {
    await this.#inner.apply(step);
    this.#cells.applyStep(step);
    this.#verify(step);
    this.steps += 1;
    if (step.kind === "move") this.moves += 1;
  }

  async reset(): Promise<void> {
    await this.#inner.reset();
    this.#cells = new Cells();
  }

  best(count: number): Promise<readonly Candidate[]> {
    return this.#inner.best(count);
  }

  get endLogprob(): number | undefined {
    return this.#inner.endLogprob;
  }

  async score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    const context = [...this.#cells.live.ids];
    const scores = await this.#inner.score(tokens);
    this.lastScored = { context, tokens, scores };
    return scores;
  }

  dispose(): Promise<void> {
    return this.#inner.dispose();
  }

  #verify(step: CacheStep): void {
    for (const [alias, { from, ids }] of [[0, this.#cells.live] as const, ...this.#cells.parked]) {
      const expected = ids.length === 0 ? [-1, -1] : [from, from + ids.length - 1];
      const found = this.#readExtent(alias);
      if (found[0] !== expected[0] || found[1] !== expected[1])
        throw new Error(`cells ${found} under ${alias}, but the mirror has ${expected} after ${describe(step)}`);
    }
  }
}

function describe(step: CacheStep): string {
  return JSON.stringify(step.kind === "evaluate" ? { ...step, run: step.run.ids.length } : step);
}
