/** The tokens of a file's text, in pieces so short that nobody waits for one. */

import { Boundaries } from "../core/tokens/segments.ts";
import type { TokenId, Tokenizer } from "../core/tokens/tokenizer.ts";
import { GAP } from "../core/writing/precedents.ts";

/** In UTF-16 units: some milliseconds. A text without a place to be cut is one piece. */
const PIECE_LENGTH = 2000;

export class SequenceReader {
  readonly #tokenizer: Tokenizer;
  readonly #boundaries: Boundaries;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
    this.#boundaries = new Boundaries(tokenizer);
  }

  /** The tokens of a text's stretches, with a gap between two; yields between pieces. */
  *read(stretches: readonly string[]): Generator<void, TokenId[]> {
    const ids: TokenId[] = [];
    for (const text of stretches) {
      if (ids.length > 0) ids.push(GAP);
      for (let from = 0; from < text.length; ) {
        const to = this.#nextCut(text, from + PIECE_LENGTH);
        for (const id of this.#tokenizer.tokenize(text.slice(from, to))) ids.push(id);
        from = to;
        yield;
      }
    }
    return ids;
  }

  #nextCut(text: string, least: number): number {
    if (!this.#boundaries.known) return text.length;
    let at = least;
    while (at < text.length && !this.#boundaries.isSafe(text, at)) at += 1;
    return Math.min(at, text.length);
  }
}
