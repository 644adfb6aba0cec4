/** `▮` is the cursor, `)→a)` in an insertion takes the place of `)`. */

import { describe, expect, it } from "vitest";
import type { Gap, Insertion } from "../../src/core/grammar/syntax.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { loadGrammar } from "./oracles.ts";

async function withCheck<Result>(language: string, use: (check: JoinCheck) => Result): Promise<Result> {
  const check = new JoinCheck(await loadGrammar(language));
  try {
    return use(check);
  } finally {
    check.close();
  }
}

function toGap(marked: string): Gap {
  const [prefix, suffix] = marked.split("▮");
  return { prefix: prefix!, suffix: suffix! };
}

/** `)→a, b);` takes the place of ")". */
function toInsertion(marked: string): Insertion {
  const [replaced, text] = marked.includes("→") ? marked.split("→") : ["", marked];
  return { text: text!, replaced: replaced!.length };
}

describe("fits", () => {
  const check = (language: string, marked: string, inserted: string, expected: boolean) =>
    it(`${language} ${JSON.stringify(marked)} + ${JSON.stringify(inserted)}`, async () => {
      expect(await withCheck(language, (join) => join.fits(toGap(marked), toInsertion(inserted)))).toBe(expected);
    });

  check("typescript", "f(a, ▮);", "b", true);
  check("typescript", "f(a, ▮);", "b);", false);
  check("typescript", "f(a, ▮);", "g(b)", true);
  check("typescript", "f(a, ▮);", "g(b", false);
  check("typescript", "f(a▮)\n", ")→, b);", true);
  check("typescript", "f(a▮)\n", ")→, b));", false);
  check("typescript", "f(▮)\nfoo();", ")→() => {", false);
  check("typescript", "if (x) {\n▮\n}", "  foo()", true);
  check("typescript", "if (x) {\n▮\n}", "  foo()\n}", false);
  check("typescript", "let a = ▮Bar;", "foo", true);
  check("typescript", "let a = b▮", " let", false);
  check("typescript", "f(▮", "a", true);
  check("typescript", "f(▮", "a)", true);
  // Wrong, but a place that is broken already is the prefix oracle's: it refuses the second bracket.
  check("typescript", "f(▮", "a))", true);
  check("typescript", "a b c;\nf(▮);", "1", true);
  check("typescript", "a b c;\nf(▮);", "1]", false);
  // What the grammar does not know is right in a file with faults, too.
  check("typescript", "a b c;\n▮\n", "class Box { accessor width = 1 }", true);
  check("typescript", "▮\na b c;", "type A = { (): B\n  <C>(d: C): C }\nusing e = f;", true);
  check("typescript", "a b c;\n▮\n", "class Box { accessor = = 1 }", false);
  check("typescript", "a b c;\n▮\n", "class Box { accessor width = 1", false);
  check("typescript", "f(▮);\na b c;", "1", true);
  check("typescript", "f(▮);\na b c;", "(", false);
  check("python", "def f():\n    ▮\n\nx = 1\n", "return 1", true);
  check("python", "def f():\n    ▮\n\nx = 1\n", "return (1", false);
  check("go", "package a\n\nfunc f() {\n\t▮\n}\n", "return", true);
  check("go", "package a\n\nfunc f() {\n\t▮\n}\n", "if a {", false);
  for (const language of ["tsx", "javascript"]) {
    check(language, "const a = ▮;\n", '<a href="x?b=1&c=2">R&D && more</a>', true);
    check(language, "const a = ▮;\n", '<a href="x?b=1&c=2">R&D && more</b>', false);
    check(language, "const a = ▮;\n", "<a>R&D</a>)", false);
    check(language, "const a = <p>R&D {▮}</p>;\n", "b", true);
    check(language, "const a = <p>R&D {▮}</p>;\n", "b)", false);
    check(language, "const a = b ▮ c;\n", "& & ", false);
  }
  check("javascript", "const a = ▮;\n", "<var for={b}>c</var>", true);
  check("python", "if a:\n    ▮\n", "x = (b +\nc)", true);
  check("python", "if a:\n    ▮\n", "x = (b +\nc))", false);
  check("rust", "fn f() { ▮ }\n", "g::<>(); let a: B<> = c;", true);
  check("rust", "fn f() { ▮ }\n", "g::<>(); let a: B<> = ;", false);
  // A comment that is not closed takes the rest of the file.
  check("typescript", "▮\nf();\n", "/*/ a", false);
  check("json", '{"a": ▮}', "[1]", true);
  check("json", '{"a": ▮}', "[1", false);
  check("css", "a { ▮ }", "color: red;", true);
  check("css", "a { ▮ }", "color: red; } b {", true);
  check("css", "a { ▮ }", "}", false);
  check("html", "<p>▮</p>", "<b>x</b>", true);
  check("php", "<?php\nf(▮);\n", "$a", true);
  check("php", "<?php\nf(▮);\n", "$a, [", false);
  check("bash", "if a; then\n▮\nfi\n", "  b", true);
  check("ruby", "def f\n▮\nend\n", "  g(1)", true);
  check("ruby", "def f\n▮\nend\n", "  g(1", false);
  check("yaml", "a:\n  - ▮\n", "b", true);
  check("yaml", "a:\n  - ▮\n", "[b", false);
  // What the grammar does not know.
  check("python", "def f():\n    a = 1\n    ▮\n    return a\n", "if a:", false);
  check("python", "def f():\n    a = 1\n    ▮\n    return a\n", "if a:\n        pass", true);
  check("python", "try:\n    a()\n▮\nexcept E:\n    b()\n", "    c()", true);
  check("python", "try:\n    a()\n▮\nexcept E:\n    b()\n", "c()", false);
  check("python", "if a:\n    b()\n▮\nelse:\n    c()\n", "else:\n    d()", false);
  check("tsx", "const a = <b>▮</b>;", "<i></i>", true);
  check("tsx", "const a = <b>▮</b>;", "<i></u>", false);
  check("go", "package a\n\nfunc f() {\n\tswitch a {\n\t▮\n\tdefault:\n\t}\n}\n", "default:", false);
  check("go", "package a\n\nfunc f() {\n\tswitch a {\n\t▮\n\tdefault:\n\t}\n}\n", "case 1:", true);
  check("json", '{"a": 1▮}', ', "b": 2', true);
  check("json", '{"a": 1▮}', ', "b"', false);
  check("typescript", "if (a) {\n  b();\n}▮ else {\n  c();\n}\n", " else {\n  d();\n}", false);
});

