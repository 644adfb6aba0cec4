import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leavesOpen, planEndings } from "../../../src/core/grammar/endings.ts";
import { findPlace } from "../../../src/core/place/place.ts";
import { anyText } from "../anyText.ts";
import { cursorMark } from "../place/marks.ts";

function check(marked: string, generated: string, expected: readonly string[], languageId = "typescript") {
  test(`${JSON.stringify(marked)} ${JSON.stringify(generated)}`, () => {
    const { text, cursor } = cursorMark(marked);
    expect(planEndings(generated, findPlace(text, cursor, languageId), { closes: true })).toEqual(expected);
  });
}

describe("a line ends behind its words and signs", () => {
  check("f(a, ▮);", "b.c);", ["b.c);", "b.c)", "b.c"]);
  check("a = ▮", "1", ["1"]);
  check("a = ▮", "f(b", ["f(b", "f(b)"]);
  check("a = ▮", "[f({ b", ["[f({ b", "[f({ b})]"]);
});

describe("not in the middle of an expression", () => {
  check("a = ▮;", "[];", ["[];", "[]"]);
  check("a = ▮", "await b.c<d>()", ["await b.c<d>()"]);
  check("a = ▮", "b +", ["b +", "b"]);
  check("if (▮", "a) { b(); }", ["a) { b(); }", "a) { b();", "a) { b()", "a)", "a"]);
});

describe("several lines end at ends of lines", () => {
  check("{\n  ▮\n}", "a();\n  b();", ["a();\n  b();", "a();"]);
  check("{\n  ▮\n}", "a();\n\n  b();", ["a();\n\n  b();", "a();"]);
  check("{\n  ▮\n}", "if (a) {\n    b();\n    c();", [
    "if (a) {\n    b();\n    c();\n  }",
    "if (a) {\n    b();\n    c();",
    "if (a) {\n    b();\n  }",
    "if (a) {\n    b();",
    "if (a) {",
  ]);
  check("▮", "run(() => {\n  a(b,\n    [c", [
    "run(() => {\n  a(b,\n    [c])\n})",
    "run(() => {\n  a(b,\n    [c",
    "run(() => {\n  a(b,)\n})",
    "run(() => {\n  a(b)\n})",
    "run(() => {\n  a(b,",
    "run(() => {",
  ]);
});

describe("what leaves something open", () => {
  const checkOpen = (marked: string, text: string, expected: boolean, languageId = "typescript") =>
    test(`${languageId} ${JSON.stringify(marked)} ${JSON.stringify(text)}`, () => {
      const { text: document, cursor } = cursorMark(marked);
      expect(leavesOpen(text, findPlace(document, cursor, languageId))).toBe(expected);
    });

  checkOpen("if (▮)", "a", false);
  checkOpen("if (▮", "a) {", true);
  checkOpen("if (▮", "a) {\n  b();\n}", false);
  checkOpen("if (▮", "a) {\n  b();", true);
  checkOpen("def f(▮", "a):\n    if a:", true, "python");
  checkOpen("def f(▮", "a):", false, "python");
  checkOpen("def f(▮", "a):\n    return a", false, "python");
  checkOpen("return ▮", "a\n<div>", true, "typescriptreact");
});

test("what is no code is not closed", () => {
  expect(planEndings("a (b", findPlace("// ", 3, "typescript"), { closes: false })).toEqual(["a (b", "a (", "a"]);
});

describe("the most probable end comes first, then the longest", () => {
  const checkOrder = (generated: string, ends: Readonly<Record<string, number>>, expected: readonly string[]) =>
    test(`${JSON.stringify(generated)} ${JSON.stringify(ends)}`, () => {
      const options = { closes: false, endLogprobAt: (ending: string) => ends[ending] };
      expect(planEndings(generated, findPlace("", 0, "typescript"), options)).toEqual(expected);
    });

  checkOrder("a;\nb;\nc;", { "a;": -2, "a;\nb;": -9 }, ["a;\nb;\nc;", "a;", "a;\nb;"]);
  checkOrder("a;\nb;\nc;", { "a;": -9, "a;\nb;": -2 }, ["a;\nb;\nc;", "a;\nb;", "a;"]);
  // Alike: the longer one.
  checkOrder("a;\nb;\nc;", { "a;": -2.2, "a;\nb;": -2.4 }, ["a;\nb;\nc;", "a;\nb;", "a;"]);
  // Unknown ends are the last.
  checkOrder("a;\nb;\nc;", { "a;": -9 }, ["a;\nb;\nc;", "a;", "a;\nb;"]);
  checkOrder("a.b(c)", { "a.b": -1, a: -8 }, ["a.b(c)", "a.b", "a", "a.b(c", "a.b(", "a."]);
});

test("the whole comes first, with closers or without; all others are shorter beginnings", () => {
  fc.assert(
    fc.property(
      anyText,
      fc.string({ unit: fc.constantFrom("a", "(", "{", "]", "\n", " ", '"', ";") }),
      (raw, generated) => {
        const text = raw.replaceAll("\r", "");
        const endLogprobAt = (ending: string) => (ending.length % 3 === 0 ? undefined : -ending.length % 7);
        const options = { closes: true, ...(generated.length % 2 === 0 ? { endLogprobAt } : {}) };
        const endings = planEndings(generated, findPlace(text, text.length, "typescript"), options);
        expect(endings.slice(0, 2)).toContain(generated);
        for (const ending of endings) {
          let same = 0;
          while (same < ending.length && ending[same] === generated[same]) same += 1;
          expect(ending.slice(same)).toMatch(/^[\s)\]}]*$/);
        }
      },
    ),
  );
});
