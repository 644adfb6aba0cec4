/** Files that are never completed: the built-in list, the user's globs, and the matcher of both. */

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
 * A matcher for the built-in list and `globs`.
 *
 * `*` is any text without `/`, `**` any folders, `?` one character, `[a-z]` and `[!a-z]` one of a set, `{a,b}` one of several.
 * A glob matches from any folder on (`docs/*.md` also matches `/home/me/docs/a.md`) unless it begins with `/` or a drive; one
 * that ends in `/` means everything in that folder. Upper and lower case are the same: too much silence is the safer mistake.
 */
export function excludedBy(globs: readonly string[]): ExcludedBy {
  const all = [...DEFAULT_EXCLUDED, ...globs].filter((glob) => glob.trim() !== "");
  const patterns = all.map((glob) => ({ glob, pattern: globToRegExp(glob) }));
  return (path) => {
    const slashed = path.replaceAll("\\", "/");
    return patterns.find(({ pattern }) => pattern.test(slashed))?.glob;
  };
}

const matchers = new WeakMap<readonly string[], ExcludedBy>();

/** Whether a document is on the built-in list or on `globs`, by its URI. The matcher of a list is kept as long as the list. */
export function isExcluded(uri: string, globs: readonly string[]): boolean {
  let matcher = matchers.get(globs);
  if (!matcher) {
    matcher = excludedBy(globs);
    matchers.set(globs, matcher);
  }
  return matcher(pathOfUri(uri)) !== undefined;
}

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

/** The regular expression of one glob, as described at `excludedBy`. Never throws: what is not a glob means itself. */
export function globToRegExp(glob: string): RegExp {
  const slashed = glob.trim().replaceAll("\\", "/");
  const whole = slashed.endsWith("/") ? `${slashed}**` : slashed;
  const anchored = /^(\/|[a-z]:\/)/i.test(whole);
  return new RegExp(`${anchored ? "^" : "(?:^|/)"}${toPattern(whole.replace(/^(\.\/)+/, ""))}$`, "i");
}

function toPattern(glob: string): string {
  let pattern = "";
  for (let at = 0; at < glob.length; ) {
    const { text, length } = pieceAt(glob, at);
    pattern += text;
    at += length;
  }
  return pattern;
}

/** The piece of a glob that begins at `at`, as a pattern, and how many characters of the glob it takes. */
function pieceAt(glob: string, at: number): { readonly text: string; readonly length: number } {
  const rest = glob.slice(at);
  const stars = /^\*+/.exec(rest)?.[0].length ?? 0;
  if (stars >= 2) {
    const folders = rest[stars] === "/" && (at === 0 || glob[at - 1] === "/");
    return folders ? { text: "(?:[^/]+/)*", length: stars + 1 } : { text: ".*", length: stars };
  }
  if (stars === 1) return { text: "[^/]*", length: 1 };
  if (rest[0] === "?") return { text: "[^/]", length: 1 };
  const set = /^\[([!^]?)([^\]/]+)\]/.exec(rest);
  if (set) return { text: setPattern(set[1] !== "", set[2]!), length: set[0].length };
  const choice = rest[0] === "{" ? choiceAt(rest) : undefined;
  if (choice) return { text: `(?:${choice.map(toPattern).join("|")})`, length: choice.join(",").length + 2 };
  return { text: literal(rest[0]!), length: 1 };
}

/** A range the wrong way round (`[z-a]`) matches nothing instead of failing. */
function setPattern(negated: boolean, content: string): string {
  const pattern = `[${negated ? "^/" : ""}${content.replace(/[\\\]^[]/g, "\\$&")}]`;
  try {
    new RegExp(pattern);
    return pattern;
  } catch {
    return "(?!)";
  }
}

/** The alternatives of `{a,b{c,d}}` at the start of `text`; undefined when the brace is not closed. */
function choiceAt(text: string): readonly string[] | undefined {
  const parts: string[] = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "{" && depth++ === 0) continue;
    if (character === "}" && --depth === 0) return parts;
    if (character === "," && depth === 1) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return undefined;
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
