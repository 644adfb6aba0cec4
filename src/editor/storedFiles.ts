/** What Turnkey keeps on this machine beside settings: how much there is where, and how it is deleted. */

import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BadModels } from "./badModels.ts";
import type { OffFiles } from "./offFiles.ts";

export interface StoredPart {
  readonly what: "notes" | "cells" | "models";
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
}

/** In the storage folder, unless the user has another place for them. */
const MODELS = "models";
/** Notes of what was measured, and indexes. Nothing else there is ever deleted: the user may keep models beside them. */
const NOTE = /^indexes$|\.json$/;
/** What the model has read of the user's files. */
const CELLS = "cells";

export interface StoredFilesOptions {
  /** Undefined: nothing can be kept. */
  readonly folder: string | undefined;
  /** As the user set it; "": within the storage folder. */
  readonly modelFolder: () => string;
  readonly offFiles: Pick<OffFiles, "clear">;
  readonly badModels: Pick<BadModels, "clear">;
}

export class StoredFiles {
  readonly #options: StoredFilesOptions;

  constructor(options: StoredFilesOptions) {
    this.#options = options;
  }

  async find(): Promise<readonly StoredPart[]> {
    const { folder } = this.#options;
    const modelFolder = this.#options.modelFolder() || (folder && join(folder, MODELS));
    const models = modelFolder === undefined ? [] : [{ what: "models", ...(await measure(modelFolder)) } as const];
    if (folder === undefined) return models;
    const notes = await Promise.all((await notesIn(folder)).map((name) => measure(join(folder, name))));
    const cells = { what: "cells", ...(await measure(join(folder, CELLS))) } as const;
    return [{ what: "notes", path: folder, ...sumOf(notes) }, cells, ...models];
  }

  /**
   * Deletes the notes and what was read, and forgets which files are off and which models broke; models and settings stay.
   * @returns the names of what could not be deleted
   */
  async wipe(): Promise<readonly string[]> {
    const { folder, offFiles, badModels } = this.#options;
    offFiles.clear();
    badModels.clear();
    if (folder === undefined) return [];
    const failed: string[] = [];
    for (const name of [...(await notesIn(folder)), CELLS])
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => failed.push(name));
    return failed;
  }
}

async function notesIn(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).filter((name) => NOTE.test(name));
}

/** A link counts as itself: what it leads to is kept by somebody else. */
async function measure(path: string): Promise<Omit<StoredPart, "what">> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return { path, bytes: 0, files: 0 };
  if (!found.isDirectory()) return { path, bytes: found.size, files: 1 };
  const parts = await Promise.all((await namesIn(path)).map((name) => measure(join(path, name))));
  return { path, ...sumOf(parts) };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  // Nothing was kept yet, or it cannot be read.
  return readdir(folder).catch(() => []);
}

function sumOf(parts: readonly Omit<StoredPart, "what">[]): Pick<StoredPart, "bytes" | "files"> {
  let [bytes, files] = [0, 0];
  for (const part of parts) {
    bytes += part.bytes;
    files += part.files;
  }
  return { bytes, files };
}
