import { describe, expect, test } from "vitest";
import { instrument } from "./instrument.ts";
import { mutantsOf } from "./mutants.ts";

/** A function's body, and all that could become of it; the changed pieces alone. */
function check(body: string, expected: readonly string[]) {
  test(body, () => {
    const text = `function f(a: number, b: number) { ${body} }`;
    expect(mutantsOf("src/x.ts", text).map(({ original, text }) => `${original} → ${text}`)).toEqual(expected);
  });
}

describe("mutants", () => {
  check("if (a < b) go();", ["a < b → !(a < b)", "a < b → a <= b", "go(); → ;"]);
  check("if (a === b) b = a;", ["a === b → a !== b"]);
  check("if (!a) b = a;", ["!a → a"]);
  check("while (a && b) a = b;", ["a && b → !(a && b)", "a && b → (a || b)"]);
  check("for (;;) break;", []);
  check("for (; a > b; ) b = a;", ["a > b → !(a > b)", "a > b → a >= b"]);
  check("return a ? b : a;", ["a → !(a)", "a ? b : a → (undefined as never)"]);
  check("return;", []);
  check("return undefined;", []);
  check("return true;", ["true → false"]);
  check("b = a ?? b;", ["a ?? b → a"]);
  check("b = a + b;", ["a + b → a - b"]);
  check('b = a + "b";', []);
  check("b += a * b;", ["b += a * b → b -= a * b", "a * b → a / b"]);
  check("b = 3;", ["3 → 4", "3 → 2"]);
  check("b = 0;", []);
  check("b = 400;", ["400 → 800", "400 → 200"]);
  check("b = 0.3;", ["0.3 → 0.6", "0.3 → 0.03"]);
  check("b = -a;", ["-a → a"]);
  check("b = Math.max(a, b);", ["Math.max → Math.min", "Math.max(a, b) → a", "Math.max(a, b) → b"]);
  check("b = Math.max(...a);", []);
  check("void a.go();", ["void a.go(); → ;"]);
  check("const g = () => a;", ["a → (undefined as never)"]);
  check("const g: 3 = a as 4;", []);
});

describe("where a mutant is", () => {
  const text = "const LIMIT = 1;\nclass C {\n  go() {\n    const inner = () => {\n      stop();\n    };\n  }\n}\n";
  const found = mutantsOf("src/x.ts", text).map(({ line, name, inFunction }) => ({ line, name, inFunction }));
  test("in an assertion or not", () => {
    const text = 'must(a < b, "c"); if (a < b) must(true, "d"); go(() => must(a, "e"));';
    expect(mutantsOf("src/x.ts", text).map(({ original, inAssertion }) => `${original} ${inAssertion}`)).toEqual([
      'must(a < b, "c"); true',
      "a < b true",
      "a < b false",
      "a < b false",
      'must(true, "d"); true',
      "true true",
      'go(() => must(a, "e")); false',
      'must(a, "e") false',
    ]);
  });
  test("line, name and function", () =>
    expect(found).toEqual([
      { line: 1, name: "LIMIT", inFunction: -1 },
      { line: 1, name: "LIMIT", inFunction: -1 },
      { line: 5, name: "C.go", inFunction: 1 },
    ]));
});

describe("counting", () => {
  const check = (text: string, expected: string) => test(text, () => expect(instrument("x.ts", text)).toBe(expected));

  check("function f() { return 1; }", "function f() {__hit(0); return 1; }");
  check("const f = (a) => (b) => a + b;", "const f = (a) => (__hit(0), (b) => (__hit(1), a + b));");
  check("const f = () => ({ a: 1 });", "const f = () => (__hit(0), ({ a: 1 }));");
  check("for (const a of b) c(a);", "for (const a of b) { __tick(); c(a); }");
  check("for (;;) for (;;) { a(); }", "for (;;) { __tick(); for (;;) {__tick(); a(); } }");
  check("do a(); while (b);", "do { __tick(); a(); } while (b);");
  check("while (a) b((c) => c);", "while (a) { __tick(); b((c) => (__hit(0), c)); }");
});
