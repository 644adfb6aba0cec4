/** The tokens that a generation has written, and their text. */

import type { Candidate } from "../cache/engine.ts";
import type { TokenId, Tokenizer } from "../tokens/tokenizer.ts";
import { confidenceOf, type Scored } from "./written.ts";

interface DraftToken extends Candidate {
  /** The whole text after it. */
  readonly text: string;
  /** That the text had ended in front of it. */
  readonly endLogprob: number | undefined;
}

export class Draft {
  readonly #tokenizer: Tokenizer;
  /** Text in front of the cursor that the first tokens spell again. */
  readonly #heal: string;
  readonly #written: DraftToken[] = [];
  /** Of the model's own end, where it chose it. */
  #endLogprob: number | undefined;

  constructor(tokenizer: Tokenizer, heal: string) {
    this.#tokenizer = tokenizer;
    this.#heal = heal;
  }

  get length(): number {
    return this.#written.length;
  }

  get ids(): readonly TokenId[] {
    return this.#written.map(({ token }) => token);
  }

  /** Behind the healed text. Never ends in half a character. */
  get text(): string {
    return this.#written.at(-1)?.text ?? "";
  }

  /** The text up to a token, that one included. */
  textAt(index: number): string {
    return this.#written[index]?.text ?? "";
  }

  at(index: number): Candidate | undefined {
    return this.#written[index];
  }

  /** The first token whose text is at least so long. */
  indexAt(length: number): number {
    return this.#written.findIndex(({ text }) => text.length >= length);
  }

  /** What of the healed text is still to be spelt. */
  get heal(): string {
    return this.#heal.slice(this.#spell([]).length);
  }

  textWith(...tokens: TokenId[]): string {
    return this.#spell(tokens)
      .replace(/(?<!\uFFFD)\uFFFD+$/, "")
      .slice(this.#heal.length);
  }

  /** `endLogprob`: of the end in its place; see `Engine.endLogprob`. */
  push({ token, logprob }: Candidate, endLogprob?: number): void {
    this.#written.push({ token, logprob, text: this.textWith(token), endLogprob });
  }

  /** The model chose to end. */
  end({ logprob }: Candidate): void {
    this.#endLogprob = logprob;
  }

  /** Forgets the tokens from `index` on. */
  cut(index: number): void {
    this.#written.length = index;
  }

  /** What was written, and how probable it was. */
  get scored(): Scored {
    const tokens = this.#written.map(({ text, logprob, endLogprob }) => ({ end: text.length, logprob, endLogprob }));
    return { drafted: this.text, tokens, chosenEnd: this.#endLogprob };
  }

  /** Of the first line so far; see `lineConfidence`. */
  get confidence(): number {
    return confidenceOf({ ...this.scored, text: this.text }, 0);
  }

  #spell(more: readonly TokenId[]): string {
    return this.#tokenizer.detokenize([...this.ids, ...more]);
  }
}
