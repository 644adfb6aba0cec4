/**
 * What is passed over where brackets are counted: comments, strings and regular expressions. A text is walked once, from its
 * start to its end. An end that was looked for further on is remembered, so that no text makes the walk read a part twice.
 */

import { characterEnd, type Language, startsLineComment } from "../languages/languages.ts";

/** A regular expression and its end on the same line; a longer one is none. */
const REGEX = /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n]){0,200}\]|[^/\\[\n]){1,500}\//y;
/** Nothing can be divided behind these. */
const BEFORE_REGEX =
  /(?:[(=,:[!&|?{;%~]|(?<!\+)\+|(?<!-)-|=>|\b(?:return|typeof|case|await|yield|throw|void|delete|else|of|in))$/;
/** White space further in front of one is not looked at. */
const REGEX_INDENT = 80;

/** The last character of the regular expression that starts at `offset`. */
export function regexEnd(text: string, offset: number): number | undefined {
  if (text[offset] !== "/") return undefined;
  if (!BEFORE_REGEX.test(text.slice(Math.max(0, offset - REGEX_INDENT), offset).trimEnd())) return undefined;
  REGEX.lastIndex = offset;
  const length = REGEX.exec(text)?.[0].length;
  return length === undefined ? undefined : offset + length - 1;
}

/** The patterns in front of the first bracket of a line in a shell's `case`. */
const CASE_PATTERNS = /^\s*[^\s()|]+(?:\s*\|\s*[^\s()|]+)*\s*$/;

/** Offsets that are asked about must not go back. */
export class Skips {
  readonly #text: string;
  readonly #language: Language;
  /** The line of the offset asked about last. */
  #lineStart = 0;
  #lineEnd: number;
  #indentEnd: number | undefined;
  /** The first closer of a kind of comment, and the first end of a string or of its line, behind what was asked about. */
  readonly #closers = new Map<string, number>();
  readonly #stops = new Map<string, number>();
  #patternsAskedAt = -1;

  constructor(text: string, language: Language) {
    this.#text = text;
    this.#language = language;
    this.#lineEnd = this.#endOfLine(0);
  }

  /** The last character of the comment or regular expression that starts at `offset`. */
  endAt(offset: number): number | undefined {
    return this.#commentEnd(offset) ?? regexEnd(this.#text, offset) ?? characterEnd(this.#text, offset, this.#language);
  }

  /** Where the string that starts at `start` is closed on its line. */
  stringEnd(start: number): number | undefined {
    const quote = this.#text[start]!;
    let stop = this.#stops.get(quote) ?? -1;
    if (stop <= start) {
      stop = start + 1;
      while (stop < this.#text.length && this.#text[stop] !== quote && this.#text[stop] !== "\n")
        stop += this.#text[stop] === "\\" ? 2 : 1;
      this.#stops.set(quote, stop);
    }
    return this.#text[stop] === quote ? stop : undefined;
  }

  /** No line feed stands at `offset` or behind. */
  isLastLine(offset: number): boolean {
    this.#moveTo(offset);
    return this.#lineEnd === this.#text.length;
  }

  /**
   * Whether the bracket ends a pattern of a shell's `case`, which no bracket opens:
   *
   *     case $1 in
   *       -h | --help) usage ;;
   */
  endsPattern(offset: number): boolean {
    if (this.#text[offset] !== ")") return false;
    this.#moveTo(offset);
    // Behind another bracket none is.
    if (this.#patternsAskedAt === this.#lineStart) return false;
    this.#patternsAskedAt = this.#lineStart;
    if (!CASE_PATTERNS.test(this.#text.slice(this.#lineStart, offset))) return false;
    const before = this.#text.slice(Math.max(0, this.#lineStart - 200), this.#lineStart).trimEnd();
    if (before.endsWith(";;") || before.endsWith(";;&")) return true;
    return /\bin$/.test(before) && /\bcase\b/.test(before.slice(before.lastIndexOf("\n") + 1));
  }

  /** Only at the start of a line a comment may go over several. */
  #commentEnd(offset: number): number | undefined {
    for (const [open, close] of this.#language.blockComments) {
      if (!this.#text.startsWith(open, offset)) continue;
      const closed = this.#closerFrom(close, offset + open.length);
      const end = Math.min(this.#text.length, closed + close.length);
      this.#moveTo(offset);
      if (this.#isIndent(offset) || (closed < this.#text.length && end <= this.#lineEnd)) return end - 1;
    }
    if (!startsLineComment(this.#text, offset, this.#language)) return undefined;
    this.#moveTo(offset);
    return this.#lineEnd - 1;
  }

  /** The text's length where there is none. */
  #closerFrom(close: string, offset: number): number {
    let closer = this.#closers.get(close) ?? -1;
    if (closer < offset) {
      closer = this.#text.indexOf(close, offset);
      if (closer < 0) closer = this.#text.length;
      this.#closers.set(close, closer);
    }
    return closer;
  }

  /** Only white space stands in front of `offset` on its line. */
  #isIndent(offset: number): boolean {
    if (this.#indentEnd === undefined) {
      this.#indentEnd = this.#lineStart;
      while (this.#indentEnd < this.#lineEnd && /\s/.test(this.#text[this.#indentEnd]!)) this.#indentEnd += 1;
    }
    return offset <= this.#indentEnd;
  }

  #moveTo(offset: number): void {
    while (this.#lineEnd < offset) {
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = this.#endOfLine(this.#lineStart);
      this.#indentEnd = undefined;
    }
  }

  #endOfLine(start: number): number {
    const end = this.#text.indexOf("\n", start);
    return end < 0 ? this.#text.length : end;
  }
}
