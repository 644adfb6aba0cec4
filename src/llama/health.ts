/** Facts of a loaded engine for people: what `turnkey doctor` and the status tell. */

import type { CacheMode, CacheType } from "../core/settings/settings.ts";
import type { Loaded } from "./modelCaches.ts";

export interface EngineHealth {
  readonly libraryVersion: string;
  readonly llamaCppRelease: string;
  /** "cpu", or the kind of graphics backend. */
  readonly backend: string;
  /** Layers evaluated by the graphics card. */
  readonly gpuLayers: number;
  /** Where the number of threads comes from. */
  readonly threadReason: string;
  readonly modelBytes: number;
  readonly cacheMode: CacheMode;
  readonly cacheType: CacheType;
}

export function describeHealth({
  llama,
  libraryVersion,
  threads,
  file,
  model,
  cacheMode,
  cacheType,
}: Loaded): EngineHealth {
  return {
    libraryVersion,
    llamaCppRelease: llama.llamaCppRelease.release,
    backend: llama.gpu === false ? "cpu" : llama.gpu,
    gpuLayers: model.gpuLayers,
    threadReason: threads.reason,
    modelBytes: file.size,
    cacheMode,
    cacheType,
  };
}
