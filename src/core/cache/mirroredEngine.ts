/** An engine and the mirror of its cells: each step is carried out on both. Calls must not overlap. */

import { must } from "../bug.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";
import { type CacheStep, Cells, type Strip } from "./cells.ts";
import type { Engine } from "./engine.ts";

export class MirroredEngine {
  readonly engine: Engine;
  #cells = new Cells();
  /** The live length whose last token's logits can be read; undefined after anything else happened. */
  #logitsAt: number | undefined;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  get cells(): Cells {
    return this.#cells;
  }

  get length(): number {
    return this.#cells.live.ids.length;
  }

  /** What the model says behind the last live cell can be read. */
  get isReadable(): boolean {
    return this.#logitsAt === this.length;
  }

  /** Rejects with `EngineFailure`: a failed evaluation has left nothing, after any other step all is to be `reset`. */
  async apply(step: CacheStep): Promise<void> {
    this.#logitsAt = undefined;
    await this.engine.apply(step);
    this.#follow(step);
  }

  /** Evaluates a run behind the last live cell; see `Verifying.verify`. Rejects with `EngineFailure`. */
  async verify(run: TokenRun): Promise<void> {
    const { verifying } = this.engine;
    must(verifying !== undefined, "nothing can be verified here");
    this.#logitsAt = undefined;
    await verifying.verify(run);
    this.#follow({ kind: "evaluate", from: this.length, run });
  }

  /** What was read of the last token is gone. */
  forgetLogits(): void {
    this.#logitsAt = undefined;
  }

  /** Frees all cells. */
  async reset(): Promise<void> {
    this.#logitsAt = undefined;
    this.#cells = new Cells();
    await this.engine.reset();
  }

  /** The engine has other live cells by now, and no others. */
  replaced(strip: Strip): void {
    this.#cells = new Cells(strip);
  }

  #follow(step: CacheStep): void {
    this.#cells.applyStep(step);
    if (step.kind === "evaluate") this.#logitsAt = this.length;
  }
}
