/** Which model file is meant, and what a loaded model says about itself. */

import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { LlamaModel, Token } from "node-llama-cpp";
import type { ModelFacts } from "../core/cache/engine.ts";
import { toModelName } from "../core/models/modelAddress.ts";
import type { CacheMode, CacheType } from "../core/settings/settings.ts";
import { findFimLayout, type VocabularyFacts } from "../core/tokens/fim.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import { findImmovable } from "./movable.ts";

/** The first shard of the embedded model, under `models/` of the package. */
export const EMBEDDED_MODEL_FILE = "turnkey-embedded-0.5b-00001-of-00003.gguf";

/**
 * The file that the setting `turnkey.model.path` means: "" is the embedded model of the package at `packageRoot`, and
 * "~/" the home folder.
 */
export function resolveModelPath(setting: string, packageRoot: string): string {
  if (setting === "") return join(packageRoot, "models", EMBEDDED_MODEL_FILE);
  return /^~[/\\]/.test(setting) ? inHome(setting) : setting;
}

/** Where the embedded model is: in the package, or in the folder of models that were got; undefined: not here. */
export async function findEmbeddedModel(
  packageRoot: string,
  modelFolder: string | undefined,
): Promise<string | undefined> {
  const places = [join(packageRoot, "models"), ...(modelFolder === undefined ? [] : [modelFolder])];
  for (const folder of places) {
    const path = join(folder, EMBEDDED_MODEL_FILE);
    if (
      await stat(path).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

function inHome(setting: string): string {
  try {
    return join(homedir(), setting.slice(2));
  } catch {
    // Nobody's home is known; that there is no such file will be said.
    return setting;
  }
}

/** A q8_0 key drifts by about 5.3e-3·√N over N re-rotations, 28 times as fast as one of 16 bits. */
const QUANTISED_ROTATIONS = 10;

/** Reads the facts that prompts and stop rules need from a loaded model. */
export function describeModel(
  model: LlamaModel,
  path: string,
  contextSize: number,
  { cacheMode, cacheType }: { readonly cacheMode: CacheMode; readonly cacheType: CacheType },
): ModelFacts {
  const vocabulary = new SpecialTokens(model);
  const name = toModelName(path);
  const fim = findFimLayout(toVocabularyFacts(model, name, vocabulary));
  const layoutMarkers =
    fim === undefined ? [] : [fim.prefix, fim.suffix, fim.middle, fim.fileSeparator, fim.repository];
  // A marker of several tokens is made of ordinary words, which may well be generated.
  const markers = layoutMarkers.filter((marker) => marker?.length === 1).flatMap((marker) => marker ?? []);
  const infill = Object.values(infillTokens(model)).filter((token) => token !== undefined);
  const bos = model.tokens.bos;
  return {
    name,
    path,
    architecture: model.architecture,
    contextSize,
    fim,
    beginToken: model.tokens.shouldPrependBosToken && bos !== null ? bos : undefined,
    immovable:
      cacheMode === "prefix" ? "turnkey.cache.mode is prefix" : findImmovable(model.fileInfo.metadata, name, cacheType),
    ...(cacheType === "f16" ? {} : { maxRotations: QUANTISED_ROTATIONS }),
    endTokens: new Set([...vocabulary.endOfGeneration(), ...vocabulary.separators(), ...markers, ...infill]),
  };
}

function toVocabularyFacts(model: LlamaModel, name: string, vocabulary: SpecialTokens): VocabularyFacts {
  return {
    architecture: model.architecture,
    name: model.fileInfo.metadata.general?.name ?? name,
    tokenId: (text) => vocabulary.find(text),
    fim: infillTokens(model),
  };
}

/** The ids that the file, or llama.cpp by well-known texts, gives for the fill-in-the-middle markers. */
function infillTokens(model: LlamaModel): VocabularyFacts["fim"] {
  const { infill } = model.tokens;
  const ids = model.fileInfo.metadata.tokenizer?.ggml;
  const found = {
    prefix: infill.prefix ?? ids?.fim_pre_token_id,
    suffix: infill.suffix ?? ids?.fim_suf_token_id,
    middle: infill.middle ?? ids?.fim_mid_token_id,
    pad: ids?.fim_pad_token_id,
    repository: ids?.fim_rep_token_id,
    separator: ids?.fim_sep_token_id,
  };
  return Object.fromEntries(Object.entries(found).filter(([, id]) => typeof id === "number"));
}

/** Texts that start a new file in one family or another; a suggestion never goes past one. */
const SEPARATOR_TEXTS = [
  "<|file_sep|>",
  "<|file_separator|>",
  "<file_sep>",
  "<filename>",
  "<|repo_name|>",
  "<repo_name>",
  "<reponame>",
];

/** GGUF's token type for plain text. */
const NORMAL = 1;

class SpecialTokens {
  readonly #model: LlamaModel;
  readonly #texts: readonly string[];
  readonly #types: readonly number[];
  #ids: Map<string, TokenId> | undefined;

  constructor(model: LlamaModel) {
    this.#model = model;
    const ggml = model.fileInfo.metadata.tokenizer?.ggml;
    this.#texts = ggml?.tokens ?? [];
    this.#types = ggml?.token_type ?? [];
  }

  find(text: string): TokenId | undefined {
    this.#ids ??= new Map(this.#texts.map((entry, id) => [entry, id]));
    return this.#ids.get(text);
  }

  /** Asks llama.cpp about every token that could be one: not plain text, or plain but written like a marker. */
  endOfGeneration(): readonly TokenId[] {
    const ids: TokenId[] = [];
    for (let id = 0; id < this.#texts.length; id += 1) {
      const candidate = this.#types[id] !== NORMAL || /^[<▁_[]/.test(this.#texts[id] ?? "");
      if (candidate && this.#model.isEogToken(id as Token)) ids.push(id);
    }
    return ids;
  }

  separators(): readonly TokenId[] {
    return SEPARATOR_TEXTS.map((text) => this.find(text)).filter((id) => id !== undefined);
  }
}
