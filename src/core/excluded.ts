/** Files that are never completed: the built-in list and the user's globs. */

import { compileGlob } from "./globs.ts";

/**
 * Files that hold secrets by their nature. Ordinary configuration (`settings.json`, `config.yaml`, `.npmrc`) is not among
 * them: silence there would look like a fault.
 */
export const DEFAULT_EXCLUDED: readonly string[] = [
  ".env*",
  "*.env",
  // Private keys, certificates and the stores of both.
  "*.{pem,key,p8,p12,pfx,ppk,jks,keystore,kdb,kdbx,keytab}",
  "*.{crt,cer,der,csr,asc,gpg,pgp,ovpn}",
  "id_{rsa,dsa,ecdsa,ed25519}*",
  ".{ssh,gnupg}/**",
  // Files of credentials.
  "secrets.*",
  ".secrets",
  "credentials",
  "credentials.{json,csv,yaml,yml,toml,ini}",
  "{.,_}netrc",
  ".{pgpass,pypirc,git-credentials,htpasswd,vault-token,vault_pass,vault-pass}",
  ".docker/config.json",
  ".kube/config",
  "*.tfstate",
  "*.tfstate.*",
];

/** Answers with the glob that excludes a path, or undefined. Paths may have `/` or `\`, and may be absolute or relative. */
export type ExcludedBy = (path: string) => string | undefined;

/**
 * The matcher of the built-in list and `globs` (see `globs.ts`). Equal lists share one, so that it is made once however often
 * settings are read.
 */
export function excludedBy(globs: readonly string[]): ExcludedBy {
  const key = JSON.stringify(globs);
  const known = matchers.get(key) ?? createMatcher(globs);
  // The one used last is forgotten last.
  matchers.delete(key);
  matchers.set(key, known);
  if (matchers.size > KEPT_MATCHERS) matchers.delete(matchers.keys().next().value!);
  return known;
}

/** A window with several folders has as many lists. */
const KEPT_MATCHERS = 20;
const matchers = new Map<string, ExcludedBy>();

function createMatcher(globs: readonly string[]): ExcludedBy {
  const all = [...DEFAULT_EXCLUDED, ...globs].map((glob) => ({ glob, matches: compileGlob(glob) }));
  const answers = new Map<string, string | undefined>();
  return (path) => {
    if (answers.has(path)) return answers.get(path);
    const slashed = path.replaceAll("\\", "/");
    const answer = all.find(({ matches }) => matches(slashed))?.glob;
    if (answers.size >= KEPT_ANSWERS) answers.clear();
    answers.set(path, answer);
    return answer;
  };
}

/** Each key asks for the same few documents. */
const KEPT_ANSWERS = 1000;

/** The path in a URI, decoded: `file:///c%3A/a%20b.ts` → `c:/a b.ts`. A URI without a scheme is a path. */
export function pathOfUri(uri: string): string {
  const path = /^[a-z][a-z0-9+.-]+:(?:\/\/[^/?#]*)?([^?#]*)/i.exec(uri)?.[1] ?? uri;
  return decode(path).replace(/^\/(?=[a-z]:\/)/i, "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone % stands for itself.
  }
}
