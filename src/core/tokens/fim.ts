/** Fill-in-the-middle token layouts of the model families. */

import type { TokenId } from "./tokenizer.ts";

/** One model's markers. Where they stand is said by `order`; every marker may be several tokens, `middle` may be none. */
export interface FimLayout {
  /** Row of the family table: "qwen-coder", "deepseek-coder", … */
  readonly family: string;
  readonly prefix: readonly TokenId[];
  readonly suffix: readonly TokenId[];
  readonly middle: readonly TokenId[];
  /**
   * "psm": `prefix` text `suffix` text `middle`; "spm": `suffix` text `prefix` text `middle`
   * (Codestral's `[SUFFIX]…[PREFIX]…` has an empty `middle`).
   */
  readonly order: "psm" | "spm";
  /** Starts a file in a repository prompt; undefined where the family has none. */
  readonly fileSeparator: readonly TokenId[] | undefined;
  /** Names the repository in front of its files; undefined where the family has none. */
  readonly repository: readonly TokenId[] | undefined;
  /**
   * Inside a word the last piece of the text before the cursor is generated again, with what is typed as its beginning.
   * False for families trained with cuts between any two characters. Measured on the embedded model, cursor two or three
   * characters into a word, 60 places: rest of the line right 22 times with healing and 11 without.
   */
  readonly needsHealing: boolean;
  /** Prefix-first here, and trained with the suffix first as well: see `withOrder`. */
  readonly knowsSuffixFirst?: true;
}

/** What is known of a model before it is used. */
export interface VocabularyFacts {
  /** GGUF's `general.architecture`: "qwen2", "llama", … */
  readonly architecture: string;
  /** GGUF's `general.name`, or the file's name. */
  readonly name: string;
  /** The token that the vocabulary itself spells `text`; undefined when there is none. */
  tokenId(text: string): TokenId | undefined;
  /** What the file itself (or llama.cpp by well-known texts) says. */
  readonly fim: {
    readonly prefix?: TokenId;
    readonly suffix?: TokenId;
    readonly middle?: TokenId;
    readonly pad?: TokenId;
    readonly repository?: TokenId;
    readonly separator?: TokenId;
  };
}

/** A row of the table. Markers are spelled as in the vocabulary. */
export interface FimFamily {
  readonly family: string;
  /** Tested on "architecture name"; undefined: the markers alone decide. */
  readonly test?: RegExp;
  readonly prefix: readonly string[];
  readonly suffix: readonly string[];
  readonly middle: readonly string[];
  readonly order: FimLayout["order"];
  readonly fileSeparator?: string;
  readonly repository?: string;
  readonly needsHealing?: true;
  /**
   * Trained with both orders, half and half, the suffix first in the joint form of Bavarian et al. 2022. Known for
   * BigCode's models (fim_spm_rate 0.5 in their Megatron-LM), IBM's Granite Code (arXiv 2405.04324, section 3.3) and
   * Code Llama (arXiv 2308.12950, section 2.3). Not for DeepSeek-Coder (PSM was chosen, arXiv 2401.14196), nor for
   * Qwen-Coder, StableCode, Refact and GLM, whose reports show one order only; CodeGemma's does not show its other one.
   */
  readonly knowsSuffixFirst?: true;
}

const STARCODER_MARKERS = { prefix: ["<fim_prefix>"], suffix: ["<fim_suffix>"], middle: ["<fim_middle>"] } as const;
const STARCODER_LAYOUT = {
  ...STARCODER_MARKERS,
  order: "psm",
  knowsSuffixFirst: true,
  fileSeparator: "<filename>",
  repository: "<reponame>",
} as const;
const PIPED_MARKERS = { prefix: ["<|fim_prefix|>"], suffix: ["<|fim_suffix|>"], middle: ["<|fim_middle|>"] } as const;

/**
 * The first row whose test and markers fit is taken, so the particular stand before the general. Orders and markers are
 * those of the model cards and papers; where a family knows both orders, the one its card shows.
 */
