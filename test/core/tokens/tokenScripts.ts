/** Editing scripts for tokenText, run on the fake tokenizer (core/tokenText.test.ts) and on real ones (models/tokens.test.ts). */

import fc from "fast-check";
import { expect } from "vitest";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { InstanceSource, type Tokenizer } from "../../../src/core/tokens/tokenizer.ts";
import {
  applyTokenEdit,
  countTokens,
  retokenize,
  type TokenText,
  tokenizeText,
  tokensBetween,
} from "../../../src/core/tokens/tokenText.ts";
import { anyPiece } from "../anyText.ts";

export interface TokenScript {
  readonly text: string;
  readonly cut: number;
  readonly steps: readonly { readonly edit: TextEdit; readonly cut: number }[];
}

/** After every step the tokens are those of tokenizing afresh, and the token edit leads to them. */
export function checkTokenScript(tokenizer: Tokenizer, script: TokenScript): TokenText {
  const instances = new InstanceSource();
  let tokens = tokenizeText(script.text, script.cut, tokenizer, instances);
  checkInvariants(tokens, tokenizer);
  for (const { edit, cut } of script.steps) {
    const before = tokens;
    const next = retokenize(before, edit, cut, tokenizer, instances);
    tokens = next.tokens;
    expect(tokens.text).toBe(edit.apply(before.text));
    expect(tokens.cut).toBe(cut);
    checkInvariants(tokens, tokenizer);
    expect(applyTokenEdit(tokensBetween(before), next.edit)).toEqual(tokensBetween(tokens));
    checkEditIsNormal(next.edit.replacements);
  }
  return tokens;
}

function checkInvariants(tokens: TokenText, tokenizer: Tokenizer): void {
  const { text, cut, segments } = tokens;
  expect(segments.map((segment) => segment.text).join("")).toBe(text);
  let at = 0;
  for (const segment of segments) {
    expect(segment.start).toBe(at);
    expect(segment.text).not.toBe("");
    expect(segment.instances).toHaveLength(segment.ids.length);
    at += segment.text.length;
  }
  const before = tokensBetween(tokens, 0, cut);
  const behind = tokensBetween(tokens, cut, text.length);
  expect(before.ids).toEqual([...tokenizer.tokenize(text.slice(0, cut))]);
  expect(behind.ids).toEqual([...tokenizer.tokenize(text.slice(cut))]);
  const all = tokensBetween(tokens).instances;
  expect(all).toEqual([...before.instances, ...behind.instances]);
  expect(new Set(all).size).toBe(countTokens(tokens));
}

function checkEditIsNormal(replacements: readonly { start: number; end: number; ids: readonly number[] }[]): void {
  let floor = -1;
  for (const { start, end, ids } of replacements) {
    expect(start).toBeGreaterThan(floor);
    expect(end - start + ids.length).toBeGreaterThan(0);
    floor = end;
  }
}

/** Source text that builds `script`, to be pasted as a case. */
export function printScript({ text, cut, steps }: TokenScript): string {
  const lines = steps.map((step) => `    { edit: ${step.edit}, cut: ${step.cut} },`);
  return [`{`, `  text: ${JSON.stringify(text)},`, `  cut: ${cut},`, `  steps: [`, ...lines, `  ],`, `}`].join("\n");
}

interface RawStep {
  readonly places: readonly (readonly [place: number, deleted: number, text: string])[];
  readonly cut: number;
}

const anyRawStep: fc.Arbitrary<RawStep> = fc.record({
  // Typing in one place is the usual case; no place at all moves the cursor only.
  places: fc.array(
    fc.tuple(
      fc.nat(),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 3, arbitrary: fc.nat(3) },
        { weight: 1, arbitrary: fc.nat(200) },
      ),
      fc.array(anyPiece, { maxLength: 3 }).map((pieces) => pieces.join("")),
    ),
    { maxLength: 3 },
  ),
  cut: fc.nat(),
});

/** Scripts over texts of several segments. Numbers become places once the text is known. */
export function anyTokenScript(anyText: fc.Arbitrary<string>, maxSteps = 12): fc.Arbitrary<TokenScript> {
  return fc.tuple(anyText, fc.nat(), fc.array(anyRawStep, { maxLength: maxSteps })).map(([text, cut, raw]) => {
    let current = text;
    const steps = raw.map(({ places, cut }) => {
      const edit = TextEdit.sequence(
        places.map(([place, deleted, inserted]) => {
          const offset = place % (current.length + 1);
          const step = { offset, deleted: Math.min(deleted, current.length - offset), inserted };
          current = current.slice(0, offset) + inserted + current.slice(offset + step.deleted);
          return step;
        }),
      );
      return { edit, cut: cut % (current.length + 1) };
    });
    return { text, cut: cut % (text.length + 1), steps };
  });
}

/** Code-like lines among hostile pieces, so that there are words, lines and boundaries. */
export const anyLongText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      anyPiece,
      fc.constantFrom(
        "  const answer = compute(first, 42);\n",
        "def parse(text):\n    return text.strip()\n\n\n",
        "\tif err != nil {\n\t\treturn err\n\t}\n",
        "// it's what they'd've said\r\n",
        "x=1;y=22;z=333 ",
        "   \n  \n\n",
        "ﬁ naïve façade — “quoted” … ",
        "日本語のコメント、改行なし。",
      ),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(""));
