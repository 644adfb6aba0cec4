/** Keeps an index equal to the files of some folders: what was changed, added or taken away since is read, and nothing else. */

import { promises } from "node:fs";
import { join } from "node:path";
import { languageOfPath } from "../core/languages/languages.ts";
import type { DefinitionReader } from "../syntax/definitions.ts";
import { isIndexedText, MOST_FILE_BYTES, toIndexedLines } from "./fileRules.ts";
import { isWalked, walkFiles, walkFolder } from "./folderWalk.ts";
import { type FileStamp, hashText, type IndexedFile, indexFile, type LineSpan } from "./indexedFile.ts";
import type { RepoIndex } from "./repoIndex.ts";
import type { RepoTexts } from "./repoTexts.ts";
import { LEAST_LINES, toUnits, toWindows } from "./units.ts";

export interface ScanOptions {
  readonly index: RepoIndex;
  readonly texts: RepoTexts;
  readonly definitions: DefinitionReader;
  /** Absolute, with `/`, none at the end. */
  readonly roots: readonly string[];
  readonly globs: readonly string[];
  /** Awaited between small pieces of work; rejects never, and answers false when the work is not wanted any more. */
  readonly breathe: () => Promise<boolean>;
}

/** Files of one folder. */
const MOST_NEAR = 200;
/** Files of all folders together: what is beyond them is not found. */
export const MOST_FILES = 200_000;

/** Reads what is new, `near` first: a path's folder, then its neighbours'. Ends early when it is not wanted any more. */
export async function scanAll(options: ScanOptions, near: readonly string[]): Promise<void> {
  const { index, roots, globs, breathe } = options;
  let isWanted = true;
  const found: string[] = [];
  for (const root of roots)
    for await (const path of walkFiles(root, { globs, most: MOST_FILES - found.length, shouldStop: () => !isWanted })) {
      found.push(`${root}/${path}`);
      isWanted = await breathe();
    }
  for (const path of nearestFirst(found, near)) {
    if (!isWanted) return;
    await readFileAt(path, options);
    isWanted = await breathe();
  }
  if (!isWanted) return;
  const there = new Set(found);
  for (const path of index.paths()) if (!there.has(path)) index.remove(path);
}

/** A file or a folder that was changed, made or taken away. Paths as the index has them. */
export async function scanPath(path: string, options: ScanOptions): Promise<void> {
  const { index, globs, breathe } = options;
  const root = rootOf(path, options);
  if (root === undefined) return;
  const inside = path.slice(root.length + 1);
  const stat = await promises.lstat(path).catch(() => undefined);
  if (stat?.isFile() && (await isInFolders(path, options))) return readFileAt(path, options);
  index.remove(path);
  for (const known of index.paths()) if (known.startsWith(`${path}/`)) index.remove(known);
  if (!stat?.isDirectory() || !(await isWalked(root, `${inside}/any.ts`, globs))) return;
  let isWanted = true;
  for await (const file of walkFiles(root, { globs, most: MOST_FILES, shouldStop: () => !isWanted })) {
    if (file.startsWith(`${inside}/`)) await readFileAt(`${root}/${file}`, options);
    isWanted = await breathe();
  }
}

/** Whether a file is one of those that a scan would read, by its path. */
export async function isInFolders(path: string, options: Pick<ScanOptions, "roots" | "globs">): Promise<boolean> {
  const root = rootOf(path, options);
  return root !== undefined && (await isWalked(root, path.slice(root.length + 1), options.globs));
}

function rootOf(path: string, { roots }: Pick<ScanOptions, "roots">): string | undefined {
  return roots.find((folder) => path.startsWith(`${folder}/`));
}

/** Reads the files of the folders that some paths are in, and of the folders above these: what is near is asked for first. */
export async function scanNear(paths: readonly string[], options: ScanOptions): Promise<void> {
  const folders = new Set(paths.flatMap((path) => [parentOf(path), parentOf(parentOf(path))]));
  for (const folder of folders) {
    const root = rootOf(`${folder}/`, options);
    if (root === undefined) continue;
    const inside = folder === root ? "" : `${folder.slice(root.length + 1)}/`;
    let left = MOST_NEAR;
    for await (const path of walkFolder(root, inside, options.globs)) {
      left -= 1;
      if (left < 0) break;
      await readFileAt(`${root}/${path}`, options);
      if (!(await options.breathe())) return;
    }
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

async function readFileAt(path: string, { index, texts, definitions, globs }: ScanOptions): Promise<void> {
  try {
    const { size, mtimeMs } = await promises.stat(path);
    const known = index.stampOf(path);
    if (known?.size === size && known.mtimeMs === mtimeMs) return;
    const text = size > MOST_FILE_BYTES ? undefined : await promises.readFile(path, "utf8");
    texts.forget(path);
    if (text === undefined || !isIndexedText(path, text, globs)) return index.remove(path);
    index.put(await toIndexedFile(path, text, definitions, { size, mtimeMs }));
  } catch {
    // It has vanished, or may not be read.
    index.remove(path);
  }
}

/** Cut by the language's grammar; into windows where there is none, or it fails. */
export async function toIndexedFile(
  path: string,
  text: string,
  definitions: DefinitionReader,
  stamp: Omit<FileStamp, "hash">,
): Promise<IndexedFile> {
  const lines = toIndexedLines(text);
  const found = await definitions.read(languageOfPath(path), text, LEAST_LINES).catch(() => undefined);
  const spans = found === undefined ? toWindows(lines.length) : toUnits(lines.length, found);
  const isSaying = ({ start, end }: LineSpan) => lines.slice(start, end).some((line) => line.trim() !== "");
  return indexFile(path, lines, spans.filter(isSaying), { ...stamp, hash: hashText(text) });
}

/** By how many folders lie between them and the nearest of `near`. */
function nearestFirst(paths: readonly string[], near: readonly string[]): string[] {
  if (near.length === 0) return [...paths];
  const folders = near.map((path) => path.split("/").slice(0, -1));
  const distances = new Map<string, number>();
  const distanceOf = (path: string) => {
    const folder = path.slice(0, path.lastIndexOf("/"));
    const known = distances.get(folder);
    if (known !== undefined) return known;
    const parts = folder.split("/");
    const distance = Math.min(...folders.map((other) => distanceBetween(parts, other)));
    distances.set(folder, distance);
    return distance;
  };
  return [...paths].sort((a, b) => distanceOf(a) - distanceOf(b));
}

function distanceBetween(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return a.length + b.length - 2 * shared;
}

/** Folders as the index names them. */
export function toRoot(folder: string): string {
  const path = join(folder).replaceAll("\\", "/");
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
