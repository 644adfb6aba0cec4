/** The lines of indexed files, read again when they are shown: the index itself holds no text. */

import { readFileSync } from "node:fs";
import { isIndexedText } from "./fileRules.ts";
import { hashText } from "./indexedFile.ts";
import { ShownLines } from "./shownLines.ts";

/** UTF-16 units of all texts that are kept. */
const MOST_KEPT = 8_000_000;
/** Paths of texts that were judged: all files of a large repository. */
const MOST_FIT = 200_000;

interface Kept {
  readonly lines: ShownLines;
  readonly hash: number;
  readonly size: number;
}

/** Bytes that are no UTF-8 become the sign for it: two states of a file are told apart all the same. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

export class RepoTexts {
  /** The one used last is the last. */
  readonly #kept = new Map<string, Kept>();
  #size = 0;
  /** The text of a path that was found fit to be shown last, as a hash: it is not judged again. */
  readonly #fit = new Map<string, number>();

  /** The lines of a file whose content has this hash; undefined when it has another by now. */
  linesOf(path: string, hash: number, globs: readonly string[]): ShownLines | undefined {
    const known = this.#kept.get(path);
    if (known?.hash === hash) {
      this.#kept.delete(path);
      this.#kept.set(path, known);
      return known.lines;
    }
    this.forget(path);
    const text = readText(path);
    if (text === undefined || hashText(text) !== hash) return undefined;
    if (this.#fit.get(path) !== hash) {
      if (!isIndexedText(path, text, globs)) return undefined;
      this.foundFit(path, hash);
    }
    const kept = { lines: ShownLines.ofText(text), hash, size: text.length };
    this.#kept.set(path, kept);
    this.#size += kept.size;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= MOST_KEPT) break;
      this.forget(oldest);
    }
    return kept.lines;
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
