/**
 * A tokenizer without a model, for unit tests: splits as qwen2 does, cuts words after four letters, writes what is not
 * ASCII as UTF-8 bytes. Numbers are handed out as texts come up, so that equal texts have equal tokens within one tokenizer.
 */

import type { TokenId, Tokenizer } from "../../src/core/tokens/tokenizer.ts";

/** Tokens that no text gives; all detokenize to "". */
export const CONTROL = {
  endOfText: 0,
  fimPrefix: 1,
  fimSuffix: 2,
  fimMiddle: 3,
  fileSeparator: 4,
  repository: 5,
  begin: 6,
} as const;

const FIRST_BYTE = 16;
const FIRST_PIECE = FIRST_BYTE + 256;

const PRE_TOKENS =
  /'(?:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/giu;

// A space stays with the letters or signs behind it, as in real vocabularies.
const WORD_PARTS = /[\u0080-\u{10ffff}]+|[ \t]?[A-Za-z]{1,4}|\d|[\n\r]+| ?[^A-Za-z\d\s\u0080-\u{10ffff}]+|[\t ]+|./gu;

export interface FakeTokenizer extends Tokenizer {
  /** How often `tokenize` was called, and for how many characters in all. */
  readonly calls: { count: number; characters: number };
}

export function createFakeTokenizer(options: { kind?: string; userDefined?: readonly string[] } = {}): FakeTokenizer {
  const { kind = "qwen2", userDefined = [] } = options;
  const ids = new Map<string, TokenId>();
  const texts: string[] = [];
  const calls = { count: 0, characters: 0 };

  function idOf(piece: string): TokenId {
    let id = ids.get(piece);
    if (id === undefined) {
      id = FIRST_PIECE + texts.length;
      ids.set(piece, id);
      texts.push(piece);
    }
    return id;
  }

  return {
    kind,
    userDefined,
    calls,
    tokenize(text) {
      calls.count += 1;
      calls.characters += text.length;
      return fragments(text, userDefined).flatMap(({ part, whole }) =>
        whole ? [idOf(part)] : (part.match(PRE_TOKENS) ?? []).flatMap((word) => tokensOfWord(word, idOf)),
      );
    },
    detokenize(tokens) {
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      let text = "";
      for (const token of tokens) {
        if (token < FIRST_BYTE) continue;
        if (token < FIRST_PIECE) text += decoder.decode(Uint8Array.of(token - FIRST_BYTE), { stream: true });
        else text += decoder.decode() + texts[token - FIRST_PIECE]!;
      }
      return text + decoder.decode();
    },
  };
}

function tokensOfWord(word: string, idOf: (piece: string) => TokenId): TokenId[] {
  const parts = word.match(WORD_PARTS);
  return (parts ?? []).flatMap((part) =>
    part.charCodeAt(0) < 0x80 ? [idOf(part)] : Array.from(new TextEncoder().encode(part), (byte) => FIRST_BYTE + byte),
  );
}

/** Cuts user-defined texts out of `text`, the longest first, as llama.cpp does. */
function fragments(text: string, userDefined: readonly string[]): { part: string; whole: boolean }[] {
  let list = [{ part: text, whole: false }];
  for (const special of [...userDefined].sort((a, b) => b.length - a.length))
    list = list.flatMap((fragment) =>
      fragment.whole
        ? [fragment]
        : fragment.part
            .split(special)
            .flatMap((part, index) => [...(index > 0 ? [{ part: special, whole: true }] : []), { part, whole: false }]),
    );
  return list;
}
