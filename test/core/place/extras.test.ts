import { describe, expect, test } from "vitest";
import { saysItself, withoutExtras } from "../../../src/core/place/extras.ts";
import { findPlace } from "../../../src/core/place/place.ts";
import { repeatsLeft } from "../../../src/core/place/repetition.ts";
import { cursorMark } from "./marks.ts";

const placeOf = (languageId: string, marked: string) => {
  const { text, cursor } = cursorMark(marked);
  return findPlace(text, cursor, languageId);
};

describe("what nobody began is cut", () => {
  const check = (languageId: string, marked: string, generated: string, expected = generated) =>
    test(`${languageId} ${JSON.stringify(marked)} ${JSON.stringify(generated)}`, () =>
      expect(withoutExtras(generated, placeOf(languageId, marked))).toBe(expected));

  check("typescript", "return ▮", "a + b; // the sum", "a + b;");
  check("typescript", "const a = ▮", "f(); // eslint-disable-line", "f();");
  check("typescript", "const a = ▮", "f(); /* why */", "f();");
  check("typescript", "const a = ▮", 'get("http://a.b");');
  check("typescript", "const a = 1; // the ▮", "first // one");
  check("typescript", "▮", "// All of it is new.");
  check("typescript", "▮", "/* A comment that");
  check("typescript", "f(▮);", "/* all */ 1");
  check("python", "x = ▮", "f()  # type: ignore", "f()");
  check("python", "def f():\n    ▮", "a = 1  # first\n    # then\n    b = 2  # noqa", "a = 1\n    # then\n    b = 2");
  check("go", "x := ▮", "f() //nolint", "f()");
  check("markdown", "See ▮", "a; b // c");
  check("julia", "function f(v)\n    ▮", "a = 1\n    n = #v\n    n + 1 # all", "a = 1\n    n = #v\n    n + 1");

  check("typescript", "let a = ▮", "1; let b = 2;", "1;");
  check("java", "    this.a = ▮", "a; this.b = b;", "a;");
  check("typescript", "for (▮", "let i = 0; i < n; i++) {");
  check("typescript", "for (let i = 0; ▮", "i < n; i++) {");
  check("typescript", "▮", "for (let i = 0; i < n; i++) {");
  check("typescript", "  case 1: ▮", "a(); break;");
  check("typescript", "const f = () => ▮", "{ a(); b(); };");
  check("typescript", "const a = ▮", '"x; y"; b();', '"x; y";');
  check("typescript", "const a = ▮", "1;");
  check("go", "if v, ok := ▮", "m[k]; ok {");
  check("shellscript", "for a in ▮", "$b; do");
  check("css", "a { ▮", "color: red; margin: 0;");
});

describe("that something is itself", () => {
  const check = (languageId: string, marked: string, text: string, expected: boolean) =>
    test(`${languageId} ${JSON.stringify(marked)} ${JSON.stringify(text)}: ${expected}`, () =>
      expect(saysItself(text, placeOf(languageId, marked))).toBe(expected));
  check("typescript", "const a = ▮", "a;", true);
  check("typescript", "export const size: number = ▮", "size;", true);
  check("typescript", "  const ▮", "a = a;", true);
  check("typescript", "  this.a = ▮", "this.a;", true);
  check("python", "    a = ▮", "a", true);
  check("typescript", "  this.a = ▮", "a;", false);
  check("typescript", "const a = ▮", "ab;", false);
  check("typescript", "const a = ▮", "a.b;", false);
  // The user has begun it.
  check("typescript", "const abc = ab▮", "c;", false);
  check("python", "f(a=▮)", "a", false);
  check("rust", "let a = ▮", "a;", false);
});

describe("what stands left of the cursor already", () => {
  const check = (linePrefix: string, text: string, expected: boolean) =>
    test(`${JSON.stringify(linePrefix)} ${JSON.stringify(text)}: ${expected}`, () =>
      expect(repeatsLeft(text, linePrefix)).toBe(expected));
  check("  value: T; ", "value: T;", true);
  check("  value: T;", " value: T;", true);
  check("  f(value, ", "value, ", true);
  check("  f(value, ", "other)", false);
  check("  x = 0, ", "0,", false);
  check("  return ", "returned;", false);
  check("  myvalue ", "value", false);
  check("  value: T; ", "value: T;\n  other: U;", false);
});
