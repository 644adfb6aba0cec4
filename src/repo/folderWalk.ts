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
  /** Asked between folders. */
  readonly shouldStop: () => boolean;
  /** Awaited after each so many entries of a folder, where somebody else may need the thread. */
  readonly breathe?: () => Promise<unknown>;
}

const ENTRIES_PER_BREATH = 200;

/** Paths relative to `root`, with `/`; folder by folder, from the top. What cannot be read is left out. */
export async function* walkFiles(
  root: string,
  { globs, most, shouldStop, breathe }: WalkOptions,
): AsyncGenerator<string> {
  const folders: { path: string; rules: readonly Rules[] }[] = [{ path: "", rules: [] }];
  let count = 0;
  for (let next = 0; next < folders.length && !shouldStop(); next += 1) {
    const { path, rules } = folders[next]!;
    // The list of a folder of 100,000 files need not stay.
    folders[next] = { path: "", rules: [] };
    const entries = await readFolder(join(root, path));
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
  for (const entry of await readFolder(join(root, folder)))
    if (entry.isFile() && isWanted(entry.name) && (await isWalked(root, folder + entry.name, globs)))
      yield folder + entry.name;
}

/** Whether one file is among those that a walk would find. Reads the ignore files on the way to it. */
export async function isWalked(root: string, path: string, globs: readonly string[]): Promise<boolean> {
  if (path.startsWith("../") || !isIndexedPath(path, globs)) return false;
  const parts = path.split("/");
  const all: Rules[] = [];
  let folder = "";
  for (const [index, part] of parts.entries()) {
    all.push(...(await readRules(root, folder)));
    const isLast = index === parts.length - 1;
    if (!isLast && isSkippedFolder(part)) return false;
    folder += isLast ? part : `${part}/`;
    if (isIgnored(folder, all)) return false;
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
  const found: Rules[] = [];
  for (const name of IGNORE_FILES) {
    if (entries !== undefined && !entries.some((entry) => entry.name === name && entry.isFile())) continue;
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

/** By name, so that two walks of one folder are equal. */
async function readFolder(path: string): Promise<Dirent[]> {
  try {
    const entries = await promises.readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
