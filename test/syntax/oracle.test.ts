/** Verdicts on short texts, by the numbers of the known edge cases of prefix parsing. */

import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/core/grammar/syntax.ts";
import { withOracle } from "./oracles.ts";
import { checkVerdicts } from "./verdicts.ts";

const viable = (language: string, ...texts: string[]) => checkVerdicts(language, "viable", ...texts);
const dead = (language: string, ...texts: string[]) => checkVerdicts(language, "dead", ...texts);
const unproved = (language: string, ...texts: string[]) => checkVerdicts(language, "unproved", ...texts);

describe("1-4 words that are not finished", () => {
  viable("typescript", "export defaul", "import { a } fro", "interface A ext", "for (const x i", "retur", "label: whi");
  dead("typescript", "export defaultx ", "interface A extendx ");
  unproved("typescript", "export defaultx");
  dead("typescript", "interface A extendx");
  viable("python", "import a a", "for x i", "with a as b:\n    pas", "async d");
  viable("rust", "pub(cr", "fn f() -> i", "impl A fo", "fn f<T>() whe");
  viable("go", "package a\nfunc f() { swi", "package a\ntype A str");
  viable("java", "class A ext", "class A { void f() thr");
  viable("csharp", "class A { int X { ge", "namespa");
});

describe("5 two words", () => {
  dead("typescript", "a b", "let a = b let", "const x = 1 const", "a b ");
  dead("python", "for x y", "for x y ");
  dead("go", "package a b");
});

describe("6 and 7 operators and numbers", () => {
  viable("typescript", "f(..", "async (a) =", "const a = b =", "x = 0x", "x = 1e", "x = 0b", "x = 1_", "a |", "a ?");
  viable("python", "x !", "x = 0x", "x = 1e", "x = 1_", "x *");
  viable("rust", "fn f() { let x = 0x", "fn f() { a .", "fn f() { for i in 0..", "fn f() -", "fn f() { match a { 1 =");
  viable("go", "package a\nfunc f() { x :", "package a\nvar x = 0x");
  viable("cpp", "int x = 0x", "auto f() -", "std:", "a <");
});

describe("8-13 strings", () => {
  viable(
    "typescript",
    '"abc',
    "'it\\'s",
    '"\\',
    '"\\u',
    '"\\u{1F',
    '"\\x',
    `\`a\${b} c`,
    "`${`",
    "`${`a",
    "`a\n",
    "x = `\\x",
    '"\\\n',
  );
  dead("typescript", '"a\n', '"a\nb', "'a\n  ");
  viable(
    "python",
    'x = "abc',
    "x = 'abc",
    'x = """a\nb',
    "x = r'a",
    "x = rb",
    "x = '''",
    'x = "\\',
    "x = '\\x4",
    '"a\\\n',
  );
  dead("python", 'x = "a\n', "x = 'a\n'");
  viable(
    "rust",
    'fn f() { let x = "abc',
    'fn f() { let x = r#"You',
    'fn f() { let x = "a\n',
    "fn f() { let x = b'",
    "fn f<'a",
    "fn f() { let x = '",
  );
  viable("go", 'package a\nvar x = "abc', "package a\nvar x = `abc\n", "package a\nvar x = 'a");
  dead("go", 'package a\nvar x = "abc\n');
  viable("java", 'class A { String x = "abc', 'class A { String x = """\nabc\n', "class A { char x = '");
  dead("java", 'class A { String x = "abc\n');
  viable("c", 'char *x = "abc', "char x = 'a", 'char *x = "a" "', 'char *x = "a\\\n');
  dead("c", 'char *x = "abc\n');
  viable("cpp", 'auto x = "abc', 'auto x = R"(abc\n', "auto x = L", 'auto x = u8"a');
  dead("cpp", 'auto x = "abc\n');
  viable(
    "csharp",
    'var x = "abc',
    'var x = $"a{b',
    'var x = $"a{',
    'var x = @"a\n',
    'var x = """\nabc\n',
    "var x = 'a",
    "var x = $",
    "var x = @",
  );
  dead("csharp", 'var x = "abc\n');
  viable("json", '["abc', '{"a', '["\\u00', '["\\');
  dead("json", '["abc\n', '{"a\n', '["a\tb');
});

describe("14-17 regular expressions and comments", () => {
  viable("typescript", "/[/", "/ab[c", "a / b / ", "x = /", "x = 1 /* foo", "/** @param", "// a", "f(a, // b");
  viable("go", "package a\nfunc f() {\n}\n/", "package a\n/* a");
  viable("java", "class A {\n}\n/", "class A { /* a");
  viable("c", "int a; /", "int a; /* b", "#defi", "#include <st");
  viable("rust", "fn f() {}\n/", "fn f() {} /* a", "/// a", "//! a");
  viable("python", "# a", "x = (  # a\n");
  viable("csharp", "class A { }\n/", "/// <summ", "#if A\nclass", "#regi");
});

describe("18-20 tags", () => {
  viable(
    "tsx",
    'a = <div className="a',
    "a = <div>text</di",
    "a = <A.B",
    "a = <div {...",
    "a = <div>a &am",
    "a = <><b/></",
  );
  viable("javascript", "a = <div>text</di", "a = <div>a &am", "a = <a.b></a.");
  dead("tsx", "a = <div></span>", "a = <div></span", "a = <div><b></div>", "a = <div><b></b></c>;\nf(");
  dead("javascript", "a = <div></>");
});

