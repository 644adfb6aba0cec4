/** The lines of indexed files: kept as long as there is room, else read again when they are shown. The index itself holds no text. */

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { isIndexedText, MOST_FILE_BYTES } from "./fileRules.ts";
import { type FileStamp, hashBytes, isSameState } from "./indexedFile.ts";
import { ShownLines } from "./shownLines.ts";

/** UTF-16 units of all texts that are kept. */
const MOST_KEPT = 8_000_000;
/** Paths of texts that were judged: all files of a large repository. */
const MOST_FIT = 200_000;

interface Kept {
  readonly lines: ShownLines;
  readonly hash: number;
  readonly size: number;
  /** Nobody has asked for it yet. */
  isAhead: boolean;
}

/** For one file after another: memory for each would be what the garbage collector is called for. No indexed file fills it. */
const scratch = Buffer.alloc(MOST_FILE_BYTES + 1);

/** All bytes of a file that is not longer than indexed ones are; good until the next is read. Undefined: it is not there, or may not be read. */
function readBytes(path: string): Buffer | undefined {
  try {
    const file = openSync(path, "r");
    try {
      let [length, read] = [0, 1];
      while (read > 0 && length < scratch.length) {
        read = readSync(file, scratch, length, scratch.length - length, null);
        length += read;
      }
      return scratch.subarray(0, length);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** As the file system says. */
function isUnchanged(path: string, stamp: FileStamp): boolean {
  try {
    return isSameState(stamp, statSync(path));
  } catch {
    return false;
  }
}

export class RepoTexts {
  /** The one used last is the last. */
  readonly #kept = new Map<string, Kept>();
  #size = 0;
  /** The text of a path that was found fit to be shown last, as a hash: it is not judged again. */
  readonly #fit = new Map<string, number>();

  /** The lines of a file as it was when it had this stamp; undefined when it is another by now. */
  linesOf(path: string, stamp: FileStamp, globs: readonly string[]): ShownLines | undefined {
    const known = this.#kept.get(path);
    if (known?.hash !== stamp.hash || (known.isAhead && !isUnchanged(path, stamp)))
      return this.#read(path, stamp, globs);
    known.isAhead = false;
    this.#kept.delete(path);
    this.#kept.set(path, known);
    return known.lines;
  }

  #read(path: string, { hash }: FileStamp, globs: readonly string[], isAhead = false): ShownLines | undefined {
    this.forget(path);
    const bytes = readBytes(path);
    if (bytes === undefined || hashBytes(bytes) !== hash) return undefined;
    const text = bytes.toString();
    if (this.#fit.get(path) !== hash) {
      if (!isIndexedText(path, text, globs)) return undefined;
      this.foundFit(path, hash);
    }
    const kept = { lines: ShownLines.ofText(text), hash, size: text.length, isAhead };
    this.#keep(path, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= MOST_KEPT) break;
      this.forget(oldest);
    }
    return kept.lines;
  }

  /** A file was read for the index, with lines as `toIndexedLines` gave them: it is fit, and kept while there is room. */
  wasRead(
    path: string,
    hash: number,
    { text, lines }: { readonly text: string; readonly lines: readonly string[] },
  ): void {
    this.foundFit(path, hash);
    if (!this.#hasRoom(path, text.length)) return;
    this.#keep(path, { lines: ShownLines.ofIndexed(lines), hash, size: text.length, isAhead: true });
  }

  /** A file is as it was when it was indexed in another life: it is read before anybody asks while there is room. */
  readAhead(path: string, stamp: FileStamp, globs: readonly string[]): void {
    if (this.#hasRoom(path, stamp.size)) this.#read(path, stamp, globs, true);
  }

  /** Nothing makes room for what nobody has asked for. */
  #hasRoom(path: string, size: number): boolean {
    return this.#size + size <= MOST_KEPT && !this.#kept.has(path);
  }

  #keep(path: string, kept: Kept): void {
    this.#kept.set(path, kept);
    this.#size += kept.size;
  }

  /** A text with this hash holds nothing that must not be shown. */
  foundFit(path: string, hash: number): void {
    if (this.#fit.size >= MOST_FIT) this.#fit.clear();
    this.#fit.set(path, hash);
  }

  forget(path: string): void {
    this.#size -= this.#kept.get(path)?.size ?? 0;
    this.#kept.delete(path);
  }
}
