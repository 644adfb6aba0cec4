/** Texts and edits for property tests: what real files hold, and what only hostile ones do. */

import fc from "fast-check";
import { type Replacement, TextEdit } from "../../src/core/text/textEdit.ts";

const PIECES = [
  "def f(x):",
  "return",
  " ",
  "    ",
  "\t",
  "\n",
  "\r\n",
  "\r",
  "\n\n\n",
  "a",
  "Z",
  "don't",
  "'",
  "0",
  "12345",
  "(",
  ")",
  "{}",
  "//",
  "/",
  "_",
  "é",
  "e\u0301",
  "\u0301",
  "漢字",
  "カナ",
  "한글",
  "😀",
  "👩‍👩‍👧",
  "\ud83d",
  "\ude00",
  "\u00a0",
  "\u200b",
  "\u2028",
  "\u0000",
  "\u0085",
  "\u3000",
  "ſ",
  "<|fim_middle|>",
  "<|endoftext|>",
  "<fim_prefix>",
  "</s>",
  "<unk>",
  "<0x0A>",
  "▁",
  "<|",
  "|>",
  "ünï",
  "\ufeff",
] as const;

/** A piece of text that tokenizers, line ends or UTF-16 may stumble over. */
export const anyPiece: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 2, arbitrary: fc.string({ unit: "binary-ascii", maxLength: 5 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
);

export const anyText: fc.Arbitrary<string> = fc.array(anyPiece, { maxLength: 40 }).map((pieces) => pieces.join(""));

/** An edit of `text`; with `alphabet` it writes only these characters. */
export function anyEdit(text: string, alphabet?: string): fc.Arbitrary<TextEdit<never>> {
  const written =
    alphabet === undefined
      ? fc.array(anyPiece, { maxLength: 3 }).map((pieces) => pieces.join(""))
      : fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 3 });
  return fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(text.length), written), { maxLength: 4 })
    .map((raw) => TextEdit.of(disjoint(raw)));
}

function disjoint(raw: readonly [number, number, string][]): Replacement<never>[] {
  const replacements: Replacement<never>[] = [];
  let floor = 0;
  const sorted = raw.map(([a, b, text]) => ({ start: Math.min(a, b), end: Math.max(a, b), text }));
  sorted.sort((a, b) => a.start - b.start || a.end - b.end);
  for (const { start, end, text } of sorted) {
    if (start < floor) continue;
    // Mostly short ranges: two random offsets alone would delete half of the text each time.
    const limit = Math.min(end, start + (end % 7));
    replacements.push({ start, end: limit, text });
    floor = limit;
  }
  return replacements;
}
