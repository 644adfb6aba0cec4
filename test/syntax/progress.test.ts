/** `▮` is the cursor; in a text `¦` is where it should have ended, behind it the reason. */

import { describe, expect, it } from "vitest";
import { JoinCheck } from "../../src/syntax/join.ts";
import { findProgressStop } from "../../src/syntax/progress.ts";
import { loadGrammar } from "./oracles.ts";

function checkWith(endsWithItem: boolean, language: string, marked: string, expected: string, reason: string) {
  it(`${language} ${JSON.stringify(marked)} + ${JSON.stringify(expected)}`, async () => {
    const join = new JoinCheck(await loadGrammar(language));
    const [prefix, suffix] = marked.split("▮") as [string, string];
    const text = expected.replace("¦", "");
    try {
      const stop = findProgressStop(join, { prefix, suffix }, { inserted: text, endsWithItem });
      const found = stop && `${text.slice(0, stop.keep)}¦${text.slice(stop.keep)}`;
      expect([found ?? text, stop?.reason ?? "goes on"]).toEqual([expected, reason]);
    } finally {
      join.close();
    }
  });
}

describe("closers of what the text behind closes", () => {
  const check = (language: string, marked: string, expected: string, reason = "followingText") =>
    checkWith(false, language, marked, expected, reason);

  check("typescript", "f(a, ▮);", "b¦);");
  check("typescript", "f(a, ▮);", "g(b)", "goes on");
  check("typescript", "f(a, ▮);", '")", b', "goes on");
  check("typescript", "f(a, ▮);", "/* ) */ b", "goes on");
  check("typescript", "f(a, ▮);", "/[)]/.test(b)¦)");
  check("typescript", "f(a, ▮);", "`)$" + "{g(b)}`", "goes on");
  check("typescript", "function f() {\n  ▮\n}\n", "a();\n¦}\n");
  check("typescript", "function f() {\n  ▮\n}\n", "if (a) {\n    b();\n  }\n", "goes on");
  check("typescript", "function f() {\n  ▮\n}\n", "a(); // }\n", "goes on");
  check("typescript", "if (a▮)\n", " > b) {\n", "goes on");
  check("typescript", "f(() => g(a▮));\n", ", b)) || h(c);\n", "goes on");
  check("typescript", "f(a, {▮})", "b ¦})");
  check("python", "x = [\n    ▮\n]\n", "1,\n¦]\n");
  check("python", "x = [\n    ▮\n]\n", '"]",\n', "goes on");
  check("go", "package a\n\nfunc f() {\n\t▮\n}\n", "a()\n¦}\n");
  check("rust", "fn f() {\n    ▮\n}\n", "a('}');\n¦}\n");
  check("java", "class A {\n  void f() {\n    ▮\n  }\n}\n", "g();\n  ¦}\n");
  check("json", '{"a": [▮]}', "1¦]");
  check("csharp", "class A { void F() { ▮ } }", "G(); ¦}");
  // Nobody closes it: that is what the text is for.
  check("typescript", "f(a, ▮\n", "b);\n", "goes on");
});

describe("clauses that stand behind", () => {
  const check = (language: string, marked: string, expected: string, reason = "followingText") =>
    checkWith(false, language, marked, expected, reason);

  check("typescript", "switch (a) {\n  ▮\n  case 2:\n    c();\n}\n", "case 1:\n    b();\n  ¦case 2:\n    d();\n");
  check("typescript", "switch (a) {\n  ▮\n  case 2:\n    c();\n}\n", "case 1:\n    b();\n  case 3:\n", "goes on");
  check("go", "package a\n\nfunc f() {\n\tswitch a {\n\t▮\n\tdefault:\n\t}\n}\n", "case 1:\n\t\tb()\n\t¦default:\n");
  check("rust", "fn f() {\n    match a {\n        ▮\n        _ => c(),\n    }\n}\n", "1 => b(),\n        ¦_ => d(),\n");
  check("python", "match a:\n    ▮\n    case 2:\n        c()\n", "case 1:\n        b()\n    ¦case 2:\n        d()\n");
});

