/** Keeps what the project files of some folders say of where modules are. */

import { promises } from "node:fs";
import {
  extendedBy,
  isProjectFile,
  MOST_EXTENDED,
  type ModuleLayout,
  PROJECT_FILES,
  readLayout,
} from "./moduleLayout.ts";
import { parentOf } from "./paths.ts";

/** Of a monorepo's many packages so many are read. */
const MOST_FILES = 500;
/** A longer one is no configuration. */
const MOST_BYTES = 256 * 1024;

export class ModuleLayouts {
  readonly #texts = new Map<string, string>();
  #layout: ModuleLayout | undefined;

  get now(): ModuleLayout {
    this.#layout ??= readLayout(this.#texts);
    return this.#layout;
  }

  /** All files there are: what is not among them is forgotten. */
  async readAll(paths: Iterable<string>): Promise<void> {
    const wanted: string[] = [];
    for (const path of paths) if (wanted.length < MOST_FILES && isProjectFile(path)) wanted.push(path);
    this.#texts.clear();
    this.#layout = undefined;
    for (const path of wanted) await this.#read(path, MOST_EXTENDED);
  }

  /** Those in the folders from a file's own up to `root`. */
  async readAbove(path: string, root: string): Promise<void> {
    for (let folder = parentOf(path); folder.startsWith(root) && folder !== ""; folder = parentOf(folder))
      for (const name of PROJECT_FILES)
        if (!this.#texts.has(`${folder}/${name}`)) await this.#read(`${folder}/${name}`, MOST_EXTENDED);
  }

  /** A file was changed, made or taken away. */
  async changed(path: string): Promise<void> {
    if (isProjectFile(path) || this.#texts.has(path)) await this.#read(path, MOST_EXTENDED);
  }

  async #read(path: string, left: number): Promise<void> {
    const text = await readShort(path);
    this.#layout = undefined;
    if (text === undefined) this.#texts.delete(path);
    else {
      this.#texts.set(path, text);
      for (const other of left === 0 ? [] : extendedBy(path, text))
        if (!this.#texts.has(other)) await this.#read(other, left - 1);
    }
  }
}

/** What project files among all files of some folders say. */
export async function readLayoutOf(paths: Iterable<string>): Promise<ModuleLayout> {
  const layouts = new ModuleLayouts();
  await layouts.readAll(paths);
  return layouts.now;
}

/** Undefined: it is not there, may not be read, or is no configuration. */
async function readShort(path: string): Promise<string | undefined> {
  try {
    const { size } = await promises.stat(path);
    return size > MOST_BYTES ? undefined : await promises.readFile(path, "utf8");
  } catch {
    return undefined;
  }
}
