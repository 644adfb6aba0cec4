import { describe, expect, test } from "vitest";
import {
  FIM_FAMILIES,
  type FimLayout,
  findFimLayout,
  type VocabularyFacts,
  withOrder,
} from "../../../src/core/tokens/fim.ts";

/** A vocabulary that has these texts as tokens, and plain words. */
function vocabulary(architecture: string, name: string, texts: readonly string[], fim: VocabularyFacts["fim"] = {}) {
  const ids = new Map(["the", "a", ...texts].map((text, index) => [text, 1000 + index]));
  const facts: VocabularyFacts = { architecture, name, tokenId: (text) => ids.get(text), fim };
  const spell = (tokens: readonly number[]) =>
    tokens.map((token) => [...ids].find(([, id]) => id === token)?.[0] ?? `#${token}`).join("");
  return { facts, spell };
}

/** A whole prompt as the model would see it, its texts as BEFORE and BEHIND. */
function prompt(layout: FimLayout, spell: (tokens: readonly number[]) => string): string {
  const before = `${spell(layout.prefix)}BEFORE`;
  const behind = `${spell(layout.suffix)}BEHIND`;
  return (layout.order === "psm" ? before + behind : behind + before) + spell(layout.middle);
}

const QWEN = ["<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>"];
const STARCODER = ["<fim_prefix>", "<fim_middle>", "<fim_suffix>", "<fim_pad>", "<filename>", "<reponame>"];
const STARCODER_2 = ["<fim_prefix>", "<fim_middle>", "<fim_suffix>", "<fim_pad>", "<repo_name>", "<file_sep>"];
const DEEPSEEK = ["<｜fim▁hole｜>", "<｜fim▁begin｜>", "<｜fim▁end｜>"];
const MISTRAL = ["[INST]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]"];

interface Expected {
  readonly family: string;
  readonly prompt: string;
  readonly separators?: string;
  readonly heals?: true;
}

const tested = new Set<string>();

function check(model: string, texts: readonly string[], expected: Expected) {
  test(model, () => {
    const [architecture = "", ...name] = model.split(" ");
    const { facts, spell } = vocabulary(architecture, name.join(" "), texts);
    const layout = findFimLayout(facts);
    expect(layout?.family).toBe(expected.family);
    expect(prompt(layout!, spell)).toBe(expected.prompt);
    expect(`${spell(layout!.repository ?? [])} ${spell(layout!.fileSeparator ?? [])}`.trim()).toBe(
      expected.separators ?? "",
    );
    expect(layout!.needsHealing).toBe(expected.heals ?? false);
    tested.add(expected.family);
  });
}

