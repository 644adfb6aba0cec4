/** `▮` is the cursor, `)→a)` takes the place of `)`, and what ends with `…` must fit. */

import { describe, expect, it } from "vitest";
import { chooseInsertion } from "../../src/syntax/choice.ts";
import { focusOf } from "../../src/syntax/gap.ts";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { loadGrammar, openOracle } from "./oracles.ts";

function check(language: string, marked: string, texts: readonly string[], expected: string) {
  it(`${language} ${JSON.stringify(marked)} + ${JSON.stringify(texts)}`, async () => {
    const [prefix, suffix] = marked.split("▮") as [string, string];
    const join = new JoinCheck(await loadGrammar(language));
    const oracle = await openOracle(language);
    const insertions = texts.map((text) => {
      const [replaced, inserted] = text.includes("→") ? text.split("→") : ["", text];
      return { text: inserted!.replace(/…$/, ""), replaced: replaced!.length, mustFit: text.endsWith("…") };
    });
    try {
      const gap = { prefix, suffix };
      const start = oracle.findStart(prefix);
      const focus = focusOf(gap, languageOf(language)!);
      const choice = chooseInsertion({ join, oracle, gap, focus, start, learnt: new Set() }, insertions);
      expect(`${choice.footing}: ${choice.chosen === undefined ? "none" : texts[choice.chosen]}`).toBe(expected);
    } finally {
      join.close();
      oracle.close();
    }
  });
}

describe("in a clean file only what adds no error", () => {
  check("typescript", "f(a, ▮);\n", ["b);", "b"], "clean: b");
  check("typescript", "f(a, ▮);\n", ["b);", "(b"], "clean: none");
  check("typescript", "{\n  ▮\n}\n", ["a();\n  b(c, {", "a();\n  b(c, {})", "a();"], "clean: a();\n  b(c, {})");
  check("go", "package a\n\nfunc f() {\n\t▮\n}\n", ["if x {", "if x {\n\t}"], "clean: if x {\n\t}");
  check("python", "def f():\n    a = 1\n    ▮\n    b()\n", ["if a:", "c()"], "clean: c()");
  check("typescript", "f(a▮)\n", [")→, (b)", ")→, b);"], "clean: )→, b);");
});

describe("the error is elsewhere", () => {
  check("typescript", "a b c;\n\nf(▮);\n", ["1]", "1"], "clean: 1");
  check("typescript", "f(▮);\n\na b c;\n", ["(", "1"], "clean: 1");
});

describe("what stands in front is unfinished", () => {
  check("typescript", "const a = [▮\n", ["1)", "1,"], "unfinished: 1,");
  check("typescript", "if (▮\n\nfunction f() {}\n", ["a) {", "a]"], "unfinished: a) {");
  check("typescript", "if (▮\n\nfunction f() {}\n", ["a]"], "unfinished: none");
  check("typescript", "if (▮\n\nfunction f() {}\n", ["a) {…", "a)"], "unfinished: a)");
  // With what stands behind the cursor it is whole.
  check("typescript", "if (▮\n  b();\n}\n", ["a) {…", "a)"], "unfinished: a) {…");
  check("go", "package a\n\nfunc f() {\n\tfor _, ▮\n}\n", ["a := range b {"], "unfinished: a := range b {");
  check("python", "def f():▮\n\nx = 1\n", ["\n    return 1"], "unfinished: \n    return 1");
  check("python", "def f():\n    if ▮\n\nx = 1\n", ["a:"], "unfinished: a:");
});

describe("what stands around cannot be followed: nothing is refused", () => {
  check("typescript", "let a = (;\nfunction f() {\n  return );\n▮", ["]"], "broken: ]");
});

describe("a comment that nothing closes", () => {
  const [line, whole] = ["one to a number.", "one to a number.\n */"];
  check("typescript", "/**\n * Adds ▮\n", [line], `clean: ${line}`);
  check("typescript", "/**\n * Adds ▮\n", [whole], `clean: ${whole}`);
  check("typescript", "/**\n * Adds ▮\nfunction add() {}\n", [line], `clean: ${line}`);
  check("typescript", "/**\n * Adds ▮\nfunction add() {}\n", [`${whole}\n}`, whole], `clean: ${whole}`);
  check("typescript", "/**\n * Adds ▮\n/** Takes one away. */\nlet a;\n", [line], `clean: ${line}`);
  check("go", "package a\n\n/*\nAdds ▮\n", [line], `clean: ${line}`);
  check("css", "a { b: c }\n\n/*\nAdds ▮\nd { e: f }\n", [`${line} */ }`, line], `clean: ${line}`);
  check("typescript", "/* Adds ▮ */\nf();\n", ["one */ )", "one"], "clean: one");
});
