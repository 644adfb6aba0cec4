/** What a file imports, as its text says it; which files these are is worked out in `importedFiles.ts`. */

/** A module as the text names it. */
export interface Imported {
  /** Its name in parts, without an ending. */
  readonly parts: readonly string[];
  /** How many folders it begins above the file's own; -1: it is not counted from there. */
  readonly up: number;
  /** Counted from the file's own module, which for `a.rs` is `a` in its folder, and not from its folder. */
  readonly isFromModule: boolean;
  /** Its last parts may be names that are in it. */
  readonly mayEndInNames: boolean;
  /** What is taken from it: that may be modules too. */
  readonly names: readonly string[];
}

/** Imports stand at the top, or a little below it. */
const LINES = 150;
const LONGEST_LINE = 400;
/** A list of names in brackets is no longer. */
const MOST_JOINED = 30;

/** In the order of the text. Read by line: `import … from "a"`, `require("a")`, `from a import b`, `use a::{b, c}`, `mod a;`, `import a.b.C`, `#include "a"`. */
export function importsOf(text: string): Imported[] {
  const found: Imported[] = [];
  let isInBlock = false;
  for (const line of joinLists(text.split("\n", LINES))) {
    if (line.length > LONGEST_LINE) continue;
    if (/^import \($/.test(line)) isInBlock = true;
    else if (isInBlock && line.startsWith(")")) isInBlock = false;
    found.push(...(isInBlock ? quoted(line) : importsIn(line)));
  }
  return found;
}

/** `from a import (` and `use a::{` go on to their brackets' ends. */
function joinLists(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    const close = /^\s*from .*\($/.test(line)
      ? ")"
      : /^\s*(?:pub(?:\([^)]*\))? )?use .*\{$/.test(line)
        ? "};"
        : undefined;
    const end = close === undefined ? -1 : lines.findIndex((other, index) => index > at && other.includes(close));
    if (end < 0 || end - at > MOST_JOINED) joined.push(line);
    else {
      joined.push(lines.slice(at, end + 1).join(" "));
      at = end;
    }
  }
  return joined;
}

function importsIn(line: string): Imported[] {
  const python = /^\s*from (\.{0,9})(\w[\w.]*)? import\b(.*)/.exec(line);
  if (python !== null) {
    const [, dots = "", name = "", rest = ""] = python;
    const names = [...rest.replace(/#.*/, "").matchAll(/(?:^|[(,])\s*(\w+)/g)].map((match) => match[1]!);
    return [{ ...toImported(name.split(".").filter(Boolean), dots.length - 1), names }];
  }
  const rust = /^\s*(?:pub(?:\([^)]*\))? )?(use|mod) ([^;]*)/.exec(line);
  if (rust !== null) {
    const [, word, path = ""] = rust;
    return word === "mod" ? modOf(path.trim()) : spreadUse(path).map((one) => toRust(one.split("::").filter(Boolean)));
  }
  const dotted = /^\s*(?:import|using) (?:static )?([\w.]+?)(?:\.\*)?\s*(?:;|as\b|$)/.exec(line);
  if (dotted !== null) return [{ ...toImported(dotted[1]!.split("."), -1), mayEndInNames: true }];
  return /\b(?:from|import|require|include|export)\b/.test(line) ? quoted(line) : [];
}

function toImported(parts: readonly string[], up: number): Imported {
  return { parts, up, isFromModule: false, mayEndInNames: false, names: [] };
}

/** `mod a;` is in the folder of the file's module; one with a body is in the file. */
function modOf(path: string): Imported[] {
  return /^\w+$/.test(path) ? [{ ...toImported([path], 0), isFromModule: true }] : [];
}

/** `a::{b::C, d}` → a::b::C, a::d; deeper brackets count as their beginning. */
function spreadUse(path: string): string[] {
  const open = path.indexOf("{");
  if (open < 0) return [withoutAlias(path)];
  const start = path.slice(0, open);
  const inner = path.slice(open + 1).replace(/\{[^{}]*\}?/g, "");
  const names = inner.split(/[,{}]/).map(withoutAlias);
  return names.filter((name) => name !== "").map((name) => (name === "self" ? start : start + name));
}

function withoutAlias(name: string): string {
  return name.split(" as ")[0]!.trim();
}

function toRust(parts: readonly string[]): Imported {
  const supers = parts.filter((part) => part === "super").length;
  const isRelative = parts[0] === "self" || supers > 0;
  const named = parts.filter((part) => !["super", "self", "*"].includes(part));
  return { ...toImported(named, isRelative ? supers : -1), isFromModule: isRelative, mayEndInNames: true };
}

function quoted(line: string): Imported[] {
  const name = /["'<]([\w@./~#-]{1,200})["'>]/.exec(line)?.[1];
  if (name === undefined) return [];
  const all = name.split("/").filter((part) => part !== "" && part !== ".");
  const up = all.filter((part) => part === "..").length;
  const isRelative = name.startsWith(".");
  return [toImported(all.filter((part) => part !== "..").map(withoutEnding), isRelative ? up : -1)];
}

/** Of a module's file. */
export function withoutEnding(part: string): string {
  return part.replace(/\.(?:d\.)?(?:[cm]?[jt]sx?|h|hpp|py|rb|php|vue|svelte)$/, "");
}
