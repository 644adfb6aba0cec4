/** A text's lines as they may leave their file, and the names in them: what is asked for is looked at, and only once. */

import { hasSecretToken } from "../core/excluded/secretTokens.ts";
import { withLineFeeds } from "./fileRules.ts";
import { namesIn } from "./terms.ts";

/** What is known of a line. */
const UNREAD = 0;
const SHOWN = 1;
const HIDDEN = 2;
const NO_NAMES: readonly string[] = [];

export class ShownLines {
  /** Lines are cut out of it when they are wanted: a string for each of them is what the garbage collector spends its time on. */
  readonly #text: string;
  /** Where each line begins, and at last where one more would. */
  readonly #starts: Uint32Array;
  readonly #known: Uint8Array;
  readonly #names: (readonly string[] | undefined)[];

  /** `text` with LF. */
  private constructor(text: string, known: number) {
    this.#text = text;
    this.#starts = startsOf(text);
    this.#known = new Uint8Array(this.length).fill(known);
    this.#names = new Array(this.length);
  }

  static ofText(text: string): ShownLines {
    return new ShownLines(withLineFeeds(text), UNREAD);
  }

  /** Of lines that `toIndexedLines` gave. */
  static ofIndexed(lines: readonly string[]): ShownLines {
    return new ShownLines(lines.join("\n"), SHOWN);
  }

  get length(): number {
    return this.#starts.length - 1;
  }

  /** Empty where it holds a key or a token. */
  at(line: number): string {
    if (this.#known[line] === HIDDEN) return "";
    const text = this.#text.slice(this.#starts[line]!, this.#starts[line + 1]! - 1);
    if (this.#known[line] === SHOWN) return text;
    const isHidden = hasSecretToken(text);
    this.#known[line] = isHidden ? HIDDEN : SHOWN;
    return isHidden ? "" : text;
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
    const found = namesIn(this.at(line));
    const names = found.length === 0 ? NO_NAMES : found.length === 1 ? found : [...new Set(found)];
    this.#names[line] = names;
    return names;
  }
}

/** Used by one text after another. */
let scratch = new Uint32Array(4096);

function startsOf(text: string): Uint32Array {
  let count = 1;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
    if (count + 1 >= scratch.length) scratch = withRoom(scratch);
    scratch[count++] = end + 1;
  }
  scratch[count++] = text.length + 1;
  return scratch.slice(0, count);
}

function withRoom(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