export const FIM_FAMILIES: readonly FimFamily[] = [
  // Mistral's other vocabularies have these markers as well, but only Codestral was trained with them.
  {
    family: "codestral",
    test: /codestral/i,
    prefix: ["[PREFIX]"],
    suffix: ["[SUFFIX]"],
    middle: [],
    order: "spm",
    needsHealing: true,
  },
  {
    family: "codegemma",
    needsHealing: true,
    test: /gemma/i,
    ...PIPED_MARKERS,
    order: "psm",
    fileSeparator: "<|file_separator|>",
  },
  {
    family: "granite",
    test: /granite/i,
    ...PIPED_MARKERS,
    order: "psm",
    fileSeparator: "<|filename|>",
    repository: "<|reponame|>",
  },
  {
    family: "granite",
    test: /granite/i,
    ...STARCODER_LAYOUT,
  },
  {
    family: "qwen-coder",
    needsHealing: true,
    ...PIPED_MARKERS,
    order: "psm",
    fileSeparator: "<|file_sep|>",
    repository: "<|repo_name|>",
  },
  {
    family: "mellum",
    test: /mellum/i,
    ...STARCODER_MARKERS,
    order: "spm",
    fileSeparator: "<filename>",
    repository: "<reponame>",
  },
  {
    family: "refact",
    test: /refact/i,
    ...STARCODER_MARKERS,
    order: "psm",
    fileSeparator: "<filename>",
    repository: "<reponame>",
  },
  { family: "stable-code", test: /stable-?(code|lm)/i, ...STARCODER_MARKERS, order: "psm" },
  {
    family: "codeqwen",
    needsHealing: true,
    test: /codeqwen/i,
    ...STARCODER_MARKERS,
    order: "psm",
    fileSeparator: "<file_sep>",
    repository: "<reponame>",
  },
  {
    family: "starcoder2",
    test: /starcoder-?2/i,
    ...STARCODER_MARKERS,
    order: "psm",
    knowsSuffixFirst: true,
    fileSeparator: "<file_sep>",
    repository: "<repo_name>",
  },
  {
    family: "starcoder",
    ...STARCODER_LAYOUT,
  },
  {
    family: "santacoder",
    prefix: ["<fim-prefix>"],
    suffix: ["<fim-suffix>"],
    middle: ["<fim-middle>"],
    order: "psm",
    knowsSuffixFirst: true,
  },
  {
    family: "deepseek-coder",
    prefix: ["<｜fim▁begin｜>"],
    suffix: ["<｜fim▁hole｜>"],
    middle: ["<｜fim▁end｜>"],
    order: "psm",
  },
  {
    family: "codellama",
    prefix: ["▁<PRE>"],
    suffix: ["▁<SUF>"],
    middle: ["▁<MID>"],
    order: "psm",
    knowsSuffixFirst: true,
  },
  {
    family: "codellama",
    prefix: ["<PRE>"],
    suffix: ["<SUF>"],
    middle: ["<MID>"],
    order: "psm",
    knowsSuffixFirst: true,
  },
  {
    family: "seed-coder",
    prefix: ["<[fim-prefix]>"],
    suffix: ["<[fim-suffix]>"],
    middle: ["<[fim-middle]>"],
    order: "spm",
    fileSeparator: "<filename>",
    repository: "<reponame>",
  },
  {
    // A chat model that completes within a user's turn. "Ċ" is how byte-level vocabularies spell the line feed.
    family: "codegeex4",
    needsHealing: true,
    test: /codegeex/i,
    prefix: ["<|code_prefix|>"],
    suffix: ["<|user|>", "Ċ", "<|code_suffix|>"],
    middle: ["<|code_middle|>", "<|assistant|>", "Ċ"],
    order: "spm",
  },
  {
    family: "glm",
    needsHealing: true,
    prefix: ["<|code_prefix|>"],
    suffix: ["<|code_suffix|>"],
    middle: ["<|code_middle|>"],
    order: "psm",
  },
];

/** The layout of a model; undefined for one without fill-in-the-middle markers, which completes from the prefix alone. */
export function findFimLayout(vocabulary: VocabularyFacts): FimLayout | undefined {
  const label = `${vocabulary.architecture} ${vocabulary.name}`;
  for (const row of FIM_FAMILIES) {
    if (row.test !== undefined && !row.test.test(label)) continue;
    const layout = toLayout(row, vocabulary);
    if (layout !== undefined) return layout;
  }
  return toGenericLayout(vocabulary);
}

function toLayout(row: FimFamily, vocabulary: VocabularyFacts): FimLayout | undefined {
  const prefix = toTokens(row.prefix, vocabulary);
  const suffix = toTokens(row.suffix, vocabulary);
  const middle = toTokens(row.middle, vocabulary);
  if (prefix === undefined || suffix === undefined || middle === undefined) return undefined;
  const { family, order, fileSeparator, repository, needsHealing, knowsSuffixFirst } = row;
  return {
    family,
    prefix,
    suffix,
    middle,
    order,
    fileSeparator: fileSeparator === undefined ? undefined : toTokens([fileSeparator], vocabulary),
    repository: repository === undefined ? undefined : toTokens([repository], vocabulary),
    needsHealing: needsHealing ?? false,
    ...(knowsSuffixFirst && { knowsSuffixFirst }),
  };
}

function toTokens(texts: readonly string[], vocabulary: VocabularyFacts): readonly TokenId[] | undefined {
  const tokens = texts.map((text) => vocabulary.tokenId(text));
  return tokens.every((token) => token !== undefined) ? tokens : undefined;
}

/** Nothing is known but the ids in the file: prefix first is what most families learn. */
function toGenericLayout({ fim }: VocabularyFacts): FimLayout | undefined {
  if (fim.prefix === undefined || fim.suffix === undefined || fim.middle === undefined) return undefined;
  return {
    family: "generic",
    prefix: [fim.prefix],
    suffix: [fim.suffix],
    middle: [fim.middle],
    order: "psm",
    fileSeparator: fim.separator === undefined ? undefined : [fim.separator],
    repository: fim.repository === undefined ? undefined : [fim.repository],
    needsHealing: true,
  };
}

/**
 * The layout in another order; undefined when the family was not trained for it.
 *
 *     psm   PREFIX before SUFFIX behind MIDDLE
 *     spm   PREFIX SUFFIX behind MIDDLE before      joint: what is generated goes on where the text before it ends
 */
export function withOrder(layout: FimLayout, order: FimLayout["order"]): FimLayout | undefined {
  if (layout.order === order) return layout;
  if (layout.knowsSuffixFirst === undefined) return undefined;
  return { ...layout, order, suffix: [...layout.prefix, ...layout.suffix], prefix: layout.middle, middle: [] };
}
