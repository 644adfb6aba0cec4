/** Where a text is read afresh behind what its grammar cannot follow, and what is refused there all the same. */

import { describe, expect, it, test, vi } from "vitest";
import { Parser } from "web-tree-sitter";
import type { Verdict } from "../../src/core/grammar/syntax.ts";
import { planRestart, readFrom } from "../../src/syntax/restart.ts";
import { openOracle, withOracle } from "./oracles.ts";

/** `¦` stands where the grammar stopped; what is read in place of the text. */
function checkPlan(language: string, marked: string, read: string | undefined): void {
  it(`${language} ${JSON.stringify(marked)}`, () => {
    const text = marked.replace("¦", "");
    const plan = planRestart(text, marked.indexOf("¦"), language);
    expect(plan && readFrom(plan, text)).toBe(read);
  });
}

describe("a statement behind the fault, in the blocks that are open there", () => {
  checkPlan("typescript", "a(¦;\nb();\nc", "b();\nc");
  checkPlan("typescript", "if (x) {\n  a(¦;\n  b();\n}\nc", "if (x) {  b();\n}\nc");
  checkPlan(
    "go",
    "func f() {\n\ta¦ b\n\tfor i := 0; i < 3; i++ {\n\t\tc()\n",
    "func f() {\tfor i := 0; i < 3; i++ {\n\t\tc()\n",
  );
  checkPlan("csharp", "class A {\n  int b = ¦[];\n  void C() {\n    d();\n", "class A {  void C() {\n    d();\n");
  checkPlan("java", "f(¦a,\n  b,\n  c);\nd();\n", "d();\n");
  checkPlan(
    "python",
    "class A:\n    b = ¦c d\n    def e(self):\n        f\n",
    "def f():\n    def e(self):\n        f\n",
  );
  checkPlan("python", "try:\n    a¦ b\n    c\nexcept D:\n    e\n", "try:\n    c\nexcept D:\n    e\n");
  checkPlan("html", "<p ¦<b>\n  text\n<i>c</i>", "<i>c</i>");
  checkPlan("typescript", "a(¦b c", undefined);
});

/** Judged with the fault in front: what the end of the text is worth. */
function check(language: string, expected: Verdict, text: string): void {
  it(`${language} ${expected} ${JSON.stringify(text)}`, () =>
    withOracle(language, (oracle) => expect(oracle.judgeEnd(text)).toBe(expected)));
}

describe("what stands above with a fault is right all the same, and what is written is judged", () => {
  const filling = "\n  f();\n  g();\n  h();\n  i();\n";
  check("typescript", "viable", `function a() {\n  b c d;${filling}  const e = `);
  check("typescript", "unproved", `function a() {\n  b c d;${filling}  const e = 1 2;`);
  check("typescript", "dead", "function a() {\n  b c d;\n  e();");
  check("rust", "viable", `fn a() {\n  b c d;${filling}  let e = `);
  check("rust", "unproved", `fn a() {\n  b c d;${filling}  let e = = 1;`);
  check("csharp", "viable", `class A { void B() {\n  c d e;${filling}  var x = y`);
  check("csharp", "unproved", `class A { void B() {\n  c d e;${filling}  var x = = y;`);
  check("python", "viable", "def a():\n    b c\n    d\n    e\n    f\n    g\n    return h");
  check("python", "unproved", "def a():\n    b c\n    d\n    e\n    f\n    g\n    return h i\n");
  check("python", "dead", "def a():\n    b c\n    d\n");
});

describe("the first look at a place in a long file", () => {
  const item = (index: number) =>
    `static int f${index}(int n)\n{\n\tif (n)\n\t\treturn g(${index});\n\treturn -1;\n}\n\n`;
  const long = Array.from({ length: 2000 }, (_, index) => item(index)).join("");
  const check = (name: string, text: string, mostParses: number) =>
    it(name, async () => {
      const oracle = await openOracle("c");
      const parses = vi.spyOn(Parser.prototype, "parse");
      try {
        expect(oracle.findStart(`${text}int last(void)\n{\n\tg(`)).toBeDefined();
        expect(parses.mock.calls.length).toBeLessThanOrEqual(mostParses);
      } finally {
        parses.mockRestore();
        oracle.close();
      }
    });

  check("reads it once, and the last item", long, 2);
  check("reads it once where it is broken", long.replace("f9(int n)", "f9(int n))"), 2);
  check("reads it once where it is broken in many places", long.replaceAll("7(int n)", "7(int n))"), 2);
});

test("what is written is judged from where its place was, however long it gets", async () => {
  const head = "class Box : Shape\n#if NEW\n  , Size\n#endif\n{\n  void Fill()\n  {\n";
  const sum = (name: string, length: number) => `    var ${name} = 1${" + 1".repeat(length)};\n`;
  for (let length = 420; length < 500; length += 10)
    await withOracle("csharp", (oracle) => {
      const prefix = head + sum("a", length);
      const start = oracle.findStart(prefix);
      expect(start && oracle.judgeFrom(start, prefix + sum("b", 100))).not.toBe("dead");
    });
});
