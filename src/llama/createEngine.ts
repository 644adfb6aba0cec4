/** A loaded model, measured and tried, as an engine. */

import { EngineFailure } from "../core/cache/engine.ts";
import { isNearAffordable, limitContextSize, limitToUse, NEAR_SIZE } from "./contextSize.ts";
import { LlamaEngine } from "./llamaEngine.ts";
import { type EngineOptions, loadNative } from "./load.ts";
import { noteMeasuredSpeed } from "./measuredSpeed.ts";
import { checkMoving } from "./moveCheck.ts";

/**
 * Loads the model and measures it. Rejects with `EngineFailure`, whose message says what a person can do, or in any way
 * once `options.signal` is aborted.
 */
export async function createEngine(options: EngineOptions): Promise<LlamaEngine> {
  const { signal } = options;
  let engine = new LlamaEngine(await loadNative(options));
  try {
    signal?.throwIfAborted();
    await engine.learnMoving();
    signal?.throwIfAborted();
    await engine.measure();
    signal?.throwIfAborted();
    await engine.learnFingerprint();
    engine = await shrink(engine, await findContextSize(engine, options));
    if (options.nearFirst === true && isNearAffordable(engine.loaded.file)) await engine.addNear(NEAR_SIZE);
  } catch (error) {
    await engine.dispose();
    throw error;
  }
  const { size: bytes, architecture } = engine.loaded.file;
  await noteMeasuredSpeed(options.storageFolder, { bytes, architecture, decode: engine.rates.decode });
  return engine;
}

/** With too little memory for both caches at once it stays as it is. */
async function shrink(engine: LlamaEngine, contextSize: number): Promise<LlamaEngine> {
  if (contextSize >= engine.facts.contextSize) return engine;
  try {
    const smaller = await engine.another({ contextSize });
    await engine.dispose();
    return smaller;
  } catch (error) {
    if (error instanceof EngineFailure) return engine;
    throw error;
  }
}

/** How many positions the cache should have after what was learnt of moving and of the machine's speed. */
async function findContextSize(
  engine: LlamaEngine,
  { contextSize, maxRotateMs, readsFor }: EngineOptions,
): Promise<number> {
  const now = engine.facts.contextSize;
  if (contextSize > 0) return now;
  const { rates } = engine;
  const movable = engine.facts.immovable === undefined;
  const used = readsFor === undefined ? now : limitToUse(now, { rates, settings: readsFor, movable });
  if (maxRotateMs === undefined || (engine.rotateMs * used) / now <= maxRotateMs) return used;
  // Something else may have disturbed the first measurement.
  const again = await checkMoving(engine);
  return Math.min(used, limitContextSize(now, Math.min(engine.rotateMs, again.rotateMs), maxRotateMs));
}
