/** Tries a model beside the one in use, before it takes its place. */

import { EngineFailure } from "../core/cache/engine.ts";
import { LEAST_CONTEXT_SIZE } from "./contextSize.ts";
import type { EngineOptions } from "./load.ts";
import { readMachine } from "./machine.ts";
import { checkModelFile } from "./modelFile.ts";
import { resolveModelPath } from "./models.ts";
import { tryModel } from "./trial.ts";

/** What is wrong with the model; undefined: nothing, or there is no room for it beside the one in use. A success is remembered. */
export async function tryModelFile(options: EngineOptions): Promise<string | undefined> {
  const file = await checkModelFile(resolveModelPath(options.modelPath, options.packageRoot), {
    freeMemory: readMachine().freeMemory,
    leastContextSize: LEAST_CONTEXT_SIZE,
  });
  if (file.kind === "tooLargeForMemory") return undefined;
  if (file.kind !== "good") return file.message;
  try {
    const { getModuleVersion } = await import("node-llama-cpp");
    await tryModel(file, options, await getModuleVersion());
    return undefined;
  } catch (error) {
    if (error instanceof EngineFailure) return error.message;
    throw error;
  }
}
