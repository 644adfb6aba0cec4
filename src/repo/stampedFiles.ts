/** The files of some folders that may be shown, each read again only when it has changed. */

import { promises } from "node:fs";
import { isIndexedText, MOST_FILE_BYTES } from "./fileRules.ts";
import { walkFiles } from "./folderWalk.ts";
import { type FileFacts, isSameState } from "./indexedFile.ts";
import { isInFolders } from "./repoScan.ts";

/** Files of all folders together. */
const MOST_FILES = 20_000;

/** A file is as it was when it was read. */
export const UNCHANGED = Symbol("unchanged");
/** There is a folder. */
export const FOLDER = Symbol("folder");

export class StampedFiles {
  readonly #roots: readonly string[];
  readonly #globs: readonly string[];
  readonly #stamps = new Map<string, FileFacts>();
  /** Paths that the rules of ignored files let pass. */
  #walked = new Set<string>();

  /** `roots`: absolute, with `/`, none at the end. `globs`: the user's, of files to leave alone. */
  constructor(roots: readonly string[], globs: readonly string[]) {
    this.#roots = roots;
    this.#globs = globs;
  }

  /** All paths; not all when it was stopped. `breathe` is awaited between small pieces of work. */
  async walk(shouldStop: () => boolean, breathe: () => Promise<unknown>): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const root of this.#roots) {
      const options = { globs: this.#globs, most: MOST_FILES - found.size, shouldStop, breathe };
      for await (const path of walkFiles(root, options)) found.add(`${root}/${path}`);
    }
    this.#walked = found;
    return found;
  }

  /** Undefined: it is not there, or too large. */
  async read(path: string): Promise<string | typeof UNCHANGED | typeof FOLDER | undefined> {
    const stat = await promises.lstat(path).catch(() => undefined);
    const known = this.#stamps.get(path);
    if (stat?.isDirectory()) return FOLDER;
    if (stat === undefined || !stat.isFile() || stat.size > MOST_FILE_BYTES) {
      this.#stamps.delete(path);
      return undefined;
    }
    if (isSameState(known, stat)) return UNCHANGED;
    this.#stamps.set(path, { size: stat.size, mtimeMs: stat.mtimeMs });
    return promises.readFile(path, "utf8").catch(() => undefined);
  }

  async isShown(path: string, text: string): Promise<boolean> {
    if (!isIndexedText(path, text, this.#globs)) return false;
    return this.#walked.has(path) || isInFolders(path, { roots: this.#roots, globs: this.#globs });
  }

  /** It is read again whatever it is. */
  forget(path: string): void {
    this.#stamps.delete(path);
  }
}