describe("families", () => {
  check("qwen2 Qwen2.5 Coder 0.5B Instruct", QWEN, {
    family: "qwen-coder",
    heals: true,
    prompt: "<|fim_prefix|>BEFORE<|fim_suffix|>BEHIND<|fim_middle|>",
    separators: "<|repo_name|> <|file_sep|>",
  });
  check("qwen3moe Qwen3-Coder-30B-A3B-Instruct", QWEN, {
    family: "qwen-coder",
    heals: true,
    prompt: "<|fim_prefix|>BEFORE<|fim_suffix|>BEHIND<|fim_middle|>",
    separators: "<|repo_name|> <|file_sep|>",
  });
  check("qwen2 CodeQwen1.5-7B", ["<fim_prefix>", "<fim_middle>", "<fim_suffix>", "<reponame>", "<file_sep>"], {
    family: "codeqwen",
    heals: true,
    prompt: "<fim_prefix>BEFORE<fim_suffix>BEHIND<fim_middle>",
    separators: "<reponame> <file_sep>",
  });
  check("llama deepseek-ai_deepseek-coder-1.3b-base", DEEPSEEK, {
    family: "deepseek-coder",
    prompt: "<｜fim▁begin｜>BEFORE<｜fim▁hole｜>BEHIND<｜fim▁end｜>",
  });
  check("deepseek2 DeepSeek-Coder-V2-Lite-Base", DEEPSEEK, {
    family: "deepseek-coder",
    prompt: "<｜fim▁begin｜>BEFORE<｜fim▁hole｜>BEHIND<｜fim▁end｜>",
  });
  check("starcoder starcoderbase-1b", STARCODER, {
    family: "starcoder",
    prompt: "<fim_prefix>BEFORE<fim_suffix>BEHIND<fim_middle>",
    separators: "<reponame> <filename>",
  });
  check("starcoder2 starcoder2-3b", STARCODER_2, {
    family: "starcoder2",
    prompt: "<fim_prefix>BEFORE<fim_suffix>BEHIND<fim_middle>",
    separators: "<repo_name> <file_sep>",
  });
  check("starcoder santacoder", ["<fim-prefix>", "<fim-middle>", "<fim-suffix>", "<fim-pad>"], {
    family: "santacoder",
    prompt: "<fim-prefix>BEFORE<fim-suffix>BEHIND<fim-middle>",
  });
  check("llama codellama_codellama-7b-hf", ["▁<PRE>", "▁<SUF>", "▁<MID>", "▁<EOT>"], {
    family: "codellama",
    prompt: "▁<PRE>BEFORE▁<SUF>BEHIND▁<MID>",
  });
  check("llama CodeLlama-13b", ["<PRE>", "<SUF>", "<MID>", "<EOT>"], {
    family: "codellama",
    prompt: "<PRE>BEFORE<SUF>BEHIND<MID>",
  });
  check("gemma codegemma-2b", ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_separator|>"], {
    family: "codegemma",
    heals: true,
    prompt: "<|fim_prefix|>BEFORE<|fim_suffix|>BEHIND<|fim_middle|>",
    separators: "<|file_separator|>",
  });
  check("llama Codestral-22B-v0.1", MISTRAL, {
    family: "codestral",
    prompt: "[SUFFIX]BEHIND[PREFIX]BEFORE",
    heals: true,
  });
  check("llama granite 3b code base", STARCODER, {
    family: "granite",
    prompt: "<fim_prefix>BEFORE<fim_suffix>BEHIND<fim_middle>",
    separators: "<reponame> <filename>",
  });
  check(
    "granitehybrid Granite 4.0 H Micro",
    ["<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|filename|>", "<|reponame|>"],
    {
      family: "granite",
      prompt: "<|fim_prefix|>BEFORE<|fim_suffix|>BEHIND<|fim_middle|>",
      separators: "<|reponame|> <|filename|>",
    },
  );
  check("refact Refact-1.6B-fim", STARCODER, {
    family: "refact",
    prompt: "<fim_prefix>BEFORE<fim_suffix>BEHIND<fim_middle>",
    separators: "<reponame> <filename>",
  });
  check("stablelm stable-code-3b", STARCODER, {
    family: "stable-code",
    prompt: "<fim_prefix>BEFORE<fim_suffix>BEHIND<fim_middle>",
  });
  check("llama Mellum-4b-base", STARCODER, {
    family: "mellum",
    prompt: "<fim_suffix>BEHIND<fim_prefix>BEFORE<fim_middle>",
    separators: "<reponame> <filename>",
  });
  check("llama Seed-Coder-8B-Base", ["<[fim-prefix]>", "<[fim-suffix]>", "<[fim-middle]>"], {
    family: "seed-coder",
    prompt: "<[fim-suffix]>BEHIND<[fim-prefix]>BEFORE<[fim-middle]>",
  });
  check(
    "chatglm codegeex4-all-9b",
    ["<|code_prefix|>", "<|code_suffix|>", "<|code_middle|>", "<|user|>", "<|assistant|>", "Ċ"],
    {
      family: "codegeex4",
      heals: true,
      prompt: "<|user|>Ċ<|code_suffix|>BEHIND<|code_prefix|>BEFORE<|code_middle|><|assistant|>Ċ",
    },
  );
  check("glm4 GLM-4-9B-0414", ["<|code_prefix|>", "<|code_suffix|>", "<|code_middle|>", "<|user|>", "<|assistant|>"], {
    family: "glm",
    heals: true,
    prompt: "<|code_prefix|>BEFORE<|code_suffix|>BEHIND<|code_middle|>",
  });

  test("every row of the table has a case", () => {
    expect(FIM_FAMILIES.map(({ family }) => family).filter((family) => !tested.has(family))).toEqual([]);
  });
});

describe("without a row", () => {
  test("the ids in the file give a layout with the prefix first", () => {
    const { facts } = vocabulary("llama", "unheard-of", [], {
      prefix: 5,
      suffix: 6,
      middle: 7,
      separator: 8,
      repository: 9,
    });
    expect(findFimLayout(facts)).toEqual({
      family: "generic",
      prefix: [5],
      suffix: [6],
      middle: [7],
      order: "psm",
      fileSeparator: [8],
      repository: [9],
      needsHealing: true,
    });
  });
  test.each<[string, readonly string[], VocabularyFacts["fim"]]>([
    ["no markers", [], {}],
    ["half of the ids", [], { prefix: 5, suffix: 6 }],
    ["half of the markers", ["<|fim_prefix|>", "<|fim_suffix|>"], {}],
    ["Mistral's markers in a model that never learned them", MISTRAL, {}],
  ])("prefix only: %s", (_, texts, fim) => {
    expect(findFimLayout(vocabulary("llama", "Mistral-Nemo-Instruct", texts, fim).facts)).toBeUndefined();
  });
});

describe("suffix first", () => {
  const check = (model: string, texts: readonly string[], expected: string | undefined) =>
    test(model, () => {
      const [architecture = "", ...name] = model.split(" ");
      const { facts, spell } = vocabulary(architecture, name.join(" "), texts);
      const layout = findFimLayout(facts)!;
      expect(withOrder(layout, layout.order)).toBe(layout);
      const other = withOrder(layout, layout.order === "psm" ? "spm" : "psm");
      expect(other && prompt(other, spell)).toBe(expected);
    });

  const joint = "<fim_prefix><fim_suffix>BEHIND<fim_middle>BEFORE";
  check("starcoder StarCoderBase 1B", STARCODER, joint);
  check("starcoder2 StarCoder2 3B", STARCODER_2, joint);
  check("llama granite-3b-code-base", STARCODER, joint);
  check("llama CodeLlama 7B", ["▁<PRE>", "▁<SUF>", "▁<MID>"], "▁<PRE>▁<SUF>BEHIND▁<MID>BEFORE");
  check("qwen2 Qwen2.5 Coder", QWEN, undefined);
  check("llama deepseek-coder-1.3b-base", DEEPSEEK, undefined);
  check("llama Codestral 22B", MISTRAL, undefined);
});
