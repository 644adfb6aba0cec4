/** Texts as tokens, numbered as they come: a server's vocabulary is not known. */

import type { TokenId, Tokenizer } from "../tokens/tokenizer.ts";

export class Pieces implements Tokenizer {
  readonly kind = "pieces";
  readonly userDefined: readonly string[] = [];
  readonly #ids = new Map<string, TokenId>();
  readonly #texts: string[] = [];
  readonly #length: number;

  /** `length`: characters of a token, where a text is tokenized; left out: all of a text is one. */
  constructor(length = Number.POSITIVE_INFINITY) {
    this.#length = length;
  }

  idOf(text: string): TokenId {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#ids.set(text, id);
    this.#texts.push(text);
    return id;
  }

  tokenize(text: string): readonly TokenId[] {
    const ids: TokenId[] = [];
    for (let at = 0; at < text.length; at += this.#length) ids.push(this.idOf(text.slice(at, at + this.#length)));
    return ids;
  }

  detokenize(tokens: readonly TokenId[]): string {
    return tokens.map((token) => this.#texts[token] ?? "").join("");
  }
}
