import { describe, expect, test } from "vitest";
import { Document } from "../../../src/core/prompt/document.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { always, Conversation } from "./conversation.ts";

describe("a change away from the cursor", () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `const value${index} = compute(${index});\n`).join("");

  test.each([
    ["an import at the top", TextEdit.replace(0, 0, "import { b } from '../b';\n")],
    [
      "a name in two places",
      TextEdit.of([0, lines.indexOf("value900")].map((at) => ({ start: at, end: at + 8, text: "c" }))),
    ],
  ])("does not lead the cache away: %s", async (_, edit) => {
    const talk = new Conversation(`${lines}const a = ▮\n`, always("1;"));
    await talk.show();
    const before = talk.engine.counts.evaluated;
    talk.edit(edit);
    await talk.rest();
    expect(talk.engine.counts.evaluated - before).toBeLessThan(10);
  });

  test("until somebody has said where the cursor is, who changes a text is there", async () => {
    const document = new Document("a", "typescript", 1, "a b c");
    document.change(TextEdit.replace(2, 3, "bb"), 2);
    expect(document.cursor).toBe(4);
    document.setCursor(6, true);
    document.change(TextEdit.replace(0, 1, "aa"), 3);
    expect(document.cursor).toBe(7);
    document.change(
      TextEdit.of([
        { start: 0, end: 2, text: "" },
        { start: 7, end: 7, text: "()" },
      ]),
      4,
    );
    expect(document.cursor).toBe(6);
  });
});