describe("21-26 generics, ends of statements, closers", () => {
  viable(
    "typescript",
    "let a: Array<Array<number>>",
    "f<T>(",
    "a = <T,>(x: T) =>",
    "a = b\n(c",
    "return\n",
    "const a = b\nconst",
  );
  viable("typescript", "try { } foo", "if (x) {\nfoo()\n}", "const f = () => {\n  return [");
  dead("typescript", "}", "foo())", "a = [1]\n)", "foo(]", "f(a, b};");
  dead("java", "class A { } }", "class A { void f() { g(]");
  dead("json", "]", "[1}", '{"a": 1,}', '{"a" 1', "1 2", '{"a": 1} x', "[01", "[1.e", "{1", "[tru1", '["\\x');
  viable("json", "[-", "[1.", "[1e+", "[tr", "// a\n{", "[1, 2] /", '{"a": [1, {', '{"a"', "{} /* a */ ", "");
  dead("cpp", "int f() { return a); ");
});

describe("27-31 and 33 Python's lines", () => {
  viable(
    "python",
    "def f():\n    ",
    "if a:\n    b\n  ",
    "match x:\n    case 1",
    "x = (\n  1,\n",
    "x = 1 \\",
    "x = 1 \\\n  + 2",
  );
  viable(
    "python",
    "try:\n    pass\nexc",
    "try:\n    pass\n\n# a\nfinally:\n    pass\nx",
    "if a:\n\tb\n\tc",
    "class A:\n    x = 1\n\n    def f",
  );
  dead(
    "python",
    "def f():\nx = 1",
    "if a:\n    x = 1\n  y = 2",
    "else:",
    "try:\n    pass\nfoo",
    "if a:\n\tb\n    c",
    "  x\n    y",
    "x = 1\n  y",
  );
});

describe("32 formatted strings", () => {
  viable(
    "python",
    'f"{a',
    'f"{x:',
    'f"{x!',
    'f"{x!r',
    "f'{a[\"b",
    'f"{{',
    'f"{a:>{b',
    'x = f"a{b}c" + f',
    "f'''{\na\n}\n",
  );
});

describe("34-37 decorators, line ends, letters", () => {
  dead("python", "@dec\nx = 1");
  viable("typescript", "const a = 1;\r\nconst b", "const 名 = 1", '"😀', '"\ud83d', '"\ufffd', "const 😀");
  viable("python", "if x:\r\n    a\r\n", "名 = 1\nif 名");
  dead("typescript", '"a\r\n');
});

describe("39-41 pragmas, embedded languages, tokens of several parts", () => {
  viable("typescript", "#!/usr/bin/env node\n", 'query("SELECT * FR', "f(() => {", 'a["b"]');
  viable("python", "#!/usr/bin/env python\nimport a", "def f(a):\n", 'a["b"]');
  viable("rust", "#![allow(dead_code)]\nfn f", "#[derive(Debug, Clo");
});

describe("duplicated cases", () => {
  viable("typescript", "switch (a) { default: b; break; case 1:");
  dead("typescript", "switch (a) { default: b; default: c }", "if (a) {} else {} else {}");
  dead("go", "package a\nfunc f() { switch a { default: b()\ndefault: c() } }\n");
});

describe("words that may stand for anything", () => {
  unproved("cpp", "API_EXPORT int f(int a) {}\nBEGIN_PART\nint b) c", "MY_TYPE(int) void f( ] ");
  dead("cpp", "int f(int a) {}\nint b) c ");
});

describe("38 broken files", () => {
  const check = (language: string, before: string, after: string, expected: Verdict | "advice only") =>
    it(`${language} ${JSON.stringify(before)} + ${JSON.stringify(after)}`, () =>
      withOracle(language, (oracle) => {
        const start = oracle.findStart(before);
        expect(start === undefined ? "advice only" : oracle.judgeFrom(start, before + after)).toBe(expected);
      }));

  const broken = "let a = (;\n\nfunction f() {\n  return [";
  check("typescript", broken, "1", "viable");
  check("typescript", broken, "1];\n", "viable");
  check("typescript", broken, "1 x ", "dead");
  check("typescript", broken, "1]; }\n}", "unproved");
  check("typescript", "let a = (;\n\nfunction f() {\n  return );\n", "a", "advice only");
  check("python", "def f(:\n  pass\n\ndef g():\n    x = ", "1\n", "viable");
  check("python", "def f(:\n  pass\n\ndef g():\n    x = ", "1\n  y", "dead");
  check("go", "package a\nfunc f( {\n}\n\nfunc g() {\n\treturn ", "a}", "viable");
});

describe("statements that go on although the line ends", () => {
  dead("python", "x = \ny", "x = 1 +\n", "if a and\n", "import\n", "a.\n");
  dead("python", "def f():\n    return return a\n\n\ndef g");
  viable(
    "python",
    "x = ...\n",
    "from a import *\n",
    "x = 1 + \\\n",
    "x = (1 +\n",
    "return\n",
    "x = '=' # = \n",
    "f() # +\n",
  );
});

describe("an error that was seen is not forgotten when the text goes on", () => {
  const check = (language: string, wrong: string, more: string) =>
    it(`${language} ${JSON.stringify(wrong)}`, () =>
      withOracle(language, (oracle) => {
        const texts = [wrong, wrong + more, wrong + more.repeat(40), wrong + more.repeat(80), wrong + more.repeat(120)];
        expect(texts.map((text) => oracle.judge(text))).not.toContain("viable");
      }));

  check("python", "x = bytes(y for y in range range(2))\n", "a = [1, 2]\n");
  check("python", "def f():\n    return return a\n\n", "def g():\n    b = 1\n");
  check("typescript", "const x = f(a b c);\n", "const a = [1, 2];\n");
  check("go", "package a\n\nfunc f() {\n\tx := := 1\n}\n", "func g() {\n\tb()\n}\n");
  check("rust", "fn f() { let x = = 1; }\n", "fn g() { b(); }\n");
  check("java", "class A { void f() { int x = = 1; } ", "void g() { b(); }\n");
});
