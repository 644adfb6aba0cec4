/** The port to a model's vocabulary, and the identities that token instances carry. */

/** A token's number in the vocabulary. */
export type TokenId = number;

/**
 * One occurrence of a token in a text or a prompt. Edits preserve it, so the cached cell of a token is found again
 * by identity and not by search. Never re-used; 0 stands for "no instance".
 */
export type InstanceId = number & { readonly unit: "instance" };

/** Hands out instance identities, ascending from 1. One per engine, shared by its documents. */
export class InstanceSource {
  #last = 0;

  next(): InstanceId {
    this.#last += 1;
    return this.#last as InstanceId;
  }
}

export interface Tokenizer {
  /**
   * The pre-tokenizer: GGUF's `tokenizer.ggml.pre` ("qwen2", "deepseek-coder", "starcoder", …), or "spm" for
   * SentencePiece vocabularies. Decides where a text may be cut without changing its tokens (segments.ts).
   */
  readonly kind: string;

  /**
   * Texts that always become one token of their own, even with special tokens off (GGUF type USER_DEFINED).
   * A text must never be cut inside one.
   */
  readonly userDefined: readonly string[];

  /** Special tokens off, no BOS, no added leading space: a document's text is just text. */
  tokenize(text: string): readonly TokenId[];

  /**
   * The text of generated tokens. Ends in U+FFFD where the last character is not complete yet. Control tokens give "".
   */
  detokenize(tokens: readonly TokenId[]): string;
}
