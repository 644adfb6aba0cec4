import { describe, expect, it } from "vitest";
import { Parser } from "web-tree-sitter";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { isTooLoose } from "../../src/syntax/looseness.ts";
import { loadGrammar } from "./oracles.ts";
import { PROGRAMS } from "./programs.ts";

function check(language: string, text: string, expected: boolean): void {
  it(`${language} ${JSON.stringify(text.slice(0, 60))}`, async () => {
    const grammar = await loadGrammar(language);
    const parser = new Parser();
    parser.setLanguage(grammar.language);
    const tree = parser.parse(text)!;
    expect(isTooLoose(text, tree.rootNode, languageOf(language)!.facts)).toBe(expected);
    tree.delete();
    parser.delete();
  });
}

describe("what only the grammar takes", () => {
  check("typescript", "function f() {}\n|0\n", true);
  check("typescript", "async function f() {}\n.then\n", true);
  check("typescript", "class A {}\n|0\n", true);
  check("typescript", "export default class A {}\n%x\n", true);
  check("javascript", "export default function () {}\n- x;\n", true);
  check("javascript", "export default async function f() {} .then\n", true);
  check("typescript", "export default class A {}\n", false);
  check("typescript", "export default class extends B {}\nx;\n", false);
  check("typescript", "export default async function* () {}\n", false);
  check("typescript", "export default (class {}).a;\n", false);
  check("typescript", "export default classes + 1;\n", false);
  check("typescript", "x - (a: B);\n", true);
  check("typescript", "const f = (a: B) => a;\nconst g = (a: B, b?: C): D => (b);\n", false);
  check("typescript", "const a = (b ? c : d) || ({ e: f });\n", false);
  check("typescript", "f();\ncase\n", true);
  check("typescript", "for (;;) break else;\n", true);
  check("javascript", "function f() {}\n%x\n", true);
  check("javascript", "try { a(); }\nb();\n", true);
  check("python", "@dec - *int(1)\ndef f(): pass\n", true);
  check("python", "lambda *a.b: 0\n", true);
  check("python", "def f(a, int: str: *b): pass\n", true);
  check("python", "match *a * x:\n    case _: pass\n", true);
});

describe("what only the grammar takes: a sign or a word too many", () => {
  for (const language of ["typescript", "javascript"]) {
    check(language, "f(a, , b);\n", true);
    check(language, "f(\n  a,\n  ,\n);\n", true);
    check(language, "f(, a);\nnew A(a,,b);\n", true);
    check(language, "x = { a, , b };\n", true);
    check(language, "const { a, , b } = c;\n", true);
  }
  check("typescript", "f(200, max-age=10);\n", true);
  check("javascript", "a || b = c;\n", true);
  check("tsx", "!a += 1;\n", true);
  check("javascript", "a ?? async () => b;\n", true);
  for (const right of [
    "a = b = c - d;",
    "a ? b = c : d = e;",
    "x => a = b;",
    "(a - b, c = d);",
    "a || (b = c);",
    "f(a - b, () => c);",
  ])
    check("typescript", `${right}\n`, false);
  check("typescript", "type A = B | | C;\n", true);
  check("typescript", "type A = B & & C;\n", true);
  check("typescript", "type A = B & | C;\n", true);
  check("tsx", "type A = | | B;\n", true);
  check("go", "package a\nfunc f() { if a && && b { } }\n", true);
  check("go", "package a\nvar x = &&a\n", true);
  check("csharp", "class A { void F() { if (a && && b) { } } }\n", true);
  check("java", "class A { private private int x; }\n", true);
  check("java", "public static final public class A { }\n", true);
  check("java", "class A { private static public void f() { } }\n", true);
  check("java", "class A { void f(final final int x) { } }\n", true);
  check("csharp", "public public class A { static readonly static int x; }\n", true);
  check("php", "<?php class A { public public $x; }\n", true);
  check("php", "<?php class A { private static public function f() { } }\n", true);
  check("php", "<?php class A { readonly readonly int $x; }\n", true);
  check("rust", "unsafe unsafe fn f() { }\n", true);
  check("php", "<?php isset( ($a));\n", true);
  check("php", "<?php if (isset($a, $b->c())) { }\n", true);
  check("css", 'a { content: "b\nc"; }\n', true);
  check("css", "a[b='c\nd'] { }\n", true);
  check("html", "<p class=a id=b CLASS=c>d</p>\n", true);
  check("html", "<input disabled disabled/>\n", true);
});

