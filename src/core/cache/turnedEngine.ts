/** An engine that waits for its turn: others share its model. */

import type { TokenId } from "../tokens/tokenizer.ts";
import type { CacheStep } from "./cells.ts";
import type { Candidate, CellFiles, Engine, TokenScore, Verifying } from "./engine.ts";
import type { Taker, Turns } from "./turns.ts";
import { WrappedEngine } from "./wrappedEngine.ts";

export class TurnedEngine<Inner extends Engine = Engine> extends WrappedEngine<Inner> {
  readonly #turns: Turns;
  readonly #taker: Taker;
  readonly #near: Engine | undefined;

  constructor(inner: Inner, turns: Turns, taker: Taker) {
    super(inner);
    this.#turns = turns;
    this.#taker = taker;
    this.#near = inner.near && new TurnedEngine(inner.near, turns, taker);
  }

  override get near(): Engine | undefined {
    return this.#near;
  }

  override get cellFiles(): CellFiles | undefined {
    const files = super.cellFiles;
    return (
      files && {
        fingerprint: files.fingerprint,
        write: (path) => this.#turns.run(this.#taker, () => files.write(path)),
        read: (path, ids) => this.#turns.run(this.#taker, () => files.read(path, ids)),
      }
    );
  }

  override get verifying(): Verifying | undefined {
    const verifying = super.verifying;
    return (
      verifying && {
        get costs() {
          return verifying.costs;
        },
        verify: (run) => this.#turns.run(this.#taker, () => verifying.verify(run)),
        readBehind: (index) => verifying.readBehind(index),
      }
    );
  }

  override apply(step: CacheStep): Promise<void> {
    return this.#turns.run(this.#taker, () => super.apply(step));
  }

  override reset(): Promise<void> {
    return this.#turns.run(this.#taker, () => super.reset());
  }

  override best(count: number, also?: readonly TokenId[]): Promise<readonly Candidate[]> {
    return this.#turns.run(this.#taker, () => super.best(count, also));
  }

  override score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    return this.#turns.run(this.#taker, () => super.score(tokens));
  }
}
