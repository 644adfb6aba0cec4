/** Texts that are right, or may become right, although the grammar alone cannot follow them; and their neighbours that are wrong. */

import { describe, expect, it } from "vitest";
import { withOracle } from "./oracles.ts";
import { checkVerdicts as check } from "./verdicts.ts";

describe("a comment just begun that a regular expression could be", () => {
  for (const language of ["typescript", "tsx", "javascript"]) {
    check(
      language,
      "viable",
      "/*/ A",
      "x = 1;\n/*/ A b c",
      'x = 1;\n/*/ + "a\n',
      "f(a /*/ b c",
      "/*/ A */ b",
      "/* a /*/ b",
    );
    check(language, "dead", "/*/ A */ b c ", "f(a b /*/ c ", 'src = "/**\n', "a /b/ c d ");
  }
  it("a file that goes on inside of it", () =>
    withOracle("typescript", (oracle) => {
      const lines = "const a = f(b, c);\n".repeat(100);
      expect(oracle.judge(`${lines}/*/\nconst d = 1;\nand then`)).toBe("viable");
      expect(oracle.judge(`${lines}const d = 1;\nand then `)).toBe("dead");
    }));
});

describe("texts and attributes of tags", () => {
  for (const language of ["tsx", "javascript"]) {
    check(language, "viable", 'a = <b c="', 'a = <b c="\n', 'a = <b c="d\ne', "a = <b c='d\ne' f={", 'a = <b c="&\n');
    check(language, "viable", 'a = <b c="x?d=1&e=2" f', 'a = <b c="d && e', 'a = <b c="R&D"/>', 'a = <b c="&#x z" d');
    check(language, "viable", "a = <b>R&D</b>", "a = <b>R && D ", "a = <b>&amp; R&D <i c='&e\n' /> &");
    check(language, "dead", "a = <b>R&D</c>", "a = <b>R&D } ", "f(a & & b) ", "f(&&b) ", '"a &\n', 'a = <b c={"\n');
  }
});

describe("keywords as names of tags and attributes", () => {
  for (const language of ["tsx", "javascript"]) {
    check(language, "viable", "a = <var>x</var>", "a = <var>x</va", "a = <svg><switch><i/></switch", "f(<this.x>");
    check(language, "viable", 'a = <label for={b} class="c" in={d} default />');
    check(language, "dead", "a = <var>x</b", "a = <var>x</if>", "a = <b>x</b> var ", "a = b < var x");
  }
});

describe("names with dots", () => {
  check("tsx", "viable", "a = <b . c></b.c>", "a = <b.c></b. c>;\nf(");
  check("tsx", "dead", "a = <b . c></b.d>");
});

describe("brackets over several lines in Python", () => {
  check("python", "viable", "if a:\n    x = [b for\n c in d]", "if a:\n    x = [b for  # e\nc in\nd]\n    f()");
  check("python", "viable", "if a:\n    if (b and\nc or not\n  d):\n        e");
  check(
    "python",
    "viable",
    "if a:\n    x = (b +\nc  # d\n\n        )\n    y = [b ==\n  c",
    "def f():\n    g(a and\nb)\n    c",
  );
  check("python", "dead", "if a:\n    x = [b for\nc d]", "if a:\n    x = [b for\nc in d]]", "if a:\n    x = b for\nc");
  check("python", "dead", "if a:\n    x = [b for\nc in d]\n  e", "def f(\n    a,\n\ndef g");
});

describe("empty lists between angles in Rust", () => {
  check(
    "rust",
    "viable",
    "fn f() -> Result<>",
    "impl<>",
    "impl<> AsMut",
    "fn f() { a::<>::b(); g::<>(",
    "struct A<>;\n",
  );
  check("rust", "dead", "fn f() { a <> b; ", "fn f() -> Result<>> {", "impl<<>> A ");
});

describe("strings of several lines and empty declarations in CSS", () => {
  check(
    "css",
    "viable",
    'a { b: "c\\\nd"; }',
    "a { b: 'c\\\r\nd', \"e\\\nf",
    "a { b: c; ;; d: e",
    "a { b: 'c\\\n d\\\n e'",
  );
  check("css", "dead", 'a { b: "c\\\nd\ne; }\n', "a { b: ; c", "a { b;; }", "a { b: c;) ");
  check("css", "viable", "@media (a: 1px) {;");
  check("css", "unproved", "a { b: 'c'; }\\\n", 'a { b: "c\nd', '@font-face { src: url(a) format("b\nc');
});
