/** Which kinds of GGUF files can complete text. */

import { shorten } from "../core/shortText.ts";
import type { GgufHeader } from "./gguf.ts";
import type { ModelFileProblem } from "./modelProblem.ts";

/** Encoders: one vector per text, nothing to go on with. */
const EMBEDDING_ARCHITECTURES: ReadonlySet<string> = new Set([
  "bert",
  "eurobert",
  "gemma-embedding",
  "jina-bert-v2",
  "jina-bert-v3",
  "llama-embed",
  "modern-bert",
  "neo-bert",
  "nomic-bert",
  "nomic-bert-moe",
  "t5encoder",
]);

/** Architectures that llama.cpp knows, but which do not write text from left to right by themselves. */
const OTHER_PURPOSES: ReadonlyMap<string, string> = new Map([
  ["clip", "the picture part of a model"],
  ["dflash", "a helper of another model"],
  ["dream", "a diffusion model"],
  ["eagle3", "a helper of another model"],
  ["gemma4-assistant", "a helper of another model"],
  ["llada", "a diffusion model"],
  ["llada-moe", "a diffusion model"],
  ["pockettts", "a model of speech"],
  ["qwen3tts", "a model of speech"],
  ["rnd1", "a diffusion model"],
  ["t5", "a translation model"],
  ["wavtokenizer-dec", "a model of speech"],
]);

const REMEDY = "Choose a text or code model in turnkey.model.path.";

/** What speaks against completing with this model; undefined: nothing. */
export function findArchitectureProblem(
  fileName: string,
  metadata: GgufHeader["metadata"],
  isKnown: ((architecture: string) => boolean) | undefined,
): ModelFileProblem | undefined {
  const architecture = metadata.get("general.architecture");
  if (typeof architecture !== "string")
    return { kind: "corrupt", message: `${fileName} does not say what kind of model it is. ${REMEDY}` };
  const type = metadata.get("general.type");
  if (type === "adapter" || type === "mmproj" || type === "imatrix")
    return {
      kind: "unsupportedArchitecture",
      message: `${fileName} is not a model but a part of one (${type}). ${REMEDY}`,
    };
  const pooling = metadata.get(`${architecture}.pooling_type`);
  if (EMBEDDING_ARCHITECTURES.has(architecture) || (typeof pooling === "number" && pooling !== 0))
    return { kind: "embeddingOnly", message: `${fileName} makes embeddings and cannot write text. ${REMEDY}` };
  const purpose = OTHER_PURPOSES.get(architecture);
  if (purpose !== undefined)
    return { kind: "unsupportedArchitecture", message: `${fileName} is ${purpose}. ${REMEDY}` };
  if (metadata.get(`${architecture}.attention.causal`) === false)
    return { kind: "embeddingOnly", message: `${fileName} does not write text from left to right. ${REMEDY}` };
  if (isKnown?.(architecture) === false) return describeUnknownArchitecture(fileName, architecture);
  const vocabulary = metadata.get("tokenizer.ggml.model");
  if (typeof vocabulary !== "string" || vocabulary === "no_vocab" || vocabulary === "none")
    return { kind: "unsupportedArchitecture", message: `${fileName} has no vocabulary of its own. ${REMEDY}` };
  return undefined;
}

/** What is said of an architecture that llama.cpp has no code for. */
export function describeUnknownArchitecture(fileName: string, architecture: string): ModelFileProblem {
  return {
    kind: "unsupportedArchitecture",
    message:
      `${fileName} is of the kind ${JSON.stringify(shorten(architecture, 40))}, which this Turnkey does not know. ` +
      "Update Turnkey, or choose another model.",
  };
}
