import { describe, expect, it } from "vitest";
import { Parser } from "web-tree-sitter";
import { isTooLoose } from "../../src/syntax/looseness.ts";
import { loadGrammar } from "./oracles.ts";
import { PROGRAMS } from "./programs.ts";

function check(language: string, text: string, expected: boolean): void {
  it(`${language} ${JSON.stringify(text.slice(0, 60))}`, async () => {
    const grammar = await loadGrammar(language);
    const parser = new Parser();
    parser.setLanguage(grammar.language);
    const tree = parser.parse(text)!;
    expect(isTooLoose(text, tree.rootNode, language)).toBe(expected);
    tree.delete();
    parser.delete();
  });
}

describe("what only the grammar takes", () => {
  check("typescript", "function f() {}\n|0\n", true);
  check("typescript", "async function f() {}\n.then\n", true);
  check("typescript", "class A {}\n|0\n", true);
  check("typescript", "f();\ncase\n", true);
  check("typescript", "for (;;) break else;\n", true);
  check("javascript", "function f() {}\n%x\n", true);
  check("javascript", "try { a(); }\nb();\n", true);
  check("python", "@dec - *int(1)\ndef f(): pass\n", true);
  check("python", "lambda *a.b: 0\n", true);
  check("python", "def f(a, int: str: *b): pass\n", true);
  check("python", "match *a * x:\n    case _: pass\n", true);
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
