/** What a file imports, and which files of the repository that may be. */

/** A module as the text names it, its parts by `/`, and how many folders it begins above the file's own (-1: anywhere). */
export interface Imported {
  readonly parts: readonly string[];
  readonly up: number;
}

/** Imports stand at the top, or a little below it. */
const LINES = 150;
const LONGEST_LINE = 400;

/** In the order of the text. Read by line: `import … from "a"`, `require("a")`, `from a import b`, `use a::b`, `import a.b.C`, `#include "a"`. */
export function importsOf(text: string): Imported[] {
  const found: Imported[] = [];
  let isInBlock = false;
  for (const line of text.split("\n", LINES)) {
    if (line.length > LONGEST_LINE) continue;
    if (/^import \($/.test(line)) isInBlock = true;
    else if (isInBlock && line.startsWith(")")) isInBlock = false;
    const imported = isInBlock ? quoted(line) : importOf(line);
    if (imported !== undefined) found.push(imported);
  }
  return found;
}

function importOf(line: string): Imported | undefined {
  const python = /^\s*from (\.{0,9})(\w[\w.]*)? import\b/.exec(line);
  if (python !== null) {
    const [, dots = "", name = ""] = python;
    return { parts: name.split(".").filter(Boolean), up: dots.length - 1 };
  }
  const rust = /^\s*(?:pub )?(?:use|mod) ([\w:]+)/.exec(line);
  if (rust !== null) return toRust(rust[1]!.split("::").filter(Boolean));
  const dotted = /^\s*(?:import|using) (?:static )?([\w.]+)\s*(?:;|as\b|$)/.exec(line);
  if (dotted !== null) return { parts: dotted[1]!.split("."), up: -1 };
  if (/\b(?:from|import|require|include|export)\b/.test(line)) return quoted(line);
  return undefined;
}

function toRust(parts: readonly string[]): Imported {
  const supers = parts.filter((part) => part === "super").length;
  const named = parts.filter((part) => !["super", "self", "crate"].includes(part));
  return { parts: named, up: parts[0] === "self" || supers > 0 ? supers : -1 };
}

function quoted(line: string): Imported | undefined {
  const name = /["'<]([\w@./~-]{1,200})["'>]/.exec(line)?.[1];
  if (name === undefined) return undefined;
  const all = name.split("/").filter((part) => part !== "" && part !== ".");
  const up = all.filter((part) => part === "..").length;
  const isRelative = name.startsWith(".");
  return { parts: all.filter((part) => part !== "..").map(withoutEnding), up: isRelative ? up : -1 };
}

function withoutEnding(part: string): string {
  return part.replace(/\.(?:[cm]?[jt]sx?|h|hpp|py|rb|php)$/, "");
}

/** What a folder's own file is called. */
const INDEX_NAMES = ["index", "__init__", "mod", "lib", "main"];

/** How sure it is that `path` is imported by a file at `from`: 1 by its whole name, less by its last parts; 0: not. Paths with `/`. */
export function importStrength(imports: readonly Imported[], from: string, path: string): number {
  let best = 0;
  const target = partsOf(path);
  for (const { parts, up } of imports) {
    if (up >= 0) {
      const folder = from.split("/").slice(0, -1);
      const full = [...folder.slice(0, folder.length - up), ...parts];
      if (isPrefix(full, target)) best = Math.max(best, full.length === target.length ? 1 : 0);
      // `from . import a`, `use super::a::B`: the last part may be what is in the module.
      else if (parts.length > 1 && isPrefix(full.slice(0, -1), target) && target.length === full.length - 1) best = 1;
    } else best = Math.max(best, suffixStrength(parts, target));
  }
  return best;
}

/** `src/a/b/index.ts` → src, a, b. */
function partsOf(path: string): string[] {
  const parts = path.split("/");
  const name = parts.at(-1)!.replace(/\.[^.]+$/, "");
  return INDEX_NAMES.includes(name) && parts.length > 1 ? parts.slice(0, -1) : [...parts.slice(0, -1), name];
}

/** Where an import that begins at the file's own folder may lead: a folder, and names of files in it without their endings. */
export function placesOf({ parts, up }: Imported, from: string): { folder: string; names: Set<string> } {
  const folders = from.split("/").slice(0, -1);
  const full = [...folders.slice(0, Math.max(0, folders.length - up)), ...parts];
  // `from . import a` and `super::a::B` may name what is in a module.
  const names = new Set([full.at(-1) ?? "", ...(parts.length > 1 ? [full.at(-2) ?? ""] : [])]);
  return { folder: full.slice(0, -1).join("/"), names };
}

/** Parts that a path which is imported ends with; see `suffixStrength`. */
export function lastNamesOf({ parts }: Imported): readonly string[] {
  return parts.slice(-3);
}

function isPrefix(start: readonly string[], all: readonly string[]): boolean {
  return start.length <= all.length && start.every((part, index) => part === all[index]);
}

/** The module's last parts, the last one or two of which may be names in it, against the end of the path; a folder stands for its files. */
function suffixStrength(parts: readonly string[], target: readonly string[]): number {
  for (const cut of [0, 1, 2])
    for (const ends of [target, target.slice(0, -1)]) {
      const wanted = parts.slice(0, parts.length - cut);
      if (wanted.length === 0) continue;
      const tail = ends.slice(-wanted.length);
      const whole = tail.length === wanted.length && tail.every((part, index) => part === wanted[index]);
      // A short name alone is often another's.
      if (whole) return (wanted.length > 1 ? 1 : 0.5) * (ends === target ? 1 : 0.5);
    }
  return 0;
}
