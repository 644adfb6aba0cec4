/** The tokenizer port on node-llama-cpp. */

import type { LlamaModel, Token } from "node-llama-cpp";
import type { TokenId, Tokenizer } from "../core/tokens/tokenizer.ts";

/** For a loaded model, its vocabulary alone included. Reads the whole vocabulary once: some 30 ms for 150,000 tokens. */
export function createTokenizer(model: LlamaModel): Tokenizer {
  const vocabulary = new Vocabulary(model);
  const { kind, userDefined } = vocabulary.scan();
  const pieces = new Pieces(model, vocabulary);
  const prefix = vocabulary.silentPrefix();
  const prefixLength = prefix === "" ? 0 : model.tokenize(prefix).length;
  return {
    kind,
    userDefined,
    tokenize: (text) =>
      prefix === "" || text === "" ? model.tokenize(text) : model.tokenize(prefix + text).slice(prefixLength),
    detokenize: (tokens) => pieces.toText(tokens),
  };
}

/** What the GGUF file says about the vocabulary. */
class Vocabulary {
  /** `tokenizer.ggml.model`: "gpt2" writes bytes as printable characters, "llama" is SentencePiece. */
  readonly model: string;
  /** Texts by token, as the file writes them. */
  readonly texts: readonly string[];
  readonly #native: LlamaModel;
  readonly #preTokenizer: string;
  readonly #addsSpace: boolean;

  constructor(native: LlamaModel) {
    const { ggml } = native.fileInfo.metadata.tokenizer;
    this.#native = native;
    this.model = ggml.model;
    this.texts = ggml.tokens;
    this.#preTokenizer = ggml.pre ?? "default";
    this.#addsSpace = ggml.model === "llama" && (ggml.add_space_prefix ?? true);
  }

  /** The two facts that decide where a text may be cut. */
  scan(): { readonly kind: string; readonly userDefined: readonly string[] } {
    const userDefined: string[] = [];
    let strips = false;
    for (let token = 0; token < this.texts.length; token++) {
      const attributes = this.#native.getTokenAttributes(token as Token);
      if (!attributes.userDefined) continue;
      if (this.texts[token] !== "") userDefined.push(this.texts[token]!);
      strips ||= attributes.lstrip || attributes.rstrip;
    }
    // A user-defined text that swallows the white space around it has no fixed ends: nothing can be said about cuts.
    return { kind: strips ? "unknown" : this.#kind(), userDefined };
  }

  #kind(): string {
    if (this.model === "gpt2") return this.#preTokenizer;
    if (this.model !== "llama" && this.model !== "gemma4") return "unknown";
    // The rule for both is that no token joins "\n" with anything else.
    const joins = this.texts.some((text) => text.includes("\n") && /[^\n]/.test(text));
    return joins ? "unknown" : this.model === "llama" ? "spm" : "gemma4";
  }

  /**
   * SentencePiece puts a space before a text's first word. Behind a character that is in no token but its own byte
   * token, no merge can reach the text, and the space lands before that character instead:
   *
   *     tokenize("if")    →  ▁if
   *     tokenize("\nif")  →  ▁ <0x0A> if
   *                          ^^^^^^^^ always the same, cut off
   */
  silentPrefix(): string {
    if (!this.#addsSpace) return "";
    return ["\n", "\u0001", "\u0002"].find((mark) => !this.texts.some((text) => text.includes(mark))) ?? "";
  }
}

/**
 * Texts of tokens, from the vocabulary itself: llama.cpp's own detokenizer swallows the space in " ." and " ,", and the
 * first one of all with SentencePiece. Tokens may end inside a character, so everything is bytes until the end.
 */
class Pieces {
  readonly #native: LlamaModel;
  readonly #vocabulary: Vocabulary;
  readonly #bytes = new Map<TokenId, Uint8Array>();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(native: LlamaModel, vocabulary: Vocabulary) {
    this.#native = native;
    this.#vocabulary = vocabulary;
  }

  toText(tokens: readonly TokenId[]): string {
    let text = "";
    for (const token of tokens) text += this.#decoder.decode(this.#bytesOf(token), { stream: true });
    return text + this.#decoder.decode();
  }

  #bytesOf(token: TokenId): Uint8Array {
    let bytes = this.#bytes.get(token);
    if (bytes === undefined) {
      bytes = this.#read(token);
      this.#bytes.set(token, bytes);
    }
    return bytes;
  }

  #read(token: TokenId): Uint8Array {
    const attributes = this.#native.getTokenAttributes(token as Token);
    const text = this.#vocabulary.texts[token];
    if (text === undefined || attributes.control || attributes.unknown || attributes.unused) return new Uint8Array();
    if (attributes.userDefined) return new TextEncoder().encode(text);
    const byte = attributes.byte ? /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1] : undefined;
    if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
    switch (this.#vocabulary.model) {
      case "gpt2":
        return bytesOfPrintable(text);
      case "llama":
      case "gemma4":
        return new TextEncoder().encode(text.replaceAll("▁", " "));
      default:
        return new TextEncoder().encode(this.#native.detokenize([token as Token]));
    }
  }
}

function bytesOfPrintable(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const byte = BYTE_OF_PRINTABLE.get(character);
    if (byte === undefined) bytes.push(...new TextEncoder().encode(character));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** GPT-2's `bytes_to_unicode` backwards: printable Latin-1 stands for itself, the other bytes for U+0100 on, in order. */
const BYTE_OF_PRINTABLE: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const isPrintable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    map.set(String.fromCharCode(isPrintable ? byte : next++), byte);
  }
  return map;
})();
