/** The cells of an engine as files: llama.cpp's own, which it writes and reads. */

import { type CellFiles, EngineFailure } from "../core/cache/engine.ts";
import type { Evaluation } from "./evaluation.ts";
import type { NativeCache } from "./native.ts";
import type { Sequence } from "./sequence.ts";

interface Parts {
  readonly cache: NativeCache;
  readonly evaluation: Evaluation;
  readonly sequence: Sequence;
}

/** `alone`: one call at a time. */
export function createCellFiles(
  fingerprint: string,
  { cache, evaluation, sequence }: Parts,
  alone: (work: () => Promise<void>) => Promise<void>,
): CellFiles {
  return {
    fingerprint,
    write: (path) => alone(() => tried("written", () => cache.save(path))),
    read: (path, ids) =>
      alone(async () => {
        evaluation.forgetLogits();
        await tried("read", () => cache.load(path));
        sequence.take(ids);
      }),
  };
}

async function tried(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EngineFailure(`The model's memory of a text could not be ${what} (${why}).`);
  }
}
