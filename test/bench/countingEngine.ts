/** A model's tokenizer and facts without the model: how many tokens would be evaluated, moved and kept can be counted fast. */

import { must } from "../../src/core/bug.ts";
import { type CacheStep, Cells } from "../../src/core/cache/cells.ts";
import type { Candidate, CellFiles, Engine, ModelFacts, Rates, TokenScore } from "../../src/core/cache/engine.ts";
import type { InstanceId, TokenId, Tokenizer } from "../../src/core/tokens/tokenizer.ts";

export interface CountedModel {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly rates: Rates;
  readonly rotateMs: number;
}

export interface CountingOptions {
  /** Positions of a small cache beside it; left out: there is none. */
  readonly nearContextSize?: number | undefined;
  /** Cells are kept on a made-up disk. */
  readonly disk?: Map<string, readonly TokenId[]> | undefined;
  /** What it writes; nothing where it is left out. */
  readonly says?: string;
}

export class CountingEngine implements Engine {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly rates: Rates;
  readonly rotateMs: number;
  readonly endLogprob = undefined;
  readonly near: CountingEngine | undefined;
  readonly #says: readonly TokenId[];
  #cells = new Cells();

  readonly cellFiles: CellFiles | undefined;

  constructor(model: CountedModel, { nearContextSize, disk, says = "" }: CountingOptions = {}) {
    const { facts, tokenizer, rates, rotateMs } = model;
    this.#says = tokenizer.tokenize(says);
    this.near =
      nearContextSize === undefined
        ? undefined
        : new CountingEngine({ ...model, facts: { ...facts, contextSize: nearContextSize } }, { says });
    this.facts = facts;
    this.tokenizer = tokenizer;
    this.rates = rates;
    this.rotateMs = rotateMs;
    this.cellFiles = disk && {
      fingerprint: "counted",
      write: async (path) => void disk.set(path, this.#cells.live.ids),
      read: async (_, ids) => {
        const instances = ids.map((): InstanceId => 0 as InstanceId);
        this.#cells.applyStep({ kind: "evaluate", from: 0, run: { ids, instances } });
      },
    };
  }

  get end(): number {
    return this.#cells.live.ids.length;
  }

  async apply(step: CacheStep): Promise<void> {
    this.#cells.applyStep(step);
    must(this.#cells.count <= this.facts.contextSize, "more tokens than the context holds");
  }

  async reset(): Promise<void> {
    this.#cells = new Cells();
  }

  /** The same at each place, and then the end. */
  async best(): Promise<readonly Candidate[]> {
    const { ids } = this.#cells.live;
    const written = ids.length - 1 - ids.lastIndexOf(this.facts.fim?.middle.at(-1) ?? -1);
    const [end] = this.facts.endTokens;
    const next = this.#says[written];
    if (next !== undefined) return [{ token: next, logprob: -0.05 }];
    return end === undefined ? [] : [{ token: end, logprob: 0 }];
  }

  async score(): Promise<readonly TokenScore[]> {
    return [];
  }

  async dispose(): Promise<void> {}
}
