/** Keeps an index equal to the files of some folders: what was changed, added or taken away since is read, and nothing else. */

import { promises } from "node:fs";
import { join } from "node:path";
import { languageOfPath } from "../core/languages/languages.ts";
import type { DefinitionReader } from "../syntax/definitions.ts";
import { isIndexedText, MOST_FILE_BYTES, toIndexedLines } from "./fileRules.ts";
import { isWalked, walkFiles, walkFolder } from "./folderWalk.ts";
import { ImportedFiles } from "./importedFiles.ts";
import {
  type FileFacts,
  type FileStamp,
  hashBytes,
  type IndexedFile,
  indexFile,
  isSameState,
  type LineSpan,
} from "./indexedFile.ts";
import type { ModuleLayouts } from "./moduleLayouts.ts";
import { nearestFirst, type OpenText } from "./nearFiles.ts";
import { parentOf, toIsInAny } from "./paths.ts";
import type { RepoIndex } from "./repoIndex.ts";
import type { RepoTexts } from "./repoTexts.ts";
import { LEAST_LINES, toUnits, toWindows } from "./units.ts";

export interface ScanOptions {
  readonly index: RepoIndex;
  readonly texts: RepoTexts;
  readonly definitions: DefinitionReader;
  readonly modules: ModuleLayouts;
  /** Absolute, with `/`, none at the end. */
  readonly roots: readonly string[];
  readonly globs: readonly string[];
  /** Awaited between small pieces of work; rejects never, and answers false when the work is not wanted any more. */
  readonly breathe: () => Promise<boolean>;
}

/** Files of one folder. */
const MOST_NEAR = 200;
/** With fewer files in its folder and the one above, a document's neighbours are in the folders beside. */
const FEW_NEAR = 20;
/** Files of all folders together: what is beyond them is not found. */
export const MOST_FILES = 200_000;
/** Files that the disk is asked about at once. */
const ASKED_AT_ONCE = 32;

/** Reads what is new, what is near the open documents first. Ends early when it is not wanted any more. */
export async function scanAll(options: ScanOptions, open: readonly OpenText[]): Promise<void> {
  const { modules, roots, globs, breathe } = options;
  let isWanted = true;
  const found = new Set<string>();
  for (const root of roots)
    for await (const path of walkFiles(root, {
      globs,
      most: MOST_FILES - found.size,
      shouldStop: () => !isWanted,
      // Also where no file is one of them.
      breathe: async () => (isWanted = await breathe()),
    })) {
      found.add(`${root}/${path}`);
      isWanted = await breathe();
    }
  if (isWanted) await modules.readAll(found);
  if (isWanted) isWanted = await readChanged(await nearestFirst(found, open, modules.now, breathe), options);
  if (isWanted && (await removeFrom(options, (path) => !found.has(path)))) await tidy(options);
}

/** Files looked at in one step, to see whether they are there still. */
const FILES_PER_STEP = 1000;

/** False when it is not wanted any more. */
async function removeFrom(options: ScanOptions, isGone: (path: string) => boolean): Promise<boolean> {
  for (const [at, path] of options.index.paths().entries()) {
    if (isGone(path)) forget(path, options);
    if (at % FILES_PER_STEP === FILES_PER_STEP - 1 && !(await options.breathe())) return false;
  }
  return true;
}

function forget(path: string, { index, texts }: ScanOptions): void {
  index.remove(path);
  texts.forget(path);
}

/** In this order. False when it is not wanted any more. */
async function readChanged(paths: readonly string[], options: ScanOptions): Promise<boolean> {
  for (let from = 0; from < paths.length; from += ASKED_AT_ONCE) {
    const some = paths.slice(from, from + ASKED_AT_ONCE);
    const stats = await Promise.all(some.map(statFile));
    for (const [at, path] of some.entries()) if (!(await readFileAt(path, options, stats[at]))) return false;
  }
  return true;
}

/** Puts the index in order, piece by piece. False when it is not wanted any more. */
async function tidy({ index, breathe }: ScanOptions): Promise<boolean> {
  for (const _ of index.tidy()) if (!(await breathe())) return false;
  return breathe();
}

/** Files or folders that were changed, made or taken away. Paths as the index has them. */
export async function scanPaths(paths: readonly string[], options: ScanOptions): Promise<void> {
  // What was no file may have been a folder: all at once, for the files of a folder are found among all.
  const folders = new Set(paths.filter((path) => options.index.stampOf(path) === undefined));
  if (folders.size > 0 && !(await removeFrom(options, toIsInAny(folders)))) return;
  for (const path of paths) if (!(await scanPath(path, options))) return;
}

/** False when it is not wanted any more. */
async function scanPath(path: string, options: ScanOptions): Promise<boolean> {
  const root = rootOf(path, options);
  if (root === undefined) return options.breathe();
  await options.modules.changed(path);
  const stat = await promises.lstat(path).catch(() => undefined);
  if (stat?.isFile() && (await isInFolders(path, options))) return readFileAt(path, options, stat);
  forget(path, options);
  return stat?.isDirectory() ? readBelow(root, toInside(path, root), MOST_FILES, options) : options.breathe();
}

