/** Strings that go over line ends, here-documents among them, and comments: where they begin and end in a text. */

import { characterEnd, isQuote, type Language, startsLineComment } from "../languages/languages.ts";
import { regexEnd } from "./skips.ts";

/** What a place stands in, and what ends it. */
export interface Within {
  readonly kind: "string" | "comment";
  /** A line feed ends a comment of one line. */
  readonly close: string;
  /** The closer is the first thing in its line: the name of a here-document. */
  readonly startsLine: boolean;
  /** A back-slash is one like other signs. */
  readonly isRaw: boolean;
  /** Other here-documents that follow this one. */
  readonly others: readonly string[];
}

/** From the first character of what opens it, or of letters that belong to it, to behind its closer or the end of the text. */
export interface StringSpan {
  readonly start: number;
  readonly end: number;
}

export interface LongStrings {
  /** As long as the text, with the same line feeds; what those strings hold, and what the text begins in, is a word. */
  readonly code: string;
  /** Strings of several lines; those that begin with more than a sign, also where they end on their line. */
  readonly strings: readonly StringSpan[];
  /** What the end of the text stands in. */
  readonly within: Within | undefined;
}

/** `within`: what the text begins in. */
export function findLongStrings(text: string, language: Language, within?: Within): LongStrings {
  const scan = new Scan(text, language);
  if (within !== undefined) scan.pass({ start: 0, inside: 0, within });
  for (let next = scan.next(); next !== undefined; next = scan.next()) scan.pass(next);
  return scan.result;
}

/** So much text in front of a place is looked at. */
const BEFORE_CHARS = 30_000;

/** What the place behind `before` stands in. */
export function findWithin(before: string, language: Language): Within | undefined {
  const from = before.length <= BEFORE_CHARS ? 0 : before.lastIndexOf("\n", before.length - BEFORE_CHARS) + 1;
  return findLongStrings(before.slice(from), language).within;
}

/** Something that begins in a text: at `start`, its content at `inside`. */
interface Beginning {
  readonly start: number;
  readonly inside: number;
  readonly within: Within;
}

/** A string between single signs that goes over more lines than this is none: a sign stood alone. */
const MOST_LINES = 40;

class Scan {
  readonly #text: string;
  readonly #language: Language;
  /** What begins further behind, and does not end, may have more lines to come. */
  readonly #lastStray: number;
  #at = 0;
  /** Here-documents that begin with the next line. */
  #waiting: string[] = [];
  /** Where the first of them is announced. */
  #announced = 0;
  readonly #pieces: string[] = [];
  #done = 0;
  readonly #strings: StringSpan[] = [];
  #within: Within | undefined;

  constructor(text: string, language: Language) {
    this.#text = text;
    this.#language = language;
    this.#lastStray = placeBefore(MOST_LINES, text);
  }

