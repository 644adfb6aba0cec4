/** The files of a folder that may be indexed, as `.gitignore` and `.turnkeyignore` have it. Links are not followed. */

import { type Dirent, promises } from "node:fs";
import { join } from "node:path";
import ignore, { type Ignore } from "ignore";
import { isIndexedPath, isSkippedFolder } from "./fileRules.ts";

const IGNORE_FILES = [".gitignore", ".turnkeyignore"];
/** So many changes at once are a branch that was switched. */
const MOST_CHANGES = 1000;

/** Whether the folders must be walked again to follow changes of these paths: their rules are others, or there are very many. */
export function mustWalkAgain(paths: readonly string[]): boolean {
  return (
    paths.length > MOST_CHANGES || paths.some((path) => IGNORE_FILES.includes(path.slice(path.lastIndexOf("/") + 1)))
  );
}

/** The paths of what was changed: all, or so many of them that the folders must be walked again. `toPath` gives none for what is on no disk. */
export function toChangedPaths(uris: readonly string[], toPath: (uri: string) => string | undefined): string[] {
  const paths: string[] = [];
  for (const uri of uris) {
    const path = toPath(uri);
    if (path !== undefined) paths.push(path);
    if (paths.length > MOST_CHANGES) break;
  }
  return paths;
}

/** A list of rules that is longer was not written for this. */
const MOST_IGNORE_BYTES = 1_000_000;

interface Rules {
  /** The folder whose file they are from, relative to the root; "" or with a `/` at its end. */
  readonly folder: string;
  readonly rules: Ignore;
}

export interface WalkOptions {
  /** The user's globs of files to leave alone. */
  readonly globs: readonly string[];
  /** At most so many files. */
  readonly most: number;
  /** The folder to begin with, relative to the root, with a `/` at its end; left out: the root. Nothing where it is left out itself. */
  readonly from?: string;
  /** Asked between folders. */
  readonly shouldStop: () => boolean;
  /** Awaited after each so many entries of a folder, where somebody else may need the thread. */
  readonly breathe?: () => Promise<unknown>;
}

const ENTRIES_PER_BREATH = 200;
/** Folders that the disk is asked for before it is their turn. */
const READ_AHEAD = 8;

interface Waiting {
  readonly path: string;
  readonly rules: readonly Rules[];
  entries?: Promise<Dirent[]>;
}

/** Paths relative to `root`, with `/`; folder by folder, from the top. What cannot be read is left out. */
export async function* walkFiles(root: string, options: WalkOptions): AsyncGenerator<string> {
  const { globs, most, from = "", shouldStop, breathe } = options;
  const above = await rulesAbove(root, from);
  if (above === undefined || !(await isReachedByFolders(root, from))) return;
  const folders: Waiting[] = [{ path: from, rules: above }];
  let count = 0;
  for (let next = 0; next < folders.length && !shouldStop(); next += 1) {
    for (const ahead of folders.slice(next, next + READ_AHEAD)) ahead.entries ??= readFolder(join(root, ahead.path));
    const { path, rules, entries: listed } = folders[next]!;
    // The list of a folder of 100,000 files need not stay.
    folders[next] = { path: "", rules: [] };
    const entries = await listed!;
    // To have made a long list is a long piece of work, and so is to put it in order.
    if (entries.length > ENTRIES_PER_BREATH) await breathe?.();
    entries.sort(byName);
    if (entries.length > ENTRIES_PER_BREATH) await breathe?.();
    const all = [...rules, ...(await readRules(root, path, entries))];
    for (const [at, entry] of entries.entries()) {
      if (at % ENTRIES_PER_BREATH === ENTRIES_PER_BREATH - 1) await breathe?.();
      const child = path + entry.name;
      if (entry.isDirectory()) {
        if (!isSkippedFolder(entry.name) && !isIgnored(`${child}/`, all))
          folders.push({ path: `${child}/`, rules: all });
      } else if (entry.isFile() && isIndexedPath(child, globs) && !isIgnored(child, all)) {
        count += 1;
        if (count > most) return;
        yield child;
      }
    }
  }
}

/** The files that stand in one folder, itself not ignored, whose names are wanted; `folder` is relative, "" or with a `/` at its end. */
export async function* walkFolder(
  root: string,
  folder: string,
  globs: readonly string[],
  isWanted: (name: string) => boolean,
): AsyncGenerator<string> {
  const above = await rulesAbove(root, folder);
  if (above === undefined) return;
  const all = [...above, ...(await readRules(root, folder))];
  const entries = await readFolder(join(root, folder));
  for (const entry of entries.filter(({ name }) => isWanted(name)).sort(byName)) {
    const path = folder + entry.name;
    if (entry.isFile() && isIndexedPath(path, globs) && !isIgnored(path, all)) yield path;
  }
}

/** Whether one file is among those that a walk would find. Reads the ignore files on the way to it. */
export async function isWalked(root: string, path: string, globs: readonly string[]): Promise<boolean> {
  if (path.startsWith("../") || !isIndexedPath(path, globs)) return false;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const above = await rulesAbove(root, folder);
  return above !== undefined && !isIgnored(path, [...above, ...(await readRules(root, folder))]);
}

/** The rules of the folders that a folder is in; undefined: it is left out, or one of these is. */
async function rulesAbove(root: string, folder: string): Promise<Rules[] | undefined> {
  const all: Rules[] = [];
  let at = "";
  for (const part of folder.split("/").slice(0, -1)) {
    all.push(...(await readRules(root, at)));
    at += `${part}/`;
    if (isSkippedFolder(part) || isIgnored(at, all)) return undefined;
  }
  return all;
}

/** False where a link leads there. */
async function isReachedByFolders(root: string, folder: string): Promise<boolean> {
  for (let end = folder.indexOf("/"); end > 0; end = folder.indexOf("/", end + 1)) {
    const stat = await promises.lstat(join(root, folder.slice(0, end))).catch(() => undefined);
    if (!stat?.isDirectory()) return false;
  }
  return true;
}

/** The innermost file of rules that speaks of a path has the last word. */
function isIgnored(path: string, all: readonly Rules[]): boolean {
  for (const { folder, rules } of all.toReversed()) {
    const { ignored, unignored } = rules.test(path.slice(folder.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}

async function readRules(root: string, folder: string, entries?: readonly Dirent[]): Promise<Rules[]> {
  const isRules = (entry: Dirent) => IGNORE_FILES.includes(entry.name) && entry.isFile();
  const there = entries?.filter(isRules).map(({ name }) => name);
  const found: Rules[] = [];
  for (const name of IGNORE_FILES) {
    if (there?.includes(name) === false) continue;
    const text = await readSmallFile(join(root, folder, name));
    if (text !== undefined) found.push({ folder, rules: ignore({ ignorecase: false }).add(text) });
  }
  return found;
}

async function readSmallFile(path: string): Promise<string | undefined> {
  try {
    const { size } = await promises.stat(path);
    return size > MOST_IGNORE_BYTES ? undefined : await promises.readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

/** In no order that is known. */
async function readFolder(path: string): Promise<Dirent[]> {
  return promises.readdir(path, { withFileTypes: true }).catch(() => []);
}

/** So that two walks of one folder are equal. */
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