/** At most so many files below a folder, from the top. False when the work is not wanted any more. */
async function readBelow(root: string, from: string, most: number, options: ScanOptions): Promise<boolean> {
  const { globs, breathe } = options;
  let isWanted = true;
  const stop = async () => (isWanted = await breathe());
  for await (const file of walkFiles(root, { globs, most, from, shouldStop: () => !isWanted, breathe: stop })) {
    isWanted &&= await readAnyFile(`${root}/${file}`, options);
    if (!isWanted) break;
  }
  return isWanted;
}

/** Whether a file is one of those that a scan would read, by its path. */
export async function isInFolders(path: string, options: Pick<ScanOptions, "roots" | "globs">): Promise<boolean> {
  const root = rootOf(path, options);
  return root !== undefined && (await isWalked(root, path.slice(root.length + 1), options.globs));
}

function rootOf(path: string, { roots }: Pick<ScanOptions, "roots">): string | undefined {
  return roots.find((folder) => path.startsWith(`${folder}/`));
}

/**
 * Reads what an open document most likely needs before all folders are known: what it imports by where it stands, its folder's files,
 * those of the folder above, and where these are few, what is below that one.
 */
export async function scanNear({ path, text }: OpenText, options: ScanOptions): Promise<void> {
  const { modules } = options;
  const root = rootOf(path, options);
  if (root !== undefined) await modules.readAbove(path, root);
  for (const { folder, names } of new ImportedFiles(text, path, modules.now).places()) {
    const isWanted = (file: string) => names === undefined || names.has(file.replace(/\.[^./]+$/, ""));
    if ((await scanFolder(folder, options, isWanted)) === undefined) return;
  }
  const [own, above] = [parentOf(path), parentOf(parentOf(path))];
  let near = 0;
  for (const folder of [own, above]) {
    const count = await scanFolder(folder, options, () => true);
    if (count === undefined) return;
    near += count;
  }
  if (root !== undefined && near < FEW_NEAR && `${above}/`.startsWith(`${root}/`))
    await readBelow(root, toInside(above, root), MOST_NEAR, options);
}

/** Files right in a folder that `isWanted` has, by their names: how many; undefined when the work is not wanted any more. */
async function scanFolder(
  folder: string,
  options: ScanOptions,
  isWanted: (name: string) => boolean,
): Promise<number | undefined> {
  const root = rootOf(`${folder}/`, options);
  if (root === undefined) return 0;
  let count = 0;
  for await (const path of walkFolder(root, toInside(folder, root), options.globs, isWanted)) {
    if (count === MOST_NEAR) break;
    count += 1;
    if (!(await readAnyFile(`${root}/${path}`, options))) return undefined;
  }
  return count;
}

/** As the walk has it: relative, "" or with a `/` at its end. */
function toInside(folder: string, root: string): string {
  return folder === root ? "" : `${folder.slice(root.length + 1)}/`;
}

async function readAnyFile(path: string, options: ScanOptions): Promise<boolean> {
  return readFileAt(path, options, await statFile(path));
}

/** Undefined: it has vanished, or may not be read. */
async function statFile(path: string): Promise<FileFacts | undefined> {
  return promises.stat(path).catch(() => undefined);
}

/** False when the work is not wanted any more. */
async function readFileAt(path: string, options: ScanOptions, facts: FileFacts | undefined): Promise<boolean> {
  const { index, texts, definitions, globs, breathe } = options;
  const known = index.stampOf(path);
  if (facts === undefined) forget(path, options);
  else if (known === undefined || !isSameState(known, facts)) {
    const { size, mtimeMs } = facts;
    const bytes = size > MOST_FILE_BYTES ? undefined : await promises.readFile(path).catch(() => undefined);
    const text = bytes?.toString();
    texts.forget(path);
    if (bytes === undefined || text === undefined || !isIndexedText(path, text, globs)) index.remove(path);
    else {
      const stamp = { size, mtimeMs, hash: hashBytes(bytes) };
      const lines = toIndexedLines(text);
      index.put(await toIndexedFile({ path, text, lines }, definitions, stamp, breathe));
      texts.wasRead(path, stamp.hash, { text, lines });
    }
  } else texts.readAhead(path, known, globs);
  return tidy(options);
}

/** A file with its lines as `toIndexedLines` gave them: a look at all of them for keys is worth having once. */
interface FileText {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** Cut by the language's grammar; into windows where there is none, or it fails. `breathe` is awaited between steps. */
export async function toIndexedFile(
  { path, text, lines }: FileText,
  definitions: DefinitionReader,
  stamp: FileStamp,
  breathe?: () => Promise<unknown>,
): Promise<IndexedFile> {
  await breathe?.();
  const found = await definitions.read(languageOfPath(path), text, LEAST_LINES, breathe).catch(() => undefined);
  await breathe?.();
  const spans = found === undefined ? toWindows(lines.length) : toUnits(lines.length, found);
  const isSaying = ({ start, end }: LineSpan) => lines.slice(start, end).some((line) => line.trim() !== "");
  return indexFile(path, lines, spans.filter(isSaying), stamp);
}

/** Folders as the index names them. */
export function toRoot(folder: string): string {
  const path = join(folder).replaceAll("\\", "/");
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
