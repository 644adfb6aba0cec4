/** The folder of the models that were got: what is in it, where what is not whole yet lies, what is deleted. */

import { access, constants, mkdir, readdir, rename, rm, stat, truncate } from "node:fs/promises";
import { basename, join } from "node:path";
import { shorten } from "../core/shortText.ts";

export interface StoredModel {
  readonly name: string;
  /** What is loaded: of a split model the first part. */
  readonly path: string;
  /** All parts together, bytes. */
  readonly size: number;
}

/** What is not whole yet: nothing in here is ever loaded. */
const UNFINISHED = "unfinished";

const PART = /^(.+)-(\d{5})-of-(\d{5})$/;

/** The setting `turnkey.model.folder`; "": beside the other things that are kept, in `storageFolder`. Undefined: nowhere. */
export function resolveModelFolder(setting: string, storageFolder: string | undefined): string | undefined {
  return setting !== "" ? setting : storageFolder && join(storageFolder, "models");
}

/** "name.gguf", or "name-00001-of-00003.gguf" and so on. */
export function fileNamesOf(name: string, parts: number): readonly string[] {
  if (parts === 1) return [`${name}.gguf`];
  const number = (value: number): string => String(value).padStart(5, "0");
  return Array.from({ length: parts }, (_, index) => `${name}-${number(index + 1)}-of-${number(parts)}.gguf`);
}

/** Whole models, by name. A folder that is not there or cannot be read has none. */
export async function listStored(folder: string): Promise<readonly StoredModel[]> {
  const sizes = new Map<string, number>();
  for (const file of await namesIn(folder)) {
    if (!/\.gguf$/i.test(file)) continue;
    const found = await stat(join(folder, file)).catch(() => undefined);
    if (found?.isFile()) sizes.set(file, found.size);
  }
  return [...sizes.keys()].sort().flatMap((file) => toStored(folder, file, sizes));
}

/** A split model counts by its first part, and only with all others. */
function toStored(folder: string, file: string, sizes: ReadonlyMap<string, number>): StoredModel[] {
  const stem = file.replace(/\.gguf$/i, "");
  const [, name = stem, number, total] = PART.exec(stem) ?? [];
  if (number !== undefined && Number(number) !== 1) return [];
  const files = number === undefined ? [file] : fileNamesOf(name, Number(total));
  if (!files.every((other) => sizes.has(other))) return [];
  return [{ name, path: join(folder, file), size: files.reduce((sum, other) => sum + (sizes.get(other) ?? 0), 0) }];
}

export async function findStored(folder: string, name: string): Promise<StoredModel | undefined> {
  return (await listStored(folder)).find((model) => model.name === name);
}

/** Deletes a model, and what there is of one that is not whole. The bytes that are free again; undefined: there was nothing. */
export async function removeStored(folder: string, name: string): Promise<number | undefined> {
  const place = new ModelPlace(folder, name);
  const whole = (await namesIn(folder)).filter((file) => place.owns(file));
  // The first part last: without it the others are no model, whatever interrupts this.
  const paths = [...whole.sort().reverse(), ...(await place.unfinished())].map((file) => join(folder, file));
  if (paths.length === 0) return undefined;
  let freed = 0;
  for (const path of paths) {
    freed += (await stat(path).catch(() => undefined))?.size ?? 0;
    await rm(path, { force: true });
  }
  return freed;
}

/** Where one model lies, whole and not. */
export class ModelPlace {
  readonly folder: string;
  readonly name: string;
  /** Where it is fetched to. */
  readonly workFolder: string;

  constructor(folder: string, name: string) {
    this.folder = folder;
    this.name = name;
    this.workFolder = join(folder, UNFINISHED);
  }

  /** Notes from where the unfinished files come. */
  get sourceNote(): string {
    return join(this.workFolder, `${this.name}.source.json`);
  }

  get lockFile(): string {
    return join(this.workFolder, `${this.name}.lock`);
  }

  /** Whether a file is the model's, or a part of it. */
  owns(file: string): boolean {
    const stem = file.replace(/\.gguf(?:\.ipull)?$/i, "");
    return stem !== file && (stem === this.name || PART.exec(stem)?.[1] === this.name);
  }

  /** Makes the folders. In words why they cannot be made or written; undefined: they can. */
  async prepare(): Promise<string | undefined> {
    try {
      await mkdir(this.workFolder, { recursive: true });
      await access(this.workFolder, constants.W_OK | constants.X_OK);
      await access(this.folder, constants.W_OK | constants.X_OK);
      return undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return `The folder ${shorten(this.folder, 200)} cannot be written (${code}). Choose another one in turnkey.model.folder.`;
    }
  }

  /** Bytes on the disk of what is not whole. */
  async unfinishedSize(): Promise<number> {
    let size = 0;
    for (const file of await this.unfinished())
      size += (await stat(join(this.folder, file)).catch(() => undefined))?.size ?? 0;
    return size;
  }

  /** Paths within the folder. */
  async unfinished(): Promise<readonly string[]> {
    const note = basename(this.sourceNote);
    const files = (await namesIn(this.workFolder)).filter((file) => this.owns(file) || file === note);
    return files.map((file) => join(UNFINISHED, file));
  }

  async discard(): Promise<void> {
    for (const file of await this.unfinished()) await rm(join(this.folder, file), { force: true });
  }

  /** The downloader's own note of how far it is stands behind a file's end, and a late one stays there when all has come. */
  async dropNotes(files: readonly string[], sizes: readonly number[]): Promise<void> {
    for (const [index, file] of files.entries()) {
      const path = join(this.workFolder, file);
      const size = sizes[index]!;
      if (size > 0 && (await stat(path)).size > size) await truncate(path, size);
    }
  }

  /** Gives whole, checked files their place; the first part last, so that an interruption leaves no model that lacks parts. */
  async settle(files: readonly string[]): Promise<string> {
    for (const file of [...files].reverse()) await rename(join(this.workFolder, file), join(this.folder, file));
    await rm(this.sourceNote, { force: true });
    return join(this.folder, files[0]!);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}
