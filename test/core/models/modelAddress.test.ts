/** Addresses as people have them, and the names that their files get. */

import { describe, expect, it } from "vitest";
import { nameOfAddress, parseAddress } from "../../../src/core/models/modelAddress.ts";

describe("addresses", () => {
  const check = (text: string, expected: string) =>
    it(text, () => {
      const address = parseAddress(text);
      expect(address === undefined ? "none" : `${Object.values(address).join(" ")} → ${nameOfAddress(address)}`).toBe(
        expected,
      );
    });

  check("hf:a/b", "hub a b latest → a_b");
  check("hf:a/b-GGUF:Q8_0", "hub a b-GGUF Q8_0 → a_b-GGUF_Q8_0");
  check("huggingface:a/b:Q8_0", "hub a b Q8_0 → a_b_Q8_0");
  check(" hf.co/a/b ", "hub a b latest → a_b");
  check("https://huggingface.co/a/b", "hub a b latest → a_b");
  check("hf:a/b/c/d.gguf", "hubFile a b c/d.gguf main → a_b_c_d");
  check("hf:a/b/d.gguf#next", "hubFile a b d.gguf next → a_b_next_d");
  check("https://huggingface.co/a/b/blob/main/d.gguf", "hubFile a b d.gguf main → a_b_d");
  check("https://huggingface.co/a/b/resolve/v2/x/d.gguf?download=true", "hubFile a b x/d.gguf v2 → a_b_v2_x_d");
  check("https://example.org/m/d-00001-of-00003.gguf", "url https://example.org/m/d-00001-of-00003.gguf → d");
  check("http://127.0.0.1:80/d.gguf?token=1", "url http://127.0.0.1:80/d.gguf?token=1 → d");
  check("https://example.org/m/con.gguf", "url https://example.org/m/con.gguf → model_con");
  check("https://example.org/%2e%2e%2fx.gguf", "url https://example.org/%2e%2e%2fx.gguf → 2e_2e_2fx");
  check("hf:a", "none");
  check("hf:../b", "none");
  check("hf:a/b/../../c.gguf", "none");
  check("hf:a/b/readme.md", "none");
  check("ftp://example.org/d.gguf", "none");
  check("https://example.org", "none");
  check("qwen2.5-coder-7b", "none");
});
