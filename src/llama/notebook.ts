/** A small file in the storage folder in which something found out at a cost is noted for the next process. */

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The oldest notes make room for new ones. */
const MOST_NOTES = 200;

/** Without a folder, or when it cannot be written, nothing is kept. */
export class Notebook {
  readonly #path: string | undefined;
  readonly #onDamaged: (sentence: string) => void;

  /** `onDamaged` is told once in a sentence when what stands there cannot be read. */
  constructor(storageFolder: string | undefined, name: string, onDamaged: (sentence: string) => void = () => {}) {
    this.#path = storageFolder === undefined ? undefined : join(storageFolder, name);
    this.#onDamaged = onDamaged;
  }

  async read(): Promise<Readonly<Record<string, unknown>>> {
    if (this.#path === undefined) return {};
    try {
      const value: unknown = JSON.parse(await readFile(this.#path, "utf8"));
      return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
    } catch (error) {
      // Not there yet, or damaged: everything is found out once more.
      if (codeOf(error) !== "ENOENT") this.#onDamaged(`${this.#path} cannot be read and is begun anew (${error}).`);
      return {};
    }
  }

  /** All notes go. */
  async clear(): Promise<void> {
    if (this.#path !== undefined) await rm(this.#path, { force: true }).catch(() => undefined);
  }

  /** Takes the place of the notes that `isReplaced` by this one. Written beside and renamed, so that two windows at once leave one whole file. */
  async note(key: string, value: string, isReplaced: (key: string) => boolean = () => false): Promise<void> {
    if (this.#path === undefined) return;
    const others = Object.entries(await this.read()).filter(([other]) => other !== key && !isReplaced(other));
    const temporary = `${this.#path}.${process.pid}.${performance.now()}`;
    try {
      await makeFolder(dirname(this.#path));
      const notes = [...others, [key, value]].slice(-MOST_NOTES);
      await writeFile(temporary, JSON.stringify(Object.fromEntries(notes)), { mode: 0o600 });
      await rename(temporary, this.#path);
    } catch {
      // Read-only or full storage costs the same work next time, nothing else.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

/**
 * Makes a folder and those above it. Not `mkdir` with `recursive`, which tries for ever where a parent is there and the
 * system says all the same that it is not (below `/proc`).
 */
async function makeFolder(path: string): Promise<void> {
  const make = (folder: string): Promise<unknown> => mkdir(folder).catch((error: unknown) => codeOf(error));
  const code = await make(path);
  if (code === undefined || code === "EEXIST") return;
  const parent = dirname(path);
  if (code !== "ENOENT" || parent === path) throw new Error(`${path} cannot be made (${code})`);
  await makeFolder(parent);
  await mkdir(path).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
  });
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
