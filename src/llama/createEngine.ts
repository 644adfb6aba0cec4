/** A loaded model, measured and tried, as an engine. */

import { limitContextSize } from "./contextSize.ts";
import { LlamaEngine } from "./llamaEngine.ts";
import { type EngineOptions, loadNative } from "./load.ts";
import { noteMeasuredSpeed } from "./measuredSpeed.ts";
import { unload, withContextSize } from "./modelCaches.ts";
import { checkMoving } from "./moveCheck.ts";

/**
 * Loads the model and measures it. Rejects with `EngineFailure`, whose message says what a person can do, or in any way
 * once `options.signal` is aborted.
 */
export async function createEngine(options: EngineOptions): Promise<LlamaEngine> {
  const { signal } = options;
  let engine = new LlamaEngine(await loadNative(options));
  const contextSize = await orUnload(engine, async () => {
    signal?.throwIfAborted();
    await engine.learnMoving();
    signal?.throwIfAborted();
    return findContextSize(engine, options);
  });
  if (contextSize < engine.facts.contextSize) {
    engine = new LlamaEngine(await withContextSize(engine.loaded, contextSize));
    await orUnload(engine, () => engine.learnMoving());
  }
  await orUnload(engine, () => engine.measure());
  const { size: bytes, architecture } = engine.loaded.file;
  await noteMeasuredSpeed(options.storageFolder, { bytes, architecture, decode: engine.rates.decode });
  return engine;
}

async function orUnload<Result>(engine: LlamaEngine, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await unload(engine.loaded);
    throw error;
  }
}

/** How many positions the cache should have after what was learnt of moving. */
async function findContextSize(engine: LlamaEngine, { contextSize, maxRotateMs }: EngineOptions): Promise<number> {
  const now = engine.facts.contextSize;
  if (contextSize > 0 || maxRotateMs === undefined || engine.rotateMs <= maxRotateMs) return now;
  // Something else may have disturbed the first measurement.
  const again = await checkMoving(engine);
  return limitContextSize(now, Math.min(engine.rotateMs, again.rotateMs), maxRotateMs);
}