describe("findLegalEnds", () => {
  const check = (language: string, marked: string, insertedWithEnds: string, expected: readonly string[]) =>
    it(`${language} ${JSON.stringify(marked)} + ${JSON.stringify(insertedWithEnds)}`, async () => {
      const parts = insertedWithEnds.split("|");
      const ends = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("").length);
      const inserted = parts.join("");
      const legal = await withCheck(language, (join) => join.findLegalEnds(toGap(marked), inserted, ends));
      expect(legal.map((end) => inserted.slice(0, end))).toEqual(expected);
    });

  check("typescript", "f(a, ▮);", "b|, [|c|]|);|", ["b", "b, [c]"]);
  check("typescript", "if (x) {\n  ▮\n}", "a = |b|;\n  c(|d|)|;|", ["a = b", "a = b;\n  c(d)", "a = b;\n  c(d);"]);
  check("python", "x = [▮]\n", "a| for| b| in| c|", ["a", "a for b in c"]);
});

describe("findLastStatementEnd", () => {
  const check = (language: string, marked: string, inserted: string, expected: string | undefined) =>
    it(`${language} ${JSON.stringify(marked)} + ${JSON.stringify(inserted)}`, async () => {
      const end = await withCheck(language, (join) => join.findLastStatementEnd(toGap(marked), inserted));
      expect(end === undefined ? undefined : inserted.slice(0, end)).toBe(expected);
    });

  check("typescript", "{\n  ▮\n}\n", "a();\n  b(c, {", "a();");
  check("typescript", "{\n  ▮\n}\n", "a(", undefined);
  check("go", "package a\n\nfunc f() {\n\t▮\n}\n", "x := 1\n\tif x {", "x := 1");
  check("python", "def f():\n    ▮\n", "a = 1\n    b = (", "a = 1");
});
