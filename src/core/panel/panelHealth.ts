/** What the panel's health section shows, as checked data. */

import { CACHE_STRIP } from "./cacheStrip.ts";
import { aCount, aNumber, listOf, maybe, recordOf, type ValueOf } from "./shape.ts";

/** Milliseconds. */
const PERCENTILES = maybe(recordOf({ p50: aNumber, p95: aNumber, count: aCount }));

export const HEALTH_FIGURES = recordOf({
  /** Requests that were not given up for the next key, and those of them that showed something. */
  asked: aCount,
  shown: aCount,
  /** Changes of documents. */
  keys: aCount,
  taken: aCount,
  takenChars: aCount,
  /** Characters taken half a minute ago or earlier, and what of them stood then. */
  judgedChars: aCount,
  keptChars: aCount,
  /** Tokens by what was done with them. */
  kept: aCount,
  moved: aCount,
  evaluated: aCount,
  healed: aCount,
  generated: aCount,
  refusals: aCount,
  takenBack: aCount,
  /** Suggestions whose end was cut, so that they fit. */
  cuts: aCount,
  /** Of suggestions that were shown: until their first token, and until they stood. */
  first: PERCENTILES,
  total: PERCENTILES,
  /** The same one by one, in turns; -1: its first token was there already. Told often, so without names. */
  times: listOf(aNumber, 400),
});
export type HealthFigures = ValueOf<typeof HEALTH_FIGURES>;

export const HEALTH = recordOf({
  figures: HEALTH_FIGURES,
  /** Of the engine's process since its start. */
  cpuSeconds: aNumber,
  memoryBytes: aNumber,
  /** Left out while no model is loaded. */
  strip: maybe(CACHE_STRIP),
});
export type PanelHealth = ValueOf<typeof HEALTH>;
