/** Exactly the texts that can become one JSON value (RFC 8259), comments allowed: the grammar also takes several values. */

type Expected = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd" | "nothing";
type Opener = "[" | "{";

const MAY_CLOSE: readonly Expected[] = ["valueOrEnd", "keyOrEnd", "commaOrEnd"];

const SKIPPED = /(?:[ \t\r\n\uFEFF]|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))+/y;
/** No control character stands in a string as it is. */
const STRING = /"(?:[ !#-[\]-\uFFFF]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const UNFINISHED_ESCAPE = /\\(?:u[0-9a-fA-F]{0,3})?$/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const UNFINISHED_NUMBER = /-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:(?<=\d)[eE][+-]?)?)?$/y;
const WORDS = ["true", "false", "null"];

/** What was read of a text, and what may follow. */
interface Place {
  readonly read: string;
  readonly open: readonly Opener[];
  readonly expected: Expected;
}

const START: Place = { read: "", open: [], expected: "value" };

/** Whether some continuation of `text` is one value. */
export function canBecomeJson(text: string): boolean {
  return new JsonReading(text, START).canGoOn();
}

/** So many characters at the end of a text may be others in the next one. */
const UNSETTLED = 400;

/** Judges texts that mostly continue one another, so that cost does not grow with the file. */
export class JsonJudge {
  #place = START;

  canBecomeJson(text: string): boolean {
    const { read } = this.#place;
    const reading = new JsonReading(text, text.slice(0, read.length) === read ? this.#place : START);
    const canGoOn = reading.canGoOn();
    this.#place = reading.place;
    return canGoOn;
  }
}

class JsonReading {
  readonly #text: string;
  readonly #open: Opener[];
  #expected: Expected;
  #at: number;
  /** The last one that is not too near to the end. */
  place: Place;

  constructor(text: string, place: Place) {
    this.#text = text;
    this.#open = [...place.open];
    this.#expected = place.expected;
    this.#at = place.read.length;
    this.place = place;
  }

  canGoOn(): boolean {
    let settled = this.#at;
    const settledEnd = this.#text.length - UNSETTLED;
    while (true) {
      this.#at = skip(SKIPPED, this.#text, this.#at) ?? this.#at;
      const character = this.#text[this.#at];
      if (character === undefined || (character === "/" && this.#at === this.#text.length - 1)) return true;
      if (!this.#take(character)) return false;
      if (this.#at < settledEnd && this.#at - settled > UNSETTLED) {
        settled = this.#at;
        this.place = { read: this.#text.slice(0, settled), open: [...this.#open], expected: this.#expected };
      }
    }
  }

  /** Goes behind the sign or the scalar that `character` begins; false when none may stand here. */
  #take(character: string): boolean {
    if (this.#expected === "nothing") return false;
    if (character === "]" || character === "}") return this.#close(character === "]" ? "[" : "{");
    if (this.#expected === "colon" || this.#expected === "commaOrEnd") {
      if (character !== (this.#expected === "colon" ? ":" : ",")) return false;
      return this.#step(this.#expected === "colon" || this.#open.at(-1) === "[" ? "value" : "key");
    }
    const isKey = this.#expected === "key" || this.#expected === "keyOrEnd";
    if (character === "[" || character === "{") {
      if (isKey) return false;
      this.#open.push(character);
      return this.#step(character === "[" ? "valueOrEnd" : "keyOrEnd");
    }
    const end = isKey && character !== '"' ? undefined : scalarEnd(this.#text, this.#at);
    if (end === undefined) return false;
    this.#at = end;
    this.#expected = isKey ? "colon" : this.#afterValue();
    return true;
  }

  #close(opener: Opener): boolean {
    if (this.#open.at(-1) !== opener || !MAY_CLOSE.includes(this.#expected)) return false;
    this.#open.pop();
    return this.#step(this.#afterValue());
  }

  #step(expected: Expected): true {
    this.#at += 1;
    this.#expected = expected;
    return true;
  }

  #afterValue(): Expected {
    return this.#open.length === 0 ? "nothing" : "commaOrEnd";
  }
}

/** The offset behind the scalar at `at`, the length of the text when it is unfinished, undefined when it is none. */
function scalarEnd(text: string, at: number): number | undefined {
  if (text[at] === '"') {
    const end = skip(STRING, text, at)!;
    if (text[end] === '"') return end + 1;
    return end === text.length || skip(UNFINISHED_ESCAPE, text, end) !== undefined ? text.length : undefined;
  }
  const rest = text.slice(at, at + 5);
  const word = WORDS.find(
    (name) => rest.startsWith(name) || (at + rest.length === text.length && name.startsWith(rest)),
  );
  if (word !== undefined) return Math.min(at + word.length, text.length);
  return skip(UNFINISHED_NUMBER, text, at) ?? skip(NUMBER, text, at);
}

function skip(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
