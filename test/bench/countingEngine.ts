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

export class CountingEngine implements Engine {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly rates: Rates;
  readonly rotateMs: number;
  readonly endLogprob = undefined;
  readonly near: CountingEngine | undefined;
  #cells = new Cells();

  readonly cellFiles: CellFiles | undefined;

  /** With a small cache of so many positions beside it, where those are given, and cells that are kept on a made-up disk. */
  constructor(model: CountedModel, nearContextSize?: number, disk?: Map<string, readonly TokenId[]>) {
    const { facts, tokenizer, rates, rotateMs } = model;
    this.near =
      nearContextSize === undefined
        ? undefined
        : new CountingEngine({ ...model, facts: { ...facts, contextSize: nearContextSize } });
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

  /** Has nothing to say. */
  async best(): Promise<readonly Candidate[]> {
    const [end] = this.facts.endTokens;
    return end === undefined ? [] : [{ token: end, logprob: 0 }];
  }

  async score(): Promise<readonly TokenScore[]> {
    return [];
  }

  async dispose(): Promise<void> {}
}
