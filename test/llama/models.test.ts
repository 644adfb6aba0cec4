/** Names and places of model files. */

import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toModelName } from "../../src/core/models/modelAddress.ts";
import { resolveModelPath } from "../../src/llama/models.ts";

describe("name", () => {
  const check = (path: string, expected: string) => it(path, () => expect(toModelName(path)).toBe(expected));
  check("/m/turnkey-embedded-0.5b-00001-of-00003.gguf", "turnkey-embedded-0.5b");
  check("C:\\m\\StarCoder2.GGUF", "StarCoder2");
  check("model", "model");
  check("a.b-q4_k_m.gguf", "a.b-q4_k_m");
});

describe("path", () => {
  const check = (setting: string, expected: string) =>
    it(setting || "none", () => expect(resolveModelPath(setting, "/package")).toBe(expected));
  check("", join("/package", "models", "turnkey-embedded-0.5b-00001-of-00003.gguf"));
  check("/m/other.gguf", "/m/other.gguf");
  check("~/other.gguf", join(homedir(), "other.gguf"));
  check("~other.gguf", "~other.gguf");
});