  get result(): LongStrings {
    const code = this.#pieces.join("") + this.#text.slice(this.#done);
    const waiting = this.#hereDocuments();
    if (waiting === undefined) return { code, strings: this.#strings, within: this.#within };
    const announced = { start: this.#announced, end: this.#text.length };
    return { code, strings: [...this.#strings, announced], within: waiting };
  }

  /** The next thing that begins in code. */
  next(): Beginning | undefined {
    while (this.#at < this.#text.length) {
      const begun = this.#beginningAt(this.#at);
      if (begun !== undefined) return begun;
      this.#at = this.#behind(this.#at);
    }
    return undefined;
  }

  /** Goes on behind what has begun. */
  pass({ start, inside, within }: Beginning): void {
    const end = this.#endOf(inside, within);
    if (end === undefined && isSingleSign(within) && inside <= this.#lastStray) {
      this.#at = inside;
      return;
    }
    const stop = end ?? this.#text.length;
    const isLong = end === undefined || inside - start > 1 || this.#text.slice(start, stop).includes("\n");
    this.#at = stop;
    if (end === undefined) this.#within = within;
    if (within.kind === "string" && isLong) this.#strings.push({ start: this.#startOf(start, within), end: stop });
    // What stands in one line is known by its signs.
    const isInherited = inside === start && !within.startsLine;
    if (within.kind === "comment" ? !isInherited : !isLong) return;
    this.#pieces.push(this.#text.slice(this.#done, start), this.#text.slice(start, stop).replace(/[^\n]/g, "s"));
    this.#done = stop;
  }

  #startOf(start: number, { startsLine }: Within): number {
    return startsLine && start > 0 ? this.#announced : wordStart(this.#text, start);
  }

  #beginningAt(at: number): Beginning | undefined {
    const { blockComments, longStrings } = this.#language;
    const begins = (pair: readonly [string, string]) => this.#text.startsWith(pair[0], at);
    const waiting = this.#text[at] === "\n" ? this.#hereDocuments() : undefined;
    if (waiting !== undefined) {
      this.#waiting = [];
      return { start: at + 1, inside: at + 1, within: waiting };
    }
    const block = blockComments.find(begins);
    if (block !== undefined)
      return { start: at, inside: at + block[0].length, within: toWithin("comment", block[1], true) };
    if (startsLineComment(this.#text, at, this.#language))
      return { start: at, inside: at + 1, within: toWithin("comment", "\n", true) };
    const string = longStrings.find((pair) => begins(pair) && this.#mayBegin(at, pair[0]));
    if (string === undefined) return undefined;
    return {
      start: at,
      inside: at + string[0].length,
      within: toWithin("string", string[1], isRaw(string[0], this.#language)),
    };
  }

  #hereDocuments(): Within | undefined {
    const [close, ...others] = this.#waiting;
    return close === undefined ? undefined : { kind: "string", close, startsLine: true, isRaw: true, others };
  }

  #mayBegin(at: number, opener: string): boolean {
    if (/^\w/.test(opener)) return !/[\p{L}\p{N}_]/u.test(this.#text[at - 1] ?? " ");
    if (opener.length > 1) return true;
    return isQuote(this.#text, at, this.#language);
  }

  /** Behind what stands at `at` in code: a sign, or a string that ends on its line. */
  #behind(at: number): number {
    const sign = this.#text[at]!;
    if (sign === "\\") return at + 2;
    const regex = regexEnd(this.#text, at);
    if (regex !== undefined) return regex + 1;
    if (sign === "<") return this.#noteHereDocument(at) ?? at + 1;
    if (!isQuote(this.#text, at, this.#language)) return (characterEnd(this.#text, at, this.#language) ?? at) + 1;
    for (let end = at + 1; end < this.#text.length && this.#text[end] !== "\n"; end += 1) {
      if (this.#text[end] === "\\") end += 1;
      else if (this.#text[end] === sign) return end + 1;
    }
    return at + 1;
  }

  #noteHereDocument(at: number): number | undefined {
    const opener = this.#language.hereDocument;
    if (opener === undefined || this.#text[at - 1] === "<") return undefined;
    const found = new RegExp(opener.source, "y");
    found.lastIndex = at;
    const tag = found.exec(this.#text)?.[2];
    if (tag === undefined) return undefined;
    if (this.#waiting.length === 0) this.#announced = at;
    this.#waiting.push(tag);
    return found.lastIndex;
  }

  #endOf(from: number, within: Within): number | undefined {
    if (within.kind === "comment") {
      const found = this.#text.indexOf(within.close, from);
      // The line feed is code again.
      return found < 0 ? undefined : found + (within.close === "\n" ? 0 : within.close.length);
    }
    if (within.startsLine) return this.#endOfHereDocuments(from, [within.close, ...within.others]);
    if (within.isRaw) return endOfRawString(this.#text, from, within.close);
    return endOfString(this.#text, from, within.close, this.#language);
  }

  #endOfHereDocuments(from: number, tags: readonly string[]): number | undefined {
    let at = from;
    for (const tag of tags) {
      const end = endOfHereDocument(this.#text, at, tag);
      if (end === undefined) return undefined;
      at = end;
    }
    return at;
  }
}

function toWithin(kind: Within["kind"], close: string, isRaw: boolean): Within {
  return { kind, close, startsLine: false, isRaw, others: [] };
}

/** `r#"C:\"#`, `@"C:\"`, `[[C:\]]`, back-ticks without holes. */
function isRaw(opener: string, { hole }: Language): boolean {
  return /^(?:r#|R"|@|\[)/.test(opener) || (opener === "`" && hole === undefined);
}

function isSingleSign({ kind, close, startsLine }: Within): boolean {
  return kind === "string" && !startsLine && close.length === 1;
}

/** The last place that so many lines follow; -1 where there is none. */
function placeBefore(lines: number, text: string): number {
  let at = text.length;
  for (let count = 0; count < lines && at >= 0; count += 1) at = at === 0 ? -1 : text.lastIndexOf("\n", at - 1);
  return at;
}

/** Letters right in front of a string belong to it. */
function wordStart(text: string, start: number): number {
  const before = /(?<![\p{L}\p{N}_])[A-Za-z$@]{1,4}$/u.exec(text.slice(Math.max(0, start - 5), start))?.[0] ?? "";
  return start - before.length;
}

/** Strings within code within strings are followed so deep. */
const MOST_DEPTH = 6;

/** Behind the closer of a string whose content begins at `from`; undefined where the text ends first. */
function endOfString(text: string, from: number, close: string, language: Language, depth = 0): number | undefined {
  const hole = close === "`" ? language.hole : undefined;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(close, at)) return at + close.length;
    else if (hole !== undefined && text.startsWith(hole, at)) {
      const end = endOfHole(text, at + hole.length, language, depth + 1);
      if (end === undefined) return undefined;
      at = end - 1;
    }
  }
  return undefined;
}

/** The same where no sign is escaped; a quotation mark stands there twice. */
function endOfRawString(text: string, from: number, close: string): number | undefined {
  let at = text.indexOf(close, from);
  while (close === '"' && at >= 0 && text[at + 1] === close) at = text.indexOf(close, at + 2);
  return at < 0 ? undefined : at + close.length;
}

/** Behind a piece of code within a string. */
function endOfHole(text: string, from: number, language: Language, depth: number): number | undefined {
  if (depth > MOST_DEPTH) return undefined;
  let open = 0;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at]!;
    if (isQuote(text, at, language)) {
      const end = endOfString(text, at + 1, sign, language, depth);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (sign === "{") open += 1;
    else if (sign === "}") {
      if (open === 0) return at + 1;
      open -= 1;
    }
  }
  return undefined;
}

/** Behind the name that ends a here-document which begins at `from`, the start of a line. */
function endOfHereDocument(text: string, from: number, tag: string): number | undefined {
  for (let line = from; line <= text.length; ) {
    const end = text.indexOf("\n", line);
    const content = text.slice(line, end < 0 ? text.length : end);
    const indent = content.length - content.trimStart().length;
    if (content.startsWith(tag, indent) && !/^\w/.test(content.slice(indent + tag.length)))
      return line + indent + tag.length;
    if (end < 0) return undefined;
    line = end + 1;
  }
  return undefined;
}
