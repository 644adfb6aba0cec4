/** Whether two texts for a place are two, or one with other names. */

import { describe, expect, test } from "vitest";
import { findLanguage } from "../../../src/core/languages/languages.ts";
import { differ, shapeOf } from "../../../src/core/place/lineShape.ts";

describe("how a line is built", () => {
  const check = (line: string, expected: string, languageId = "typescript") =>
    test(`${languageId}: ${line}`, () => {
      expect(shapeOf(line, findLanguage(languageId)).join(" ")).toBe(expected);
    });
  check("const total = first + 12;", "const n = n + 0");
  check("  return items.map((item) => item.price);", "return n . n ( ( n ) = > n . n )");
  check('log("it\'s \\"done\\"", 0x1F)', 'n ( " , 0 )');
  check("a = b; // a note", "n = n");
  check("x = y  # a note", "n = n", "python");
  check("größe = länge_2", "n = n", "python");
  check("fn first<'a>(x: &'a str) -> char { 'b' }", "fn n < ' n > ( n : & ' n str ) - > char { \" }", "rust");
  check("", "");
  check("foo(a),;", "n ( n )");
  check("`a`.b", '" . n');
});

interface At {
  readonly behind?: string;
  readonly languageId?: string;
  readonly isText?: boolean;
}

function check(one: string, other: string, expected: boolean, at: At = {}): void {
  const { behind = "", languageId = "typescript", isText = false } = at;
  const place = { linePrefix: behind, language: findLanguage(languageId), isText };
  test(`${behind}▮ ${JSON.stringify(one)} and ${JSON.stringify(other)}: ${expected ? "two" : "one"}`, () => {
    expect(differ(one, other, place)).toBe(expected);
    expect(differ(other, one, place)).toBe(expected);
  });
}

describe("one text with other names, numbers or texts", () => {
  check("total + tax;", "sum + fee;", false);
  check("total;", "total", false);
  check("load(path)", "read(file)", false);
  check('greet("Ann");', 'greet("Bob");', false);
  check("wait(10)", "wait(2_000)", false);
  check("n a + b", "n a + c", false, { behind: "retur" });
  check("for (const a of all) {\n  first(a);\n}", "for (const b of list) {\n  if (b) return;\n}", false);
  check("a  =  b", "a = b", false);
  check("x = y // first", "x = z // another word", false);
});

describe("two texts", () => {
  check("a + b;", "a - b;", true);
  check("load(path)", "load(path, 1)", true);
  check("total", "0", true);
  check("true", "false", true);
  check("return a;", "throw a;", true);
  check("if (a) {", "while (a) {", true);
  check("await load(a)", "load(a)", true);
  check("items", "items.length", true);
  check("[]", "{}", true);
  check("self.a = a", "pass", true, { languageId: "python" });
});

describe("prose differs by its words", () => {
  const at = { behind: "// ", isText: true };
  check("Adds two numbers and gives their sum.", "Adds two numbers and returns their sum.", false, at);
  check("Adds two numbers.", "Throws where a file is missing.", true, at);
  check("a", "A", false, at);
  check("", "", false, at);
});
