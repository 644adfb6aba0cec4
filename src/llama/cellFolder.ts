/** Cells on disk: a file for each document, the longest unused of which make room for others. */

import { createHash } from "node:crypto";
import { constants, copyFile, link, mkdir, open, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { CellKey, CellStore, KeptCells } from "../core/cache/cellStore.ts";
import type { SavedCells } from "../core/cache/savedCells.ts";
import { takeLock } from "../system/fileLock.ts";
import { type CellFileEnd, closeCellFile, hasCellChecksum, readCellFileEnd } from "./cellFile.ts";

export interface CellFolderOptions {
  /** Is made when something is kept. */
  readonly folder: string;
  /** Of all files together. */
  readonly maxBytes?: number;
  /** Told in a sentence what could not be kept or used. */
  readonly note: (sentence: string) => void;
}

const MAX_BYTES = 256 * 2 ** 20;
const ENDING = ".cells";
/** Who cannot write by then does without: another process is at it. */
const LOCK_MAX_MS = 1_000;
/** What a process has left that ended while it wrote or read. */
const LEFT_OVER_MS = 10 * 60_000;

/** One for all sessions of a process. Processes that share the folder write one after the other. */
export class CellFolder implements CellStore {
  readonly #options: CellFolderOptions;
  #passing = 0;
  /** The end of the last change of the folder. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CellFolderOptions) {
    this.#options = options;
  }

  save(key: CellKey, cells: SavedCells, write: (path: string) => Promise<void>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const saved = this.#last.then(() => this.#save(key, cells, write, () => resolve(true)));
      this.#last = saved.then(resolve, reject);
    });
  }

  async settled(): Promise<void> {
    await this.#last;
  }

  async find(key: CellKey): Promise<KeptCells | undefined> {
    await this.#last;
    const path = this.#pathOf(key);
    const end = await this.#noted("read", () => readEnd(path));
    if (end === undefined || end === "none") return undefined;
    if (end !== "damaged" && end.key.name === key.name && end.key.fingerprint === key.fingerprint)
      return { cells: end.cells, use: (read) => this.#use(path, end, read) };
    await this.#discard(path);
    return undefined;
  }

  forget(isMeant: (name: string) => boolean): Promise<void> {
    return this.#oneByOne(() => this.#forget(isMeant));
  }

  /** False: the disk does not take it. `onWritten`: all that is left to be done is ours. */
  async #save(
    key: CellKey,
    cells: SavedCells,
    write: (path: string) => Promise<void>,
    onWritten: () => void,
  ): Promise<boolean> {
    const { folder } = this.#options;
    const path = this.#passingName("part");
    const unlock = await this.#noted("written", async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return takeLock(join(folder, "lock"), { signal: AbortSignal.timeout(LOCK_MAX_MS), onWait: () => {} });
    });
    if (unlock === undefined) return false;
    try {
      const made = await this.#noted("written", async () => (await open(path, "wx", 0o600)).close().then(() => true));
      if (made === undefined) return false;
      await write(path);
      onWritten();
      await this.#noted("written", async () => {
        await closeCellFile(path, { key, cells });
        await rename(path, this.#pathOf(key));
        await this.#makeRoom();
      });
      return true;
    } finally {
      await rm(path, { force: true }).catch(() => undefined);
      await unlock();
    }
  }

  /** The file gets a second name for as long as it is read: another process may put a newer one in its place meanwhile. */
  async #use(path: string, end: CellFileEnd, read: (path: string) => Promise<void>): Promise<boolean> {
    const own = this.#passingName("used");
    try {
      const isGood = await this.#noted("read", async () => {
        await link(path, own).catch(() => copyFile(path, own, constants.COPYFILE_EXCL));
        const { size } = await stat(own);
        return hasCellChecksum(own, size, end.checksum);
      });
      if (isGood === true) {
        await read(own);
        const now = new Date();
        await utimes(own, now, now).catch(() => undefined);
      } else if (isGood === false) await this.#discard(path);
      return isGood === true;
    } finally {
      await rm(own, { force: true }).catch(() => undefined);
    }
  }

  async #discard(path: string): Promise<void> {
    this.#options.note(`${path} is damaged or was made by another version, and is not used.`);
    await rm(path, { force: true }).catch(() => undefined);
  }

  /** Deletes what was not used for the longest time, until the rest may stay, and what nobody finished. */
  async #makeRoom(): Promise<void> {
    const { folder, maxBytes = MAX_BYTES } = this.#options;
    const files = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const found = await stat(join(folder, name)).catch(() => undefined);
        return { name, size: found?.size ?? 0, usedAt: found?.mtimeMs ?? 0 };
      }),
    );
    let kept = 0;
    for (const { name, size, usedAt } of files.sort((a, b) => b.usedAt - a.usedAt)) {
      if (name.endsWith(ENDING)) kept += size;
      const isOver = name.endsWith(ENDING) && kept > maxBytes;
      const isLeftOver = isPassing(name) && Date.now() - usedAt > LEFT_OVER_MS;
      if (isOver || isLeftOver) await rm(join(folder, name), { force: true });
      if (isOver) kept -= size;
    }
  }

  async #forget(isMeant: (name: string) => boolean): Promise<void> {
    const { folder } = this.#options;
    await this.#noted("deleted", async () => {
      for (const file of await readdir(folder).catch(() => [])) {
        if (!file.endsWith(ENDING) && !isPassing(file)) continue;
        const path = join(folder, file);
        const end = await readEnd(path).catch(() => "damaged" as const);
        if (typeof end === "string" || isMeant(end.key.name)) await rm(path, { force: true });
      }
    });
  }

  #pathOf({ name, fingerprint }: CellKey): string {
    return join(this.#options.folder, `${nameOf(name)}-${fingerprint.slice(0, 16)}${ENDING}`);
  }

  #passingName(purpose: "part" | "used"): string {
    this.#passing += 1;
    return join(this.#options.folder, `${process.pid}-${this.#passing}.${purpose}`);
  }

  #oneByOne<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Undefined where the disk does not do it. */
  async #noted<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#options.note(`What the model has read could not be ${what} in ${this.#options.folder} (${why}).`);
      return undefined;
    }
  }
}

/** The paths of documents are not to be read off the folder. */
function nameOf(document: string): string {
  return createHash("sha256").update(document).digest("hex").slice(0, 32);
}

function isPassing(name: string): boolean {
  return name.endsWith(".part") || name.endsWith(".used");
}

async function readEnd(path: string): Promise<CellFileEnd | "damaged" | "none"> {
  const handle = await open(path, "r").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
  if (handle === undefined) return "none";
  try {
    return (await readCellFileEnd(handle)) ?? "damaged";
  } finally {
    await handle.close();
  }
}
