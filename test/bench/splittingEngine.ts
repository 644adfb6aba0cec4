/** Batches of another size than those that folding makes: how far answers differ by that alone is the noise floor. */

import { type CacheStep, splitStep } from "../../src/core/cache/cells.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";

const BATCH_TOKENS = 7;

export class SplittingEngine extends ReplayEngine {
  override async apply(step: CacheStep): Promise<void> {
    for (const piece of splitStep(step, BATCH_TOKENS)) await super.apply(piece);
  }
}
