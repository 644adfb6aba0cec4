/** Which files are indexed: those that a person wrote, and that hold no secrets. */

import { findExclusion } from "../core/excluded/excluded.ts";
import { headOf } from "../core/excluded/secretText.ts";
import { hasSecretToken } from "../core/excluded/secretTokens.ts";
import { languageOfPath } from "../core/languages/languages.ts";

/** In bytes. */
export const MOST_FILE_BYTES = 200_000;
const MOST_MEAN_LINE = 200;
const HEAD_LINES = 20;

/** Folders that no project means by its own text, whatever its `.gitignore` says. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(
  `.git .hg .svn .jj node_modules bower_components jspm_packages __pycache__ .venv venv .tox .mypy_cache .pytest_cache
  .gradle .idea .vs .vscode-test .next .nuxt .turbo .cache .terraform Pods DerivedData`.split(/\s+/),
);
const VENDORED = /(?:^|\/)(?:vendor|third_party|third-party|node_modules)\//;
const LOCK = /(?:\/|^)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum)$|\.lock$/;
const BUILT =
  /[.-]min\.(?:js|css|mjs|cjs)$|\.bundle\.js$|\.(?:pb|g|generated|designer)\.[a-z]+$|_pb2(?:_grpc)?\.pyi?$|\.pb\.go$/i;
const GENERATED =
  /@generated\b|\bDO NOT EDIT\b|\bauto-?generated\b|\b(?:this file|code) (?:is|was) (?:automatically )?generated\b/i;
/** Data, not programs; one in a hundred of their lines is ever written by hand. */
const DATA_LANGUAGES: ReadonlySet<string> = new Set(["json", "jsonc", "jsonl", "csv", "xml", "plaintext", "log"]);

export function isSkippedFolder(name: string): boolean {
  return SKIPPED_FOLDERS.has(name);
}

/** By its path alone; with `/`. `globs` are the user's. */
export function isIndexedPath(path: string, globs: readonly string[]): boolean {
  if (DATA_LANGUAGES.has(languageOfPath(path)) || LOCK.test(path) || BUILT.test(path) || VENDORED.test(path))
    return false;
  return findExclusion({ uri: path, languageId: languageOfPath(path), head: "" }, globs) === undefined;
}

/** By its text: not binary, minified, generated or a key. */
export function isIndexedText(path: string, text: string, globs: readonly string[]): boolean {
  if (text.length > MOST_FILE_BYTES || text.includes("\u0000")) return false;
  const head = headOf(text);
  const lines = countLines(text);
  if (text.length / lines > MOST_MEAN_LINE) return false;
  if (GENERATED.test(text.split("\n", HEAD_LINES).join("\n"))) return false;
  return findExclusion({ uri: path, languageId: languageOfPath(path), head }, globs) === undefined;
}

/** The lines of a text as they may leave their file: those that hold a key or a token are empty. */
export function toIndexedLines(text: string): string[] {
  return toReadableLines(text).map((line) => line ?? "");
}

/** Without a byte order mark, each line ended by LF. */
export function withLineFeeds(text: string): string {
  const whole = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return whole.includes("\r") ? whole.replaceAll(/\r\n|\r/g, "\n") : whole;
}

/** Undefined: the line holds a key or a token. */
export function toReadableLines(text: string): (string | undefined)[] {
  const lines = withLineFeeds(text).split("\n");
  return lines.map((line) => (hasSecretToken(line) ? undefined : line));
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
