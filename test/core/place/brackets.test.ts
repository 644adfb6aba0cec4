import { describe, expect, test } from "vitest";
import { findLanguage } from "../../../src/core/languages/languages.ts";
import { findUnmatched, indentWidth } from "../../../src/core/place/brackets.ts";
import { findOpen } from "../../../src/core/place/owners.ts";
import { cursorMark } from "./marks.ts";

describe("without a partner", () => {
  /** Unmatched closers, then openers; a `?` per open string. */
  const check = (text: string, expected: string, languageId = "unknown") =>
    test(`${languageId} ${JSON.stringify(text)}`, () => {
      const { openers, closers, quotes } = findUnmatched(text, findLanguage(languageId));
      const spell = (brackets: readonly { readonly character: string }[]) =>
        brackets.map(({ character }) => character).join("");
      expect(`${spell(closers)} ${spell(openers)}${"?".repeat(quotes)}`.trim()).toBe(expected);
    });

  check("f(a[0], {b: 1})", "");
  check("f(a, {", "({");
  check("}))", "}))");
  check(") + (", ") (");
  check("f('(', \")\")", "");
  check('f("a\\")")', "");
  check("don't (", "(");
  check("fn f<'a>(x: &'a str) {", "{", "rust");
  check("f('(', '\\'', '\\u{7b}') {", "{", "rust");
  check("f(don't (", "((", "markdown");
  check("f(f'(', rb'(')", "", "python");
  check('f("a', "(?");
  check('f("a\ng("b")', "(?");
  check("`(`", "");
  // Lines of comment.
  check("// a) b\nf(", "(");
  check("  # a) b\nf(", "(");
  check("-- a)\nf(", "(");
  check("/* [a, b) */ f(", "(");
  check("/**\n * [a, b)\n */\nf(", "(");
  check("f(/* ) */", "(");
  check("/* f(", "");
  // Patterns.
  check("case $1 in\n  -h | --help) f (\n", "(");
  check("a ;;\n  *) b ;;\n", "");
  check("f(a,\n  b)", "");
  check("a;\n  b)", ")");
  check("f(a // b)", "(", "typescript");
  check("f(a // b)", "", "python");
  check("f(a); // b)", "", "typescript");
  check("f(a) # b)", "", "python");
  check("f(a) -- b)", "", "lua");
  check("(* f( *) g(", "(", "ocaml");
  check("<!-- f(\n --> g(", "(", "html");
  // Not comments.
  check("#[derive(", "[(", "rust");
  check("rm -r a/* b)", ")", "shellscript");
  check("f(<a>http://b</a>)", "", "typescriptreact");
  check("# f(", "(", "c");
  // Regular expressions.
  check("f(/[)\\]}]/, (", "((");
  check("a = /\\{([^}]+)\\}/g; (", "(");
  check("return /[(]/.test(", "(");
  check("a + /^[)\\]}]*/.exec(", "(");
  check("case /[(]/.test(", "(");
  check("a++ /b(/ c(", "((");
  check("(a / b) / (c", "(");
  check("x = a / (b + c) / d", "");
  // Something inside was left open.
  check("{ ( }", "");
  check("( } )", "}");
});

describe("open at the cursor", () => {
  /** Innermost first. */
  const check = (marked: string, ...expected: string[]) =>
    test(JSON.stringify(marked), () => {
      const { text, cursor } = cursorMark(marked);
      expect(findOpen(text, cursor, findLanguage("typescript")).map(({ owner }) => owner)).toEqual(expected);
    });

  check("a▮");
  check("f(▮", "nobody");
  check("f(▮)", "sameLine");
  check("f(() => {▮})", "sameLine", "sameLine");
  check("f(() => {▮\n})", "later", "later");
  check("f(▮\n)", "later");
  check("if (a) {\n  ▮\n}", "later");
  check("if (a) {\n  ▮", "nobody");
  check("function f() {\n  if (a) {▮\n}", "nobody", "later");
  check("function f() {\n  if (a) {\n    ▮\n  }\n}", "later", "later");
  check("function f() {\n  g(▮\n}", "nobody", "later");
  check("function f() {\n  g(▮)\n}", "sameLine", "later");
  check("function f() {\n  g(▮\n  h();\n}", "nobody", "later");
  check("x = [\n    1,▮\n    ]", "later");
  // A stray closer is not in the way.
  check("if (a) {▮\n  // 1) first\n}", "later");
  check("f(a) {▮\n}\n\ng() {\n}", "later");
});

test.each([
  ["", 0],
  ["  ", 2],
  ["\t", 4],
  [" \t", 4],
  ["\t ", 5],
])("columns of %j", (indent, width) => {
  expect(indentWidth(indent)).toBe(width);
});

test("a long text around the cursor takes no longer than a short one needs", () => {
  const filler = "a();\n".repeat(100_000);
  const { text, cursor } = cursorMark(`${filler}if (a) {▮\n}\n${filler}`);
  expect(findOpen(text, cursor, findLanguage("typescript"))).toEqual([{ closer: "}", owner: "later", width: 0 }]);
});
