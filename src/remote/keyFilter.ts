/** A server's words without our key, whoever says it: they may come to a message or a log. */

/** In place of the key. */
const LEFT_OUT = "…";

export class KeyFilter {
  readonly #key: string;
  /** The end of what came, which may be the beginning of the key. */
  #held = "";

  /** `key`: "" where there is none. */
  constructor(key: string) {
    this.#key = key;
  }

  /** What can be said by now of a text that comes in pieces. */
  push(piece: string): string {
    if (this.#key === "") return piece;
    const text = (this.#held + piece).replaceAll(this.#key, LEFT_OUT);
    const held = this.#begunAtEnd(text);
    this.#held = text.slice(text.length - held);
    return text.slice(0, text.length - held);
  }

  /** The rest. */
  end(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }

  #begunAtEnd(text: string): number {
    for (let length = Math.min(text.length, this.#key.length - 1); length > 0; length -= 1)
      if (text.endsWith(this.#key.slice(0, length))) return length;
    return 0;
  }
}

export function withoutKey(text: string, key: string): string {
  return key === "" ? text : text.replaceAll(key, LEFT_OUT);
}
