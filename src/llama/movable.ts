/**
 * Models whose cached keys may be moved to other positions. Moving is right only for plain rotary attention, and
 * llama.cpp's re-rotation is wrong or aborts for more than it says (section 2.4 of the notes in the design): so this is
 * a list of what is known to be right, and a check at load has the last word.
 */

import type { CacheType } from "../core/settings/settings.ts";

/** Every layer rotates its keys, and nothing else depends on the position. */
const PLAIN_ROTARY: ReadonlySet<string> = new Set([
  "deepseek",
  "exaone",
  "gemma",
  "granite",
  "internlm2",
  "llama",
  "minicpm",
  "nemotron",
  "olmo",
  "olmo2",
  "orion",
  "phi2",
  "phi3",
  "qwen",
  "qwen2",
  "qwen2moe",
  "qwen3",
  "qwen3moe",
  "seed_oss",
  "stablelm",
  "starcoder2",
  "xverse",
]);

/** Why keys of a model with this metadata may not be moved, as a part of a sentence; undefined: they may. */
export function findImmovable(metadata: object, name: string, cacheType: CacheType): string | undefined {
  const architecture = lookUp(metadata, "general", "architecture");
  if (typeof architecture !== "string" || !PLAIN_ROTARY.has(architecture))
    return `${name} is of an architecture (${String(architecture)}) whose keys are not known to be movable`;
  const window = lookUp(metadata, architecture, "attention", "sliding_window");
  if (typeof window === "number" && window > 0) return `${name} attends through a sliding window`;
  const scaling = lookUp(metadata, architecture, "rope", "scaling", "type");
  if (scaling !== undefined && scaling !== "none" && scaling !== "linear")
    return `${name} scales its positions (${String(scaling)}), which re-rotation would apply twice`;
  const factor = lookUp(metadata, architecture, "rope", "scaling", "attn_factor");
  if (typeof factor === "number" && factor !== 1) return `${name} scales its attention with the position`;
  if (lookUp(metadata, architecture, "rope", "dimension_sections") !== undefined)
    return `${name} has several positions per token`;
  return cacheType === "q8_0" ? findImmovableQuantised(metadata, architecture, name) : undefined;
}

/**
 * Quantised keys are mixed by a Hadamard transform before they are rounded. For sizes that it does not fit, and for keys
 * that are rotated in part, llama.cpp's re-rotation ends the process.
 */
function findImmovableQuantised(metadata: object, architecture: string, name: string): string | undefined {
  const number = (...path: readonly string[]): number | undefined => {
    const value = lookUp(metadata, architecture, ...path);
    return typeof value === "number" ? value : undefined;
  };
  const [width, heads] = [number("embedding_length"), number("attention", "head_count")];
  const size = number("attention", "key_length") ?? (width === undefined || !heads ? Number.NaN : width / heads);
  if (Number.isNaN(size)) return `${name} does not say how large its keys are`;
  if (size % 64 !== 0) return `${name} has keys of ${size} numbers, which cannot be moved as q8_0`;
  const rotated = number("rope", "dimension_count") ?? size;
  if (rotated !== size) return `${name} rotates ${rotated} of ${size} numbers of a key, which cannot be moved as q8_0`;
  return undefined;
}

function lookUp(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}
