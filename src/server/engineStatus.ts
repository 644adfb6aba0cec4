/** What the client is told of the engine. */

import type { Settings } from "../core/settings/settings.ts";
import type { EngineStatus } from "../protocol.ts";
import type { HostedEngine } from "./engineHost.ts";

/** While no model is loaded. */
export const NO_MODEL = { model: undefined, threads: undefined, contextSize: undefined, rates: undefined } as const;

/** Of a loaded model, which thinks or waits. */
export function loadedStatus(
  { facts, rates, threads, rotateMs, health }: HostedEngine,
  { cacheMode: mode, cacheType: type }: Settings,
  isThinking: boolean,
): EngineStatus {
  const { immovable } = facts;
  return {
    state: isThinking ? "thinking" : "ready",
    message: "",
    model: facts.name,
    threads,
    contextSize: facts.contextSize,
    traits: {
      ...(facts.fim === undefined ? {} : { family: facts.fim.family }),
      ...(health === undefined ? {} : { bytes: health.modelBytes, backend: health.backend }),
    },
    rates: { prefill: rates.prefill, decode: rates.decode },
    cache: { mode, type, rotateMs, ...(immovable === undefined ? {} : { immovable }) },
  };
}
