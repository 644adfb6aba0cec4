/** `▮` is the cursor. */

import { describe, expect, it } from "vitest";
import type { Where } from "../../src/core/grammar/syntax.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { whereIs } from "../../src/syntax/whereIs.ts";
import { loadGrammar } from "./oracles.ts";

function check(language: string, expected: Where, ...texts: string[]) {
  for (const marked of texts)
    it(`${language} ${JSON.stringify(marked)}: ${expected}`, async () => {
      const join = new JoinCheck(await loadGrammar(language));
      const [prefix, suffix] = marked.split("▮") as [string, string];
      try {
        expect(whereIs(join.rootOf({ prefix, suffix }), { prefix, suffix })).toBe(expected);
      } finally {
        join.close();
      }
    });
}

describe("in a string or a comment", () => {
  check(
    "typescript",
    "text",
    'a = "b▮";',
    "a = `b\n▮\n`;",
    "// a▮",
    "// a▮\nb();",
    "/* a\n * ▮\n */",
    "/** a▮ */",
    "a = /b▮/;",
  );
  check("typescript", "expression", "a = `b$" + "{▮}`;", "a();▮ // b");
  check("python", "text", 'def f():\n    """A.\n\n    ▮\n    """\n', "# a▮\n", "x = 'a▮'\n");
  check("python", "expression", "x = f'{▮}'\n", "x = 1▮  # a\n");
  check(
    "go",
    "text",
    "package a\n\n// f is▮\nfunc f() {}\n",
    'package a\n\nvar x = "a▮"\n',
    "package a\n\nvar x = `\n▮\n`\n",
  );
  check("rust", "text", "/// a▮\nfn f() {}\n", 'fn f() { a("b▮"); }');
  check("json", "text", '{"a▮": 1}', '{"a": "▮b"}');
  check("c", "text", '#include "a▮"\n', "/* a▮ */", 'char *a = "▮b";');
});

describe("behind what opens a body", () => {
  check(
    "typescript",
    "opensBody",
    "function f() {▮}",
    "f(() => {▮});",
    "const a = () =>▮;",
    "const a = [▮];",
    "class A {▮\n}",
  );
  check("typescript", "opensBody", "switch (a) {\n  case 1:▮\n}", "switch (a) {\n  default:▮\n}");
  check(
    "typescript",
    "expression",
    "const a = ▮;",
    "f(a, ▮);",
    "const a = b ? c :▮ d;",
    "let a:▮ B;",
    "a();▮",
    "if (a > ▮) {}",
  );
  check("tsx", "opensBody", "a = <ul>▮</ul>;");
  check("tsx", "expression", "const a = useState<string>▮();", "a = b >▮ c;");
  check(
    "python",
    "opensBody",
    "def f():▮\n    pass\n",
    "def f(a: int) -> str:▮\n",
    "if a:▮\n",
    "for a in b:▮\n",
    "try:\n    a()\nexcept E:▮\n",
  );
  check("python", "opensBody", "else:▮\n", "class A:\n    def f(self):▮\n", "x = [▮]\n", "match a:\n    case 1:▮\n");
  check("python", "expression", "f = lambda x:▮ 1\n", 'x = {"a":▮ 1}\n', "x = a[1:▮]\n", "x:▮ int = 1\n", "x = ▮\n");
  check(
    "go",
    "opensBody",
    "package a\n\nfunc f() {▮\n}\n",
    "package a\n\nfunc f() {\n\tswitch a {\n\tcase 1:▮\n\t}\n}\n",
  );
  check("go", "expression", "package a\n\nfunc f() {\n\tx :=▮ 1\n}\n");
  check("rust", "opensBody", "fn f() {▮}", "fn f() {\n    match a {\n        1 =>▮ b,\n    }\n}\n");
  check("ruby", "opensBody", "a.each do▮\nend\n", "if a then▮\nend\n");
  check("cpp", "opensBody", "class A {\n public:▮\n};\n");
});

describe("on an empty line", () => {
  check(
    "typescript",
    "body",
    "function f() {\n  ▮\n}",
    "class A {\n  ▮\n}",
    "f(\n  a,\n  ▮\n);",
    "const a = {\n  ▮\n};",
    "a = [\n▮\n];",
  );
  check("typescript", "topLevel", "▮", "a();\n▮\nb();", "function f() {}\n\n▮\n");
  check("python", "topLevel", "a()\n▮\nb()\n", "▮");
  check("python", "body", "def f():\n    a()\n    ▮\n    b()\n");
  check("go", "body", "package a\n\nfunc f() {\n\t▮\n}\n");
  check("go", "topLevel", "package a\n\n▮\n\nfunc f() {}\n");
  check("json", "body", "{\n  ▮\n}", "[\n  1,\n  ▮\n]");
});
