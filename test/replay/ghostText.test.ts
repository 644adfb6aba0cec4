import { describe, expect, it } from "vitest";
import { firstLine, isFirstLineExact } from "../../src/replay/firstLine.ts";
import { acceptedEdit, textAtCursor } from "../../src/replay/ghostText.ts";
import type { AcceptedPart } from "../../src/replay/session.ts";

/** `▮` is the cursor, `[` and `]` the range that `text` replaces. */
function read(marked: string, text: string) {
  const document = marked.replace(/[[\]▮]/g, "");
  const at = (mark: string) => marked.slice(0, marked.indexOf(mark)).replace(/[[\]▮]/g, "").length;
  const suggestion = marked.includes("[")
    ? { start: at("["), end: at("]"), text }
    : { start: at("▮"), end: at("▮"), text };
  return { document, offset: at("▮"), suggestion };
}

describe("textAtCursor", () => {
  const check = (marked: string, text: string, expected: string) =>
    it(`${marked} ← ${text}`, () => {
      const { document, offset, suggestion } = read(marked, text);
      expect(textAtCursor(suggestion, document, offset)).toBe(expected);
    });

  check("retur▮", "n 1;", "n 1;");
  check("[retur▮]", "return 1;", "n 1;");
  check("f(▮[)]", "a, b)", "a, b");
  check("f(▮[)]", "a).g(b)", "a).g(b");
  check("f([▮)];", "a) + 1", "a) + 1");
  check("[con▮]", "Console", "Console");
});

describe("acceptedEdit", () => {
  const check = (marked: string, text: string, part: AcceptedPart, expected: string) =>
    it(`${part} of ${marked} ← ${text}`, () => {
      const { document, suggestion } = read(marked, text);
      const edit = acceptedEdit(suggestion, document, part);
      expect(document.slice(0, edit.start) + edit.text + document.slice(edit.end)).toBe(expected);
    });

  check("x = ▮", "first(second)\nthird", "all", "x = first(second)\nthird");
  check("x = ▮", "first(second)\nthird", "word", "x = first");
  check("x = ▮", "first(second)\nthird", "line", "x = first(second)\n");
  check("x =▮", " first", "word", "x = ");
  check("x▮", "(first)", "word", "x(");
  check("x▮", ");", "word", "x);");
  check("f(▮[)]", "a, b)", "word", "f(a)");
  check("f(▮[)]", "a).x", "line", "f(a)");
  check("f(▮[)]", "a, b)", "all", "f(a, b)");
  check("[retur▮]", "return 1", "word", "return");
});

describe("firstLine", () => {
  const check = (text: string, expected: string) =>
    it(JSON.stringify(text), () => expect(firstLine(text)).toBe(expected));

  check("a b  \nc", "a b");
  check("a\r\nb", "a");
  check("\n  a\nb", "\n  a");
  check("\n\n", "");
  check("", "");

  it("a new line where one goes on is not exact", () => {
    expect(isFirstLineExact("\nx", "x")).toBe(false);
    expect(isFirstLineExact("x \ny", "x")).toBe(true);
  });
});
