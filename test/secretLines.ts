/** Lines of programs that hold a key or a token: of every kind, never the same twice, and never a real one. */

import { Random } from "./random.ts";

export interface SecretLine {
  readonly kind: string;
  readonly line: string;
  /** What must not leave its file. */
  readonly secret: string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const DIGITS = "0123456789";
const HEX = "0123456789abcdef";
const random = new Random("tokens");
const mixed = (length: number, letters = `${LETTERS}${DIGITS}`) =>
  Array.from({ length }, (_, index) => (index === 3 ? "7" : random.pick(letters))).join("");

/** A kind, its line with `@` for the secret, and how one is made up. */
const KINDS: readonly (readonly [kind: string, line: string, make: () => string])[] = [
  ["a key of AWS", 'client = connect("@")', () => `AKIA${mixed(16, CAPITALS)}`],
  ["a secret of AWS", 'aws_secret_access_key = "@"', () => mixed(40)],
  ["a token of GitHub", 'const t = "@";', () => `ghp_${mixed(36)}`],
  ["a fine token of GitHub", "  token: @", () => `github_pat_${mixed(22)}_${mixed(59)}`],
  ["a token of GitLab", "GITLAB = '@'", () => `glpat-${mixed(20)}`],
  ["a token of Slack", 'slack("@")', () => `xoxb-${mixed(11, DIGITS)}-${mixed(24)}`],
  ["a key of Google", "key=@", () => `AIza${mixed(35)}`],
  ["a key of Stripe", 'Stripe("@")', () => `sk_live_${mixed(24)}`],
  ["a key of OpenAI", 'openai.api_key = "@"', () => `sk-proj-${mixed(40)}`],
  ["a token of npm", "//registry/:_authToken=@", () => `npm_${mixed(36)}`],
  ["a JWT", 'fetch(u, "@")', () => `eyJ${mixed(30)}.eyJ${mixed(60)}.${mixed(43)}`],
  ["a password in an address", 'postgres("postgres://admin:@@db.local/shop")', () => mixed(14)],
  ["a private key", 'const k = "-----BEGIN RSA PRIVATE KEY-----\\n@', () => mixed(40)],
  ["a password", '  password: "@",', () => mixed(14)],
  ["a secret in a call", 'config.set("client_secret", "x"); const apiKey = "@";', () => mixed(24)],
  ["an API key in Go", '\tapiKey := "@"', () => mixed(32, HEX)],
  ["an API key in YAML", "api_key: @", () => mixed(32)],
  ["a long mixed text", 'encode("@")', () => mixed(44)],
];

/** Of each kind so many. */
export function makeSecretLines(times: number): SecretLine[] {
  return KINDS.flatMap(([kind, line, make]) =>
    Array.from({ length: times }, () => {
      const secret = make();
      return { kind, line: line.replace("@", () => secret), secret };
    }),
  );
}
