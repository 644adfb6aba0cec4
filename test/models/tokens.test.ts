/** The promises of the tokenizer port and of core/tokens/tokenText.ts, on real vocabularies. */

import fc from "fast-check";
import type { LlamaModel, Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TextEdit } from "../../src/core/text/textEdit.ts";
import { Boundaries } from "../../src/core/tokens/segments.ts";
import type { Tokenizer } from "../../src/core/tokens/tokenizer.ts";
import { createTokenizer } from "../../src/llama/llamaTokenizer.ts";
import { anyPiece } from "../core/anyText.ts";
import { anyLongText, anyTokenScript, checkTokenScript, printScript } from "../core/tokens/tokenScripts.ts";
import { EMBEDDED_MODEL, loadVocabulary, VOCABULARIES, type VocabularyName, vocabularyPath } from "./vocabularies.ts";

/** The kind that each vocabulary must be recognised as, so that none falls back to tokenizing its whole window. */
const KINDS: Record<VocabularyName | "embedded", string> = {
  embedded: "qwen2",
  qwen2: "qwen2",
  "deepseek-coder": "deepseek-coder",
  starcoder: "starcoder",
  refact: "refact",
  "llama-spm": "spm",
  "gpt-2": "gpt-2",
  "llama-bpe": "llama-bpe",
  "deepseek-llm": "deepseek-llm",
  falcon: "falcon",
  "command-r": "command-r",
  mpt: "mpt",
  // Its special tokens swallow the white space around them.
  "phi-3": "unknown",
  qwen35: "qwen35",
  "gemma-4": "gemma4",
};

/** Short texts in which every pair of neighbours that matters comes up next to every other. */
const anyDenseText = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(..." \n\t\r'/\"#,.;:!?()[]{}<>=+-*&|_\\$@`~^%".split("")) },
      { weight: 4, arbitrary: fc.constantFrom(..."aAsStTdDmMlLeExX09é漢ſ".split("")) },
      { weight: 2, arbitrary: anyPiece },
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(""));

describe.each(["embedded", ...VOCABULARIES] as const)("%s", (name) => {
  let model: LlamaModel;
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    model = await loadVocabulary(name === "embedded" ? EMBEDDED_MODEL : vocabularyPath(name));
    tokenizer = createTokenizer(model);
  });
  afterAll(() => model.dispose());

  test("is known", () => {
    expect(tokenizer.kind).toBe(KINDS[name]);
    expect(new Boundaries(tokenizer).known).toBe(tokenizer.kind !== "unknown");
  });

  test("the tokens on both sides of a boundary are those of the sides alone", () => checkBoundaries(tokenizer));
  test("editing equals tokenizing afresh", () => checkEditing(tokenizer));
  test("a line of 10,000 characters", () => checkLongLines(tokenizer));
  test("detokenize leads back, white space and all", () => checkReturning(tokenizer));
  test("no text gives a control token, and control tokens give no text", () => checkControlTokens(tokenizer, model));

  test("an incomplete character ends in U+FFFD", () => {
    const tokens = tokenizer.tokenize("x𒀱");
    expect(tokenizer.detokenize(tokens)).toBe("x𒀱");
    expect(tokenizer.detokenize(tokens.slice(0, -1))).toMatch(/^x\ufffd+$/);
  });
});

function checkBoundaries(tokenizer: Tokenizer): void {
  const boundaries = new Boundaries(tokenizer);
  fc.assert(
    fc.property(fc.oneof(anyDenseText, anyLongText), (text) => {
      const whole = tokenizer.tokenize(text);
      for (let offset = 1; offset < text.length; offset++) {
        if (!boundaries.isSafe(text, offset)) continue;
        const parts = [...tokenizer.tokenize(text.slice(0, offset)), ...tokenizer.tokenize(text.slice(offset))];
        expect(parts, `cut ${JSON.stringify(text)} at ${offset}`).toEqual(whole);
      }
    }),
    { numRuns: 150 },
  );
}

function checkEditing(tokenizer: Tokenizer): void {
  fc.assert(
    fc.property(anyTokenScript(anyLongText, 6), fc.context(), (script, context) => {
      context.log(printScript(script));
      checkTokenScript(tokenizer, script);
    }),
    { numRuns: 40 },
  );
}

function checkLongLines(tokenizer: Tokenizer): void {
  for (const line of ["word ".repeat(2000), "1,2;".repeat(2500), "字".repeat(10_000)])
    checkTokenScript(tokenizer, {
      text: line,
      cut: 5000,
      steps: [{ edit: TextEdit.replace(5000, 5000, "y"), cut: 5001 }],
    });
}

function checkReturning(tokenizer: Tokenizer): void {
  const returns = (text: string) => tokenizer.detokenize(tokenizer.tokenize(text)) === wellFormed(text);
  // What a vocabulary cannot say at all (bytes without a token, "▁" with SentencePiece) is lost alone, too. What makes
  // phi-3 swallow white space when it tokenizes, nothing could bring back.
  const sayable = (text: string) =>
    [...text].every(returns) &&
    (tokenizer.kind !== "unknown" || !tokenizer.userDefined.some((it) => text.includes(it)));
  expect([..." \n\tabyzABYZ0189!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~é漢😀"].filter((it) => !returns(it))).toEqual([]);
  fc.assert(
    fc.property(fc.oneof(anyDenseText, anyLongText), (text) => {
      fc.pre(sayable(text));
      expect(tokenizer.detokenize(tokenizer.tokenize(text))).toBe(wellFormed(text));
    }),
    { numRuns: 150 },
  );
}

function checkControlTokens(tokenizer: Tokenizer, model: LlamaModel): void {
  const controls = [...model.iterateAllTokens()].filter((token) => model.getTokenAttributes(token).control);
  const texts = controls.map((token) => model.fileInfo.metadata.tokenizer.ggml.tokens[token]!);
  for (const [index, text] of texts.entries()) {
    expect(tokenizer.detokenize([controls[index]!])).toBe("");
    for (const around of [text, `x${text}y`, ` ${text}\n`])
      for (const token of tokenizer.tokenize(around))
        expect(model.getTokenAttributes(token as Token).control, `${text} is not just text`).toBe(false);
  }
}

/** As UTF-8 sees it: a lone surrogate becomes U+FFFD. */
function wellFormed(text: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}
