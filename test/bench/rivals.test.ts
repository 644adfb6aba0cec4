/** `▮` is the cursor, `→` stands between what is replaced behind it and what is shown. */

import { describe, expect, it } from "vitest";
import { accepted, cutAtBracket, cutToParse, type Shown, type ShownAt } from "./rivals.ts";

function toPlace(marked: string, text: string, replaced = 0): ShownAt {
  const offset = marked.indexOf("▮");
  return { shown: { start: offset, end: offset + replaced, text }, document: marked.replace("▮", ""), offset };
}

describe("brackets as Continue matches them", () => {
  const check = (marked: string, text: string, expected: string | undefined) =>
    it(`${JSON.stringify(marked)} + ${JSON.stringify(text)}`, () => {
      expect(cutAtBracket(toPlace(marked, text))?.text).toBe(expected);
    });

  check("a = ▮\n", "f(b[1])", "f(b[1])");
  check("f(▮\n", "a, b)", "a, b)");
  check("f(▮\n", "a, b));", "a, b)");
  // Its closer is the one behind the cursor, which is written over.
  check("f(▮);\n", "a, g(b));", "a, g(b));");
  check("f(▮);\n", "a, g(b)));", "a, g(b))");
  check("if (a) {\n  ▮\n}\n", "b();\n}\nc();", "b();");
  check("f(\n  ▮\n);\n", ");", ");");
  check("f(\n  ▮\n);\n", ")", ")");
  check("a = ▮\n", "}", "}");
  check("a = ▮\n", "b]", "b");
  check("a = ▮\n", " ]", " ]");
  check("a = ▮\n", '":)"', '":');
});

describe("the last place where the file parses", () => {
  const check = (marked: string, text: string, expected: string | undefined, replaced = 0) =>
    it(`${JSON.stringify(marked)} + ${JSON.stringify(text)}`, () => {
      const place = toPlace(marked, text, replaced);
      const fits = (shown: Shown) => isBalanced(accepted(place.document, shown));
      const cut = cutToParse(place, fits);
      expect(cut?.text).toBe(expected);
    });

  check("a = ▮;", "f(b)", "f(b)");
  check("a = ▮;", "f(b) + g(", "f(b) + g");
  check("a = ▮;", "f((", "f");
  check("a = ▮;", "((", undefined);
  // What is replaced goes only with a text that contains it.
  check("f(▮);", "b + (c)", "b +", 1);
  check("f(▮);", "b) + (", "b) +", 1);
  check("f(▮);", "b) + c", "b) + c", 1);
});

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