describe("rules that go round", () => {
  const check = (language: string, marked: string, expected: string, reason = "repetition") =>
    checkWith(false, language, marked, expected, reason);
  const lines = (count: number, line: (index: number) => string, from = 1) =>
    Array.from({ length: count }, (_, index) => line(from + index)).join("\n");

  check("typescript", "▮", `${lines(1, (i) => `x${i} = ${i};`)}¦\n${lines(6, (i) => `x${i} = ${i};`, 2)}\n`);
  check("typescript", "▮", `${lines(3, (i) => `x${i} = ${i};`)}\n`, "goes on");
  check("python", "▮", `${lines(1, (i) => `x${i} = ${i}`)}¦\n${lines(6, (i) => `x${i} = ${i}`, 2)}\n`);
  check(
    "python",
    "if a == 0:\n    b(0)\n▮",
    `elif a == 1:\n    b(1)¦\n${lines(6, (i) => `elif a == ${i}:\n    b(${i})`, 2)}\n`,
  );
  check("python", "a = [\n▮\n]\n", `    "a1",¦\n${lines(7, (i) => `    "a${i}",`, 2)}\n`);
  check("go", "package a\n\nfunc f() {\n▮\n}\n", `\ta.b1()¦\n${lines(6, (i) => `\ta.b${i}()`, 2)}\n`);
  const called = (index: number) => `a.b(c, d, "${"xyz"[index % 3]}", e);`;
  check("typescript", "▮", `${lines(1, called)}¦\n${lines(7, called, 2)}\n`);
  const commented = (index: number) => `    ${index},  # a${index}`;
  check("python", "a = [\n▮\n]\n", `${lines(1, commented)}¦\n${lines(7, commented, 2)}\n`);
  check("typescript", "▮", `${lines(9, (i) => `a.b(c, d, "${"pqrstuvwxyz"[i]}", e);`)}\n`, "goes on");
  check("python", "a = [\n▮\n]\n", `${lines(9, (i) => `    ${i},  # ${"pqrstuvwxyz"[i]}`)}\n`, "goes on");
  check("python", "▮", `${lines(8, (i) => `self.${"abcdefghijk"[i]} = ${"abcdefghijk"[i]}`)}\n`, "goes on");
  check(
    "typescript",
    "▮",
    lines(9, (i) => `import { ${"abcdefghijk"[i]} } from "./${"abcdefghijk"[i]}";`),
    "goes on",
  );
});

describe("one item", () => {
  const check = (language: string, marked: string, expected: string, reason = "blockEnd") =>
    checkWith(true, language, marked, expected, reason);

  check("typescript", "▮", 'import a from "a";¦\n');
  check("typescript", "a();\n\n▮\n\nb();\n", "function f() {\n  c();\n}¦\n");
  check("typescript", "a();\n\n▮\n\nb();\n", "function f() {\n  c();\n", "goes on");
  check("typescript", "a();\n\n▮\n\nb();\n", "/** C. */\nfunction f() {\n  c();\n}¦\n");
  check("typescript", "▮", "if (a) {\n  b();\n}\n", "goes on");
  check("typescript", "▮", "if (a) {\n  b();\n}¦\nc();\n");
  check("typescript", "▮", "const a = [\n  1,\n];¦\n");
  check("python", "▮", "import a¦\n");
  check("python", "▮\n\n\ndef g():\n    pass\n", "def f():\n    a()\n", "goes on");
  check("python", "▮", "@dec\ndef f():\n    a()\n\n    b()¦\n\n\ndef g():\n");
  check("go", "package a\n\n▮\n", "func f() {\n\ta()\n}¦\n");
  check("go", "package a\n\n▮\n", "func f() {\n", "goes on");
  check("c", "▮\n", "int f(void) {\n  a();\n", "goes on");
  check("go", "package a\n\n▮\n", "// f is.\nfunc f() {\n\ta()\n}¦\n\nfunc g");
  check("rust", "▮", "#[derive(Debug)]\nstruct A {\n    b: u8,\n}¦\n");
  check("java", "▮", "class A {\n  int a;\n}¦\n");
  check("c", "▮", "#include <a.h>¦\n");
  check("cpp", "▮", "struct A {\n  int a;\n};¦\n");
});
