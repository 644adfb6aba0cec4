/** Lines with keys and tokens, and lines that only look a little like them. */

import { describe, expect, it } from "vitest";
import { hasSecretToken } from "../../../src/core/excluded/secretTokens.ts";
import { makeSecretLines } from "../../secretLines.ts";

describe("lines with secrets", () => {
  const all = makeSecretLines(12);
  for (const kind of new Set(all.map((one) => one.kind)))
    it(kind, () => {
      for (const one of all) if (one.kind === kind) expect(hasSecretToken(one.line), one.line).toBe(true);
    });
});

describe("lines without", () => {
  const check = (line: string) => it(line, () => expect(hasSecretToken(line)).toBe(false));

  check("const apiKey = process.env.API_KEY_2;");
  check('password: "change-me-1",');
  check("token = tokens[position12]");
  check("export const MAX_TOKEN_LENGTH_IN_CHARACTERS_2 = 4096;");
  check('import { readFileSync } from "node:fs/promises2";');
  check("// see https://example.com/a/b/c-d-e-f-g/2024/11/a-rather-long-title-of-a-page-1");
  check('integrity: "a"');
  check("expect(hash).toBe('d41d8cd98f00b204e9800998ecf8427e');");
  check("https://user@example.com/path2");
  check("let tokenCount2 = countTokens(text, 0x12345678);");
  check("func TestAuthorizationHeaderIsKeptAcrossRedirects2(t *testing.T) {");
  check("secret = get_secret('database', version=2)");
  check("");
});
