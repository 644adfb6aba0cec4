/** An engine that wraps another and does as that one does; what is to be otherwise is overridden. */

import type { TokenId, Tokenizer } from "../tokens/tokenizer.ts";
import type { CacheStep } from "./cells.ts";
import type { Candidate, CellFiles, Engine, ModelFacts, Rates, TokenScore, Verifying } from "./engine.ts";

export class WrappedEngine<Inner extends Engine = Engine> implements Engine {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  protected readonly inner: Inner;

  /** `inner` must be empty, and is this engine's alone from now on. */
  constructor(inner: Inner, facts: ModelFacts = inner.facts) {
    this.inner = inner;
    this.facts = facts;
    this.tokenizer = inner.tokenizer;
  }

  get rates(): Rates {
    return this.inner.rates;
  }

  get near(): Engine | undefined {
    return this.inner.near;
  }

  get cellFiles(): CellFiles | undefined {
    return this.inner.cellFiles;
  }

  get verifying(): Verifying | undefined {
    return this.inner.verifying;
  }

  get rotateMs(): number {
    return this.inner.rotateMs;
  }

  get end(): number {
    return this.inner.end;
  }

  get endLogprob(): number | undefined {
    return this.inner.endLogprob;
  }

  apply(step: CacheStep): Promise<void> {
    return this.inner.apply(step);
  }

  reset(): Promise<void> {
    return this.inner.reset();
  }

  best(count: number, also?: readonly TokenId[]): Promise<readonly Candidate[]> {
    return this.inner.best(count, also);
  }

  score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    return this.inner.score(tokens);
  }

  dispose(): Promise<void> {
    return this.inner.dispose();
  }
}
