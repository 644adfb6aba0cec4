/** Why a model could not be loaded: what the library throws, and what llama.cpp says, turned into sentences for people. */

import { EngineFailure } from "../core/cache/engine.ts";
import { shorten } from "../core/shortText.ts";
import { ModelFileFailure } from "./modelProblem.ts";

/** What llama.cpp says when it refuses a model: the library itself only says that it did. */
let firstError: string | undefined;

/** A new load begins. */
export function forgetErrors(): void {
  firstError = undefined;
}

/** llama.cpp says that something is wrong. */
export function noteError(message: string): void {
  firstError ??= message;
}

/** What the library threw, as a failure whose message says what a person can do. */
export function toEngineFailure(error: unknown, modelPath: string): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const message = messageOf(error);
  if (error instanceof Error && error.constructor.name === "InsufficientMemoryError")
    return new ModelFileFailure({
      kind: "tooLargeForMemory",
      message:
        `There is not enough free memory for ${modelPath} (${message}). Close other programs, lower ` +
        "turnkey.engine.contextSize or choose a smaller model.",
    });
  const reason = shorten(firstError === undefined ? message : withoutOrigin(firstError), 200);
  return new EngineFailure(
    `${shorten(modelPath, 300)} could not be loaded (${reason}). Choose another model in turnkey.model.path.`,
  );
}

/** "llama_model_load: error loading model: missing tensor 'output.weight'" → "missing tensor 'output.weight'". */
function withoutOrigin(line: string): string {
  return line.trim().replace(/^(?:\w+: )*(?:error loading model: )?(?:\w+: )*/, "");
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
