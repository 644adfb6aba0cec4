/** Which models' cached keys may be moved: by what their files say of themselves. */

import { describe, expect, it } from "vitest";
import type { CacheType } from "../../src/core/settings/settings.ts";
import { findImmovable } from "../../src/llama/movable.ts";

/** The file's own facts on top of those of a small Qwen2; "" for movable, else a part of the reason. */
function check(
  name: string,
  architecture: string,
  facts: object,
  expected: string,
  cacheType: CacheType = "f16",
): void {
  it(name, () => {
    const usual = { embedding_length: 896, attention: { head_count: 14, head_count_kv: 2 }, rope: { freq_base: 1e6 } };
    const metadata = { general: { architecture }, [architecture]: { ...usual, ...facts } };
    const found = findImmovable(metadata, "model", cacheType) ?? "";
    if (expected === "") expect(found).toBe("");
    else expect(found).toContain(expected);
  });
}

describe("movable", () => {
  for (const architecture of ["qwen2", "llama", "starcoder2", "qwen3", "granite", "deepseek"])
    check(architecture, architecture, {}, "");
  check("linear scaling: angles stay proportional to positions", "llama", rope({ type: "linear", factor: 4 }), "");
  check("scaling switched off", "llama", rope({ type: "none" }), "");
  check("a window of no size", "starcoder2", { attention: { sliding_window: 0 } }, "");
  check("partial rotation", "stablelm", { rope: { dimension_count: 16 } }, "");
});

describe("immovable", () => {
  check("recurrent", "mamba", {}, "(mamba)");
  check("hybrid", "jamba", {}, "(jamba)");
  check("layers without rotary keys", "smollm3", {}, "(smollm3)");
  check("learned positions", "starcoder", {}, "(starcoder)");
  check("layers with windows between others", "gemma3", {}, "(gemma3)");
  check("attention biased by distance in its larger size", "baichuan", {}, "(baichuan)");
  check("several positions per token, by architecture", "qwen2vl", {}, "(qwen2vl)");
  check(
    "several positions per token, by its own word",
    "qwen2",
    { rope: { dimension_sections: [16, 24, 24] } },
    "several",
  );
  check("a sliding window", "starcoder2", { attention: { sliding_window: 4096 } }, "sliding window");
  check("YaRN", "qwen2", rope({ type: "yarn", factor: 4 }), "yarn");
  check("LongRoPE", "phi3", rope({ type: "longrope" }), "longrope");
  check("LongRoPE, known by its attention factor alone", "phi3", rope({ attn_factor: 1.19 }), "attention");
  it("a file that does not say what it is", () => expect(findImmovable({}, "model", "f16")).toContain("(undefined)"));
});

describe("as q8_0", () => {
  check("keys of 64 numbers", "qwen2", {}, "", "q8_0");
  check("keys of a size of their own", "qwen3", { attention: { head_count: 10, key_length: 128 } }, "", "q8_0");
  check("keys of 80 numbers", "phi2", { embedding_length: 2560, attention: { head_count: 32 } }, "80 numbers", "q8_0");
  check("partial rotation", "stablelm", { rope: { dimension_count: 16 } }, "16 of 64", "q8_0");
  check("a size that is not told", "llama", { embedding_length: undefined }, "how large", "q8_0");
});

function rope(scaling: object): object {
  return { rope: { scaling } };
}
