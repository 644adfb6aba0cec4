/** How many positions the cache gets. Pure. */

import type { Rates } from "../core/cache/engine.ts";
import { neededContextSize } from "../core/prompt/budget.ts";
import type { Settings } from "../core/settings/settings.ts";

export interface ContextSizeFacts {
  /** The setting `turnkey.engine.contextSize`; 0 leaves it to us. */
  readonly setting: number;
  /** What `turnkey doctor --tune` found to be re-rotated in time; undefined: it was not asked. */
  readonly tuned?: number | undefined;
  /** Positions that the model was trained for; undefined: it does not say. */
  readonly trained: number | undefined;
  /** Bytes left when the model is in memory; undefined: not known. */
  readonly freeMemory: number | undefined;
  readonly bytesPerPosition: number;
}

/** Fewer than this leave no room for a useful prompt; a model that does not even fit with these is refused. */
export const LEAST_CONTEXT_SIZE = 512;

/** Enough for the text around the cursor and some context; every cached position costs time in each re-rotation. */
const USUAL_CONTEXT_SIZE = 4096;

/** What two cores of a laptop need; no machine gets less for having been busy while it was measured. */
export const LAPTOP_CONTEXT_SIZE = 2560;

/** The library rounds up to a multiple of this. */
const STEP = 256;

/** A person who types fast presses a key every 100 ms, and each may want a re-rotation. */
export const MAX_ROTATE_MS = 50;
/** The usual text around the cursor and what is generated; fewer would cost more than a slow re-rotation does. */
const LEAST_USEFUL = 2048;

/** Positions that are re-rotated within `maxRotateMs`, when `rotateMs` is what all of `contextSize` take; never more than these. */
export function limitContextSize(contextSize: number, rotateMs: number, maxRotateMs: number): number {
  if (rotateMs <= maxRotateMs) return contextSize;
  const affordable = Math.floor((contextSize * maxRotateMs) / rotateMs / STEP) * STEP;
  return Math.min(contextSize, Math.max(LEAST_USEFUL, affordable));
}

export function chooseContextSize(facts: ContextSizeFacts): number {
  const trained = facts.trained ?? USUAL_CONTEXT_SIZE;
  if (facts.setting > 0) return Math.min(facts.setting, trained);
  // Half of what is left: the editor grows too.
  const affordable =
    facts.freeMemory === undefined || facts.bytesPerPosition === 0
      ? USUAL_CONTEXT_SIZE
      : Math.floor(facts.freeMemory / 2 / facts.bytesPerPosition / STEP) * STEP;
  return Math.min(
    trained,
    facts.tuned ?? USUAL_CONTEXT_SIZE,
    USUAL_CONTEXT_SIZE,
    Math.max(LEAST_CONTEXT_SIZE, affordable),
  );
}

export interface MeasuredUse {
  readonly rates: Rates;
  readonly settings: Pick<Settings, "latencyTargetMs" | "contextMode">;
  /** Cached keys may be moved. */
  readonly movable: boolean;
}

/** Positions that what is read at these rates needs; never more than `contextSize`. */
export function limitToUse(contextSize: number, { rates, settings, movable }: MeasuredUse): number {
  const { latencyTargetMs, contextMode } = settings;
  const needed = neededContextSize({ rates, latencyTargetMs, contextSize, movable, hasContext: contextMode !== "off" });
  return Math.min(contextSize, Math.max(LAPTOP_CONTEXT_SIZE, needed));
}

/** A few lines around the cursor, what is written there, and those of places that were left: 9 MB of the embedded model. */
export const NEAR_SIZE = { contextSize: 768, batchSize: 128 };
/** Models whose positions take more have no small cache. */
const NEAR_MAX_BYTES = 128 * 2 ** 20;

export function isNearAffordable({ cacheBytesPerPosition }: { readonly cacheBytesPerPosition: number }): boolean {
  return NEAR_SIZE.contextSize * cacheBytesPerPosition <= NEAR_MAX_BYTES;
}
