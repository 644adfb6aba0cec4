import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText } from "../core/anyText.ts";
import { CONTROL, createFakeTokenizer } from "./tokenizer.ts";

function checkPieces(text: string, expected: string, userDefined: readonly string[] = []): void {
  const tokenizer = createFakeTokenizer({ userDefined });
  const pieces = tokenizer.tokenize(text).map((token) => tokenizer.detokenize([token]));
  expect(pieces.join("|")).toBe(expected);
}

test("pieces", () => {
  checkPieces("def answer(x):\n    return 12", "def| answ|er|(|x|):|\n|   | retu|rn| |1|2");
  checkPieces("if (a) {\n\n  b;\n}", "if| (|a|)| {|\n\n| | b|;|\n|}");
  checkPieces("a<gap>b<gap", "a|<gap>|b|<|gap", ["<gap>"]);
});

test("detokenize leads back, lone surrogates aside", () => {
  const tokenizer = createFakeTokenizer({ userDefined: ["<|fim_middle|>"] });
  fc.assert(
    fc.property(anyText, (text) => {
      expect(tokenizer.detokenize(tokenizer.tokenize(text))).toBe(wellFormed(text));
    }),
  );
});

/** As UTF-8 sees it: a lone surrogate becomes U+FFFD. */
function wellFormed(text: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}

test("control tokens have no text, incomplete characters end in U+FFFD", () => {
  const tokenizer = createFakeTokenizer();
  expect(tokenizer.detokenize([CONTROL.fimPrefix, ...tokenizer.tokenize("ab"), CONTROL.endOfText])).toBe("ab");
  expect(tokenizer.detokenize(tokenizer.tokenize("é").slice(0, 1))).toBe("\ufffd");
});
