import { describe, expect, test } from "vitest";
import {
  findLoop,
  findRepeatedBlock,
  isSignificant,
  isStretched,
  repeatsLine,
  squeeze,
} from "../../../src/core/place/repetition.ts";

test.each([
  ["  a  =\t b ", "a = b"],
  ["", ""],
])("%j squeezed", (line, expected) => {
  expect(squeeze(line)).toBe(expected);
});

describe("significant", () => {
  const check = (expected: boolean, ...lines: string[]) =>
    test.each(lines)(`%j: ${expected}`, (line) => expect(isSignificant(line)).toBe(expected));

  check(true, "return x;", "foo();", "const a = 1;", "if (a) {", "elif b:", "漢字を", "<div class='a'>");
  check(false, "}", "});", "else {", "} else {", "return;", "break;", "pass", "end", "fi", "</div>", "", "---", "i++");
});

describe("loops", () => {
  /** Lines divided by spaces; the index of the first one too many. */
  const check = (lines: string, expected: number | undefined) =>
    test(lines, () => expect(findLoop(lines.split(" "))).toBe(expected));

  check("foo()", undefined);
  check("foo() foo()", undefined);
  check("foo() foo() foo()", 1);
  check("bar() foo() foo() foo()", 2);
  check("foo() bar() foo()", undefined);
  check("foo() bar() foo() bar()", 2);
  check("a() foo() bar() baz() foo() bar() baz()", 4);
  check("} } }", undefined);
  check("foo() foo() bar()", undefined);
});

describe("copies of what stands above", () => {
  const check = (above: string, lines: string, expected: number | undefined) =>
    test(`${above} | ${lines}`, () => expect(findRepeatedBlock(lines.split(" "), above.split(" "))).toBe(expected));

  check("one() another()", "another()", 0);
  check("one() another()", "one() another()", 0);
  check("one() another()", "one()", undefined);
  check("one() }", "}", undefined);
  check("first() second() third() fourth() fifth() x", "new() first() second() third() fourth() fifth()", 1);
  check("first() second() third() x", "new() first() second() third()", undefined);
});

describe("the line above once more", () => {
  test.each([
    ["value = compute()", "value = compute()", true],
    ["value = compute()", "value = another()", false],
    ["x++;", "x++;", false],
    ["value = compute()", undefined, false],
  ])("%j under %j", (line, above, expected) => {
    expect(repeatsLine(line, above)).toBe(expected);
  });
});

describe("stretched", () => {
  const check = (name: string, line: string, expected: boolean) =>
    test(name, () => expect(isStretched(line)).toBe(expected));

  check("a usual line", "  const total = items.reduce((sum, item) => sum + item.price * item.count, 0);", false);
  check("round in circles", `f(${"a, ".repeat(30)}`, true);
  check("in larger circles", "if (a.b.c && ".repeat(8), true);
  check("not yet", "f(a, a, a, a", false);
  check("a rule of dashes", `// ${"-".repeat(74)}`, false);
  check("an endless rule of dashes", `// ${"-".repeat(100)}`, true);
  check("endless", "abcdefghijklmnopqrstuvwxyz".repeat(20), true);
  check("deep white space", " ".repeat(60), false);
});
