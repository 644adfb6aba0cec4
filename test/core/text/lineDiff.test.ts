import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minimalEdit } from "../../../src/core/text/lineDiff.ts";
import { anyEdit, anyPiece } from "../anyText.ts";
import { markEdit } from "./markedEdit.ts";

/** `expected` is the text before with the replacements marked: `ab[cd→xy]e`. */
function checkDiff(before: string, after: string, expected: string): void {
  const edit = minimalEdit(before, after);
  expect(markEdit(before, edit)).toBe(expected);
  expect(edit.apply(before)).toBe(after);
}

describe("minimalEdit", () => {
  test("one place", () => {
    checkDiff("abc", "abc", "abc");
    checkDiff("", "abc", "[→abc]");
    checkDiff("abc", "", "[abc→]");
    checkDiff("let a = 1;\n", "let b = 1;\n", "let [a→b] = 1;\n");
    checkDiff("aaa", "aaaa", "aaa[→a]");
  });

  test("several lines", () => {
    checkDiff("a\nb\nc\nd\n", "a\nB\nc\nD\n", "a\n[b→B]\nc\n[d→D]\n");
    checkDiff("one\ntwo\nthree\n", "zero\none\nthree\nfour\n", "[→zero\n]one\n[two\n→]three\n[→four\n]");
    checkDiff("x=1\nkeep\ny=2", "x=10\nkeep\ny=20", "x=1[→0]\nkeep\ny=2[→0]");
  });

  test("indentation: only the white space changes", () => {
    checkDiff("if a:\n  b()\n  c()\nd\n", "if a:\n    b()\n    c()\nd\n", "if a:\n  [→  ]b()\n  [→  ]c()\nd\n");
    checkDiff("a\r\nb\r\nc", "a\nb\nc", "a[\r\n→\n]b[\r\n→\n]c");
  });

  test("pairs stay together", () => {
    checkDiff("a😀b", "a😁b", "a[😀→😁]b");
    checkDiff("a\r\nb", "a\r\n\r\nb", "a\r\n[→\r\n]b");
    checkDiff("a\rb", "a\r\nb", "a[\r→\r\n]b");
    checkDiff("a\nb", "a\r\nb", "a[\n→\r\n]b");
  });

  test("leads from one text to the other, and never between the halves of a pair", () => {
    const versions = fc.array(fc.array(anyPiece, { maxLength: 5 }), { maxLength: 12 }).chain((lines) => {
      const before = lines.map((line) => line.join("")).join("\n");
      return anyEdit(before).map((edit) => [before, edit.apply(before)] as const);
    });
    fc.assert(
      fc.property(versions, ([before, after]) => {
        const edit = minimalEdit(before, after);
        expect(edit.apply(before)).toBe(after);
        const back = edit.inverse(before);
        for (const [text, { replacements }] of [[before, edit] as const, [after, back] as const])
          for (const { start, end } of replacements)
            for (const offset of [start, end])
              expect(text.slice(offset - 1, offset + 1)).not.toMatch(/^(\r\n|[\ud800-\udbff][\udc00-\udfff])$/);
      }),
      { numRuns: 500 },
    );
  });

  test("is never longer than one replacement of what differs, and finds scattered changes", () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index} of the file`);
    const before = lines.join("\n");
    const after = lines
      .map((line, index) => (index % 100 === 7 ? `${line}!` : line))
      .filter((_, index) => index % 500 !== 3)
      .join("\n");
    const edit = minimalEdit(before, after);
    expect(edit.apply(before)).toBe(after);
    expect(edit.replacements).toHaveLength(36);
    expect(edit.replacements.reduce((sum, { start, end, text }) => sum + end - start + text.length, 0)).toBe(158);
  });

  test("gives up where nothing is common", () => {
    const before = Array.from({ length: 2000 }, (_, index) => `old ${index}\n`).join("");
    const after = Array.from({ length: 2000 }, (_, index) => `new ${index}\n`).join("");
    const edit = minimalEdit(before, after);
    expect(edit.apply(before)).toBe(after);
    expect(edit.replacements).toHaveLength(1);
  });
});
