/** Lines with keys and tokens, and lines that only look a little like them. */

import { describe, expect, it } from "vitest";
import { hasSecretToken } from "../../../src/core/excluded/secretTokens.ts";
import { Random } from "../../random.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const random = new Random("tokens");
/** Never the same twice, and never a real one. */
const mixed = (length: number, letters = `${LETTERS}0123456789`) =>
  Array.from({ length }, (_, index) => (index === 3 ? "7" : random.pick(letters))).join("");
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const HEX = "0123456789abcdef";

const SECRETS: Readonly<Record<string, () => string>> = {
  "a key of AWS": () => `client = connect("AKIA${mixed(16, CAPITALS)}")`,
  "a secret of AWS": () => `aws_secret_access_key = "${mixed(40)}"`,
  "a token of GitHub": () => `const t = "ghp_${mixed(36)}";`,
  "a fine token of GitHub": () => `  token: github_pat_${mixed(22)}_${mixed(59)}`,
  "a token of GitLab": () => `GITLAB = 'glpat-${mixed(20)}'`,
  "a token of Slack": () => `slack("xoxb-${mixed(11, "0123456789")}-${mixed(24)}")`,
  "a key of Google": () => `key=AIza${mixed(35)}`,
  "a key of Stripe": () => `Stripe("sk_live_${mixed(24)}")`,
  "a key of OpenAI": () => `openai.api_key = "sk-proj-${mixed(40)}"`,
  "a token of npm": () => `//registry/:_authToken=npm_${mixed(36)}`,
  "a JWT": () => `fetch(u, "eyJ${mixed(30)}.eyJ${mixed(60)}.${mixed(43)}")`,
  "a password in an address": () => `postgres("postgres://admin:${mixed(14)}@db.local/shop")`,
  "a private key": () => `const k = "-----BEGIN RSA PRIVATE KEY-----\\n${mixed(40)}`,
  "a password": () => `  password: "${mixed(14)}",`,
  "a secret in a call": () => `config.set("client_secret", "x"); const apiKey = "${mixed(24)}";`,
  "an API key in Go": () => `\tapiKey := "${mixed(32, HEX)}"`,
  "an API key in YAML": () => `api_key: ${mixed(32)}`,
  "a long mixed text": () => `encode("${mixed(44)}")`,
};

describe("lines with secrets", () => {
  for (const [name, make] of Object.entries(SECRETS))
    it(name, () => {
      for (let time = 0; time < 12; time += 1) {
        const line = make();
        expect(hasSecretToken(line), line).toBe(true);
      }
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
