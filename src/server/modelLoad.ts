/** Which model is loaded, and how its load ends when something newer is wanted before it is done. */

import { resolve } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { LoadResult } from "./engineHost.ts";

/** An aborted load ends at its next step. One that hangs (a disk that does not answer) keeps others waiting so long. */
const ABORTED_MAX_MS = 3_000;

/** The result, or undefined when the load was aborted and has not ended soon after: it may still end one day. */
export async function endOfLoad(
  loading: Promise<LoadResult>,
  signal: AbortSignal,
  clock: Clock,
): Promise<LoadResult | undefined> {
  const ended = new AbortController();
  const overtaken = async (): Promise<undefined> => {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await clock.sleep(ABORTED_MAX_MS, ended.signal);
  };
  try {
    return await Promise.race([loading, overtaken()]);
  } finally {
    ended.abort();
  }
}

/** What a load could not foresee is a result too. */
export async function tryLoad(load: () => Promise<LoadResult>): Promise<LoadResult> {
  try {
    return await load();
  } catch (error) {
    return { failed: `The model could not be loaded: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Frees a model that nobody wants any more. */
export async function giveBack(result: LoadResult): Promise<void> {
  if ("engine" in result) await result.engine.dispose();
}

/** The embedded model in place of one that broke the engine. */
export function withGoodModel(settings: Settings, badModels: readonly string[]): Settings {
  return isOneOf(badModels, settings.modelPath) ? { ...settings, modelPath: "" } : settings;
}

/** For the user: what has become of their choice. */
export function brokeTheEngine(modelPath: string): string {
  return (
    `The model ${modelPath} broke the engine several times, so the embedded model is used. ` +
    "Choose another one with turnkey.model.path."
  );
}

/** Whether a model's path is among others, however they are written; "" (the embedded model) never is. */
export function isOneOf(paths: readonly string[], path: string): boolean {
  return path !== "" && paths.some((other) => other !== "" && toAbsolute(other) === toAbsolute(path));
}

function toAbsolute(path: string): string {
  try {
    return resolve(path);
  } catch {
    // The current folder was deleted.
    return path;
  }
}
