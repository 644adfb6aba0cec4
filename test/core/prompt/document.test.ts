import { describe, expect, test } from "vitest";
import { Document } from "../../../src/core/prompt/document.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";

/** `▮` stands where text is typed, at all places at once, or where the cursor is set to. */
function marksOf(marked: string): { readonly text: string; readonly marks: readonly number[] } {
  const parts = marked.split("▮");
  const ends = parts.map((_, index) => parts.slice(0, index + 1).join("").length);
  return { text: parts.join(""), marks: ends.slice(0, -1) };
}

describe("where somebody may be writing", () => {
  const check = (
    name: string,
    marked: string,
    typed: string | undefined,
    cursor: number | undefined,
    lines: number[],
  ) =>
    test(name, () => {
      const { text, marks } = marksOf(marked);
      const document = new Document("file:///a.ts", "typescript", 1, text);
      if (cursor !== undefined) document.setCursor(cursor, true);
      if (typed !== undefined)
        document.change(TextEdit.of<"raw">(marks.map((at) => ({ start: at, end: at, text: typed }))), 2);
      const found = document.writtenAt.map((at) => document.text.slice(0, at).split("\n").length - 1);
      expect([...new Set(found)].sort()).toEqual(lines);
    });
  check("nobody has said", "a\nb\n", undefined, undefined, []);
  check("at the cursor", "a\nb\nc\n", undefined, 4, [2]);
  check("behind what was typed", "a▮\nb\n", "x", 1, [0]);
  check("at each of several cursors", "a▮\nb\nc▮\n", "x", 5, [0, 2]);
  check("in the last line of what was pasted", "a▮\nb\n", "x\ny\nz", 1, [2]);
  check("an edit elsewhere, and the cursor", "▮a\nb\nc\n", "import d\n", 4, [1, 3]);
});
