import { describe, expect, test } from "vitest";
import { goesOnPlainly } from "../../../src/core/place/plainText.ts";

/** "before▮piece" */
const check = (marked: string, expected: boolean, languageId = "typescript") =>
  test(`${languageId}: ${JSON.stringify(marked)}`, () => {
    const [before, piece] = marked.split("▮") as [string, string];
    expect(goesOnPlainly(before, piece, languageId)).toBe(expected);
  });

describe("words", () => {
  check("let ab▮cd", true);
  check("let $a▮_1", true);
  check("let größe▮nwert", true);
  check("let ▮ab", false);
  check("▮ab", false);
  check("a▮ b", false);
  check("a▮b;", false);
  check("a.▮b", false);
  // `1` and `a` are no word.
  check("x = 1▮a", false);
  check("x = 0▮x1", false);
});

describe("white space", () => {
  check("a;\n▮  ", true);
  check("a; ▮\n", true);
  check("▮  ", true);
  check("a;▮ ", false);
  check("if x:▮\n", false, "python");
  check("a; ▮ b", false);
});

describe("strings", () => {
  check('f("hello ▮world (', true);
  check("f('▮a ) b", true);
  check('f("a▮")', false);
  check('f("a▮\\n', false);
  check('f("a▮\n', false);
  check('f("a" ▮) + (', false);
  check('f("a\\"▮ ) b', true);
  check("`a ▮b", true);
  check("`a ▮${", false);
  check("x = 'it▮ is", true, "python");
  check('f"{▮a.b', true, "python");
  check('f"▮{', false, "python");
  // A lifetime quotes nothing.
  check("fn f<'a>(x: &'a str▮) ", false, "rust");
  check('let s = "a ▮b ) c', true, "rust");
});

describe("comments", () => {
  check("a; // what ▮( is", true);
  check("a; // what▮\n", false);
  check('f("http://▮a ) b', true);
  check("x = 1 # it's ▮( so", true, "python");
  check("x = a //▮ (", false, "python");
  check("#define A▮ (", false, "cpp");
  check("a // b\n▮) c", false);
});
