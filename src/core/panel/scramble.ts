/**
 * A text of the same shape that says nothing: each name, word and number becomes another one, the same one everywhere;
 * the words of the language, punctuation and white space stay. So a request can be shown to others as a test.
 */

import { findLanguage, isQuote, type Language } from "../languages/languages.ts";
import { RESERVED_WORDS } from "../languages/reservedWords.ts";
import { findLongStrings } from "../place/longStrings.ts";
import { Skips } from "../place/skips.ts";

/** A name with its parts, a number, or a word of a comment. */
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;
/** "parseHTTPRequest2" → "parse", "HTTP", "Request", "2". */
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|\p{Lu}|\p{N}+|[_$]+/gu;

/** A number with its base and unit: "0xFF", "10", "16px", "1e9", "42n". */
const NUMBER = /^(?:0[xX][\da-fA-F_]+|\d[\d_]*\p{L}{0,3}\d{0,3})$/u;

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const FOREIGN = "αβγδεζηθικλμνξοπρστυφχψω";
const DIGITS = "0123456789";

export class Scrambler {
  readonly #parts = new Map<string, string>();
  /** What no part may become: the parts of the texts, and what others became. */
  readonly #taken: Set<string>;
  #state: number;

  /** `texts`: all that will be scrambled, so that nothing becomes what stands in them. Another `seed` gives other words. */
  constructor(texts: readonly string[], seed: number) {
    this.#taken = new Set(
      texts.flatMap((text) => [...text.matchAll(WORD)].flatMap(([word]) => partsOf(word))).map(fold),
    );
    this.#state = seed >>> 0 || 1;
  }

  /** Nothing is left but the words of the language, and these not within strings and comments. A word that `cursor` cuts becomes two. */
  code(text: string, languageId: string, cursor = 0): { readonly text: string; readonly offset: number } {
    const isPrivate = privatePlaces(text, findLanguage(languageId));
    let made = "";
    let done = 0;
    let offset: number | undefined;
    const copyTo = (end: number): void => {
      if (offset === undefined && cursor <= end) offset = made.length + cursor - done;
      made += text.slice(done, end);
      done = end;
    };
    for (const { 0: word, index: at } of text.matchAll(WORD)) {
      copyTo(at);
      done = at + word.length;
      const isCut = at < cursor && cursor < done;
      if (isCut) {
        made += this.#word(word.slice(0, cursor - at));
        offset = made.length;
        made += this.#word(word.slice(cursor - at));
      } else made += RESERVED_WORDS.has(word) && !isPrivate(at) ? word : this.#word(word);
    }
    copyTo(text.length);
    return { text: made, offset: offset ?? made.length };
  }

  /** A path of the same depth and ending. */
  path(path: string): string {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const dot = name.lastIndexOf(".");
    const ending = dot > 0 && dot >= name.length - 12 ? name.slice(dot) : "";
    return this.code(path.slice(0, path.length - ending.length), "plaintext").text + ending;
  }

  #word(word: string): string {
    if (NUMBER.test(word)) return this.#number(word);
    return partsOf(word)
      .map((part) => (/^[_$]/.test(part) ? part : this.#part(part)))
      .join("");
  }

  /** Signs of a number stay what they are: a digit, a letter of its base, its unit. */
  #number(word: string): string {
    const known = this.#parts.get(word);
    if (known !== undefined) return known;
    const letter = /^0[xX]/.test(word) ? /[\da-fA-F]/g : /\d/g;
    const head = /^0[xXbBoO]/.exec(word)?.[0] ?? "";
    // None begins with a nought that it did not have: it would be one of another base.
    const made = word
      .slice(head.length)
      .replace(letter, (sign) => (sign === "0" ? sign : this.#pick(/\d/.test(sign) ? DIGITS.slice(1) : "abcdef")));
    this.#parts.set(word, head + made);
    return head + made;
  }

  #part(part: string): string {
    const key = fold(part);
    const known = this.#parts.get(key) ?? this.#invent(key);
    this.#parts.set(key, known);
    return recase(known, part);
  }

  /** A word of the same length; a longer one where all of that length are taken. */
  #invent(key: string): string {
    const length = [...key].length;
    for (let tries = 0; ; tries += 1) {
      const extra = Math.floor(tries / 50);
      const letters = [...key, ...Array.from({ length: extra }, () => [...key][length - 1]!)];
      const made = letters.map((letter) => this.#letter(letter)).join("");
      // Numbers within names are too few to be others than those that are there.
      if (/^\p{N}+$/u.test(made)) return made;
      if (this.#taken.has(made) || RESERVED_WORDS.has(made)) continue;
      this.#taken.add(made);
      return made;
    }
  }

  #letter(like: string): string {
    return this.#pick(/\p{N}/u.test(like) ? DIGITS : like < "\u0080" ? LOWER : FOREIGN);
  }

  #pick(letters: string): string {
    // xorshift32
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return letters[(this.#state >>> 0) % letters.length]!;
  }
}

function partsOf(word: string): string[] {
  const parts = word.match(PART) ?? [];
  // What no part covers would stand as it is.
  return parts.join("") === word ? parts : [word];
}

function fold(part: string): string {
  return part.toLowerCase();
}

/** The letters of `made` as large as those of `like` are. */
function recase(made: string, like: string): string {
  const upper = like.toUpperCase();
  if (like === like.toLowerCase()) return made;
  if (like === upper) return made.toUpperCase();
  return made.slice(0, 1).toUpperCase() + made.slice(1);
}

/** Whether a place stands in a string or a comment. Places must be asked about from left to right. */
function privatePlaces(text: string, language: Language): (at: number) => boolean {
  const long = findLongStrings(text, language);
  const spans = [...long.strings, ...shortSpans(text, language)].sort((one, other) => one.start - other.start);
  const within = long.within === undefined ? text.length : (spans.at(-1)?.start ?? text.length);
  let next = 0;
  let end = 0;
  return (at) => {
    for (; next < spans.length && spans[next]!.start <= at; next += 1) end = Math.max(end, spans[next]!.end);
    return at < end || at >= within;
  };
}

/** Comments, and strings of one line; one without an end goes to the end of its line. */
function shortSpans(text: string, language: Language): { readonly start: number; readonly end: number }[] {
  const skips = new Skips(text, language);
  const spans: { readonly start: number; readonly end: number }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    let end = skips.endAt(at);
    if (end === undefined && isQuote(text, at, language)) {
      const line = text.indexOf("\n", at);
      end = skips.stringEnd(at) ?? (line < 0 ? text.length : line);
    }
    if (end === undefined) continue;
    spans.push({ start: at, end: end + 1 });
    at = end;
  }
  return spans;
}