describe("what the language takes too: the same signs and words elsewhere", () => {
  check("html", '<p class="a" {% if b %}class="c"{% endif %}><b class="a"></b></p>\n', false);
  check("html", "<p data-a data-a-b :a='b' a='c' @click='d' @click.once='e'></p>\n", false);
  for (const language of ["typescript", "javascript"]) {
    check(language, "x = [a, , b, , ];\nconst [, c, , d] = x;\nf(a, [, b],);\n", false);
    check(language, 'x = "f(a, , b)";\n// f(a, , b)\ny = /f(,,)/;\nz = `{, ,}`;\n', false);
    check(language, "for (;;) { }\nx = { a, b, };\n", false);
    check(language, "x = a || b && c & d | e;\n", false);
  }
  check("typescript", "type A = | B | C;\ntype D =\n  | B\n  | (| C)[];\n", false);
  check("typescript", "type A = B | & C;\ntype D = B | (() => | C);\ntype E = | B & C;\n", false);
  check("typescript", "type A = { a: | B } | { b: & C };\ntype F<T = | B> = T | F<| B>;\n", false);
  check("typescript", "class A { private private; static static() { } }\n", false);
  check("go", 'package a\nvar x, y, z = a && b, a & &b, a && &b // && && \nvar w = "&& &&"\n', false);
  check("csharp", "class A { bool F() { return a && b && !c && &d != e; } }\n", false);
  check("rust", "fn f() { if a && &&b == c { } }\n", false);
  check("cpp", "void f(T&& a) { if (a && b) { void* p = &&l; } l: g(); }\n", false);
  check("java", "class A { public static final int X = 1; @B @B private int y; // private private\n }\n", false);
  check("java", 'class A { String s = "public public"; private int privately; }\n', false);
  check("csharp", "class A { private protected int x; protected internal int Y { private get; set; } }\n", false);
  check("php", "<?php class A { public private(set) int $x; public static function f() { } }\n", false);
  check("php", "<?php isset($a, $b['c'], $d->e, $f?->g, $h::$i, f()[0], $$j); empty(($a)); $k->isset(f());\n", false);
  check("css", 'a { content: "b\\A c"; background: url("d"); } /* "\n" */ b::before { content: \'"\'; }\n', false);
});

describe("what the language takes too", () => {
  check("typescript", "(function () {})();\nconst a = class {};\nclassy();\nfunctional | 0;\n", false);
  check("typescript", "x.case = { case: 1, default: y.delete };\n", false);
  check("typescript", "export default function () {}\nexport default class {}\n", false);
  check("typescript", "class A {}\n[0]\n", false);
  check("python", "case = 1\n", false);
  check("typescript", "try { a(); } catch { b(); }\ntry { a(); } finally { b(); }\n", false);
  check("java", "class A { void f() { try { a(); } finally { } try (R r = b()) { a(); } } }\n", false);
  check("php", "<?php\ntry { a(); } catch (E $e) { b(); }\n", false);
  check("csharp", "class A { void F() { try { G(); } catch { } finally { } } }\n", false);
  check("cpp", "void f() { try { g(); } catch (...) { } }\n", false);
  check("rust", "fn f() { a()?; }\n", false);
  check("python", "f(*a, **b)\nx = [*a, *b]\ny = *a, b\nfor z in *a, b: pass\nd = {**a}\n", false);
  check("python", "def g(*args: int, **kw): pass\nh = lambda *a, **k: a\nfirst, *rest = x\n", false);
  check("python", PROGRAMS.python!, false);
  for (const language of ["typescript", "tsx", "javascript"]) check(language, PROGRAMS[language]!, false);
});
