/**
 * A loose engine that keeps a few positions free where the user types: cells that are moved come near the live ones, and
 * stay where they are as long as what is typed fits in between.
 *
 *     plan      a b c X Y d e f      d, e, f move by 2
 *     slack 2   0 1 2 3 4 5 6 7      they stood at 5 before X and Y came: nothing moves
 */

import type { CacheStep } from "../../src/core/cache/cells.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { type LooseCells, LooseEngine } from "../../src/llama/looseEngine.ts";

export class SlackEngine extends LooseEngine {
  /** Times that keys were re-rotated: one per plan that had to, however many moved. */
  rotations = 0;
  readonly #slack: number;
  #hasShifted = false;

  /** `slack`: free positions in front of cells that were moved. */
  constructor(inner: LlamaEngine, slack: number) {
    super(inner);
    this.#slack = slack;
  }

  override get rotateMs(): number {
    return this.inner.rotateMs;
  }

  override async apply(step: CacheStep): Promise<void> {
    await super.apply(step);
    if (step.kind === "evaluate") this.#hasShifted = false;
  }

  /** Moves cells that would stand too far behind the live ones, or before their end. */
  protected override place(segment: LooseCells): void {
    const end = this.native.end;
    const gap = segment.from - end;
    if (gap >= 0 && gap <= this.#slack) return;
    this.native.shift(segment.name, end + this.#slack - segment.from);
    segment.from = end + this.#slack;
    if (!this.#hasShifted) this.rotations += 1;
    this.#hasShifted = true;
  }
}
