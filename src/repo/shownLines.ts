/** A text's lines as they may leave their file, and the names in them: what is asked for is looked at, and only once. */

import { hasSecretToken } from "../core/excluded/secretTokens.ts";
import { toRawLines } from "./fileRules.ts";
import { namesIn } from "./terms.ts";

/** What is known of a line. */
const UNREAD = 0;
const SHOWN = 1;
const HIDDEN = 2;

export class ShownLines {
  readonly #lines: readonly string[];
  readonly #known: Uint8Array;
  readonly #names: (readonly string[] | undefined)[] = [];

  private constructor(lines: readonly string[], known: number) {
    this.#lines = lines;
    this.#known = new Uint8Array(lines.length).fill(known);
  }

  static ofText(text: string): ShownLines {
    return new ShownLines(toRawLines(text), UNREAD);
  }

  /** Of lines that `toIndexedLines` gave. */
  static ofIndexed(lines: readonly string[]): ShownLines {
    return new ShownLines(lines, SHOWN);
  }

  get length(): number {
    return this.#lines.length;
  }

  /** Empty where it holds a key or a token. */
  at(line: number): string {
    const text = this.#lines[line]!;
    if (this.#known[line] === UNREAD) this.#known[line] = hasSecretToken(text) ? HIDDEN : SHOWN;
    return this.#known[line] === HIDDEN ? "" : text;
  }

  /** Lines [start, end), those that there are. */
  slice(start: number, end: number): string[] {
    const last = Math.min(end, this.length);
    return Array.from({ length: Math.max(0, last - start) }, (_, at) => this.at(start + at));
  }

  /** Each once, in their order. */
  namesAt(line: number): readonly string[] {
    const known = this.#names[line];
    if (known !== undefined) return known;
    const names = [...new Set(namesIn(this.at(line)))];
    this.#names[line] = names;
    return names;
  }
}
