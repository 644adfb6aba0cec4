/**
 * Numbers and lists of a model's header that cannot be. llama.cpp ends the process on most of them (its assertions in
 * `llama-model.cpp`, `llama-model-loader.cpp` and `llama-vocab.cpp`); what it refuses by itself is left to it.
 */

import type { GgufHeader } from "./gguf.ts";
import type { ModelFileProblem } from "./modelProblem.ts";

/** The list in which no text may stand twice. */
export const TOKEN_LIST = "tokenizer.ggml.tokens";

/** llama.cpp's own limits. */
const MOST_LAYERS = 512;
const MOST_EXPERTS = 512;

/** Whole numbers with their bounds, under the architecture's name. Bounds from above are far beyond any model. */
const BOUNDS: readonly (readonly [key: string, least: number, most: number])[] = [
  ["block_count", 1, MOST_LAYERS],
  ["context_length", 1, 2 ** 31],
  ["embedding_length", 1, 2 ** 20],
  ["feed_forward_length", 1, 2 ** 24],
  ["attention.head_count", 1, 2 ** 14],
  ["attention.head_count_kv", 1, 2 ** 14],
  ["attention.key_length", 1, 2 ** 16],
  ["attention.value_length", 1, 2 ** 16],
  ["expert_count", 0, MOST_EXPERTS],
  ["expert_used_count", 0, MOST_EXPERTS],
];

/** What layers without attention (Mamba, RWKV) say about themselves; their models may have none at all. */
const WITHOUT_ATTENTION = [".ssm.", ".wkv."];
const ABSENT_WITHOUT_ATTENTION: ReadonlySet<string> = new Set([
  "feed_forward_length",
  "attention.head_count",
  "attention.head_count_kv",
]);

/** Lists with an entry for each token, and GGUF's numbers of the types that their entries may have. */
const TOKEN_FACTS: readonly (readonly [key: string, types: readonly number[]])[] = [
  ["token_type", [4, 5]],
  ["scores", [6]],
];

/** `fileName` begins the message. Undefined: nothing is wrong that can be seen here. */
export function findShapeProblem(fileName: string, header: GgufHeader): ModelFileProblem | undefined {
  const wrong = findWrongNumber(header) ?? findWrongVocabulary(header);
  if (wrong === undefined) return undefined;
  return { kind: "corrupt", message: `${fileName} ${wrong}. Download it again, or choose another model.` };
}

function findWrongNumber(header: GgufHeader): string | undefined {
  const { metadata } = header;
  const architecture = String(metadata.get("general.architecture"));
  const hasOtherLayers = [...metadata.keys()].some((key) =>
    WITHOUT_ATTENTION.some((part) => key.startsWith(architecture + part)),
  );
  for (const [key, least, most] of BOUNDS) {
    const value = metadata.get(`${architecture}.${key}`);
    if (value === undefined) continue;
    // A list has a number for each layer, and a layer may lack the thing.
    const mayBeZero = Array.isArray(value) || (hasOtherLayers && ABSENT_WITHOUT_ATTENTION.has(key));
    const bound = mayBeZero ? 0 : least;
    for (const number of Array.isArray(value) ? value : [value])
      if (typeof number !== "number" || !Number.isInteger(number) || number < bound || number > most)
        return `says that its ${key} is ${describeValue(number)}, which cannot be`;
  }
  return findWrongHeads(header, architecture, hasOtherLayers);
}

function findWrongHeads({ metadata }: GgufHeader, architecture: string, hasOtherLayers: boolean): string | undefined {
  const number = (key: string): number | undefined => {
    const value = metadata.get(`${architecture}.${key}`);
    return typeof value === "number" ? value : undefined;
  };
  const [width, heads, keyHeads] = ["embedding_length", "attention.head_count", "attention.head_count_kv"].map(number);
  if (width !== undefined && !hasOtherLayers && !metadata.has(`${architecture}.attention.head_count`))
    return "does not say how many attention heads it has";
  if (width && heads && heads > width)
    return `says that it has ${heads} attention heads for ${width} numbers per token`;
  if (heads && keyHeads && heads % keyHeads !== 0)
    return `says that ${heads} attention heads share ${keyHeads} keys, which cannot be`;
  const [experts, usedExperts] = [number("expert_count") ?? 0, number("expert_used_count")];
  if (usedExperts !== undefined && (usedExperts > experts || (experts > 1 && usedExperts === 0)))
    return `says that it uses ${usedExperts} of ${experts} experts, which cannot be`;
  return undefined;
}

function findWrongVocabulary({ lists }: GgufHeader): string | undefined {
  const tokens = lists.get(TOKEN_LIST);
  if (tokens === undefined) return undefined;
  if (tokens.length === 0) return "has a vocabulary without tokens";
  if (tokens.twice !== undefined) return `has the token ${JSON.stringify(tokens.twice)} twice`;
  for (const [key, types] of TOKEN_FACTS) {
    const list = lists.get(`tokenizer.ggml.${key}`);
    if (list !== undefined && (list.length !== tokens.length || !types.includes(list.type)))
      return `has a list of ${list.length} for the ${key.replace("_", " ")} of ${tokens.length} tokens, or one of another kind`;
  }
  return undefined;
}

function describeValue(value: unknown): string {
  return typeof value === "number" ? String(value) : `a ${typeof value}`;
}
