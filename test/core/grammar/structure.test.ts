import { describe, expect, test } from "vitest";
import { endsWithItem, readPlace } from "../../../src/core/grammar/structure.ts";
import type { Where } from "../../../src/core/grammar/syntax.ts";
import { findPlace } from "../../../src/core/place/place.ts";
import { cursorMark } from "../place/marks.ts";

/** "text → grammar", each "line", "block", "opens" (a block behind what opens it) or "item" (a block of one item). */
function check(marked: string, where: Where, expected: string, languageId = "typescript") {
  test(`${JSON.stringify(marked)} ${where}`, () => {
    const { text, cursor } = cursorMark(marked);
    const byText = findPlace(text, cursor, languageId);
    const read = readPlace(byText, where);
    const describePlace = ({ mode, opens }: typeof read) => (opens ? "opens" : mode);
    const after = endsWithItem(read, where) ? "item" : describePlace(read);
    expect(`${describePlace(byText)} → ${after}`).toBe(expected);
  });
}

describe("what the grammar says of a place", () => {
  check("/*\n * a {▮\n */", "text", "opens → line");
  check("a = `\n  ▮\n`", "text", "block → line");
  check("a();\n\n▮\n\nb();", "topLevel", "line → item");
  check("▮foo();", "topLevel", "line → line");
  check("a();▮", "expression", "line → line");
  check("f = lambda x:▮", "expression", "opens → line", "python");
  check("const a = useState<string>▮", "expression", "opens → line", "typescriptreact");
  check("if a then▮", "opensBody", "line → opens");
  check("if a then▮ b", "opensBody", "line → line");
  check("f(▮)", "opensBody", "opens → opens");
  check("f(▮)", "expression", "opens → opens");
  check("{\n  ▮\n}", "body", "block → block");
});
