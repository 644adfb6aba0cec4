import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EndReason, finishText } from "../../../src/core/place/stop.ts";
import { check, contextOf, generate } from "./stopCases.ts";

describe("a body belongs to what opens it, lines further up", () => {
  check("behind parameters below each other", {
    language: "python",
    at: "def f(first,\n      second):▮\n",
    generated: "\n    return first\n\ndef g():\n",
    expected: "\n    return first\n ◂dedent",
  });
  check("behind a condition of two lines", {
    language: "c",
    at: "  if (a &&\n      b) {▮\n",
    generated: "\n    c();\n  }\n",
    expected: "\n    c();\n  } ◂blockEnd",
  });
  check("whose lines are as far left", {
    language: "cpp",
    at: "namespace a {▮\n",
    generated: "\nint b();\nint c();\n}\nint d();\n",
    expected: "\nint b();\nint c();\n} ◂blockEnd",
  });
});

describe("a line", () => {
  check("ends at its end", { at: "const a = ▮", generated: "1;\nconst b = 2;", expected: "1; ◂lineEnd" });
  check("goes on until then", { at: "const a = ▮", generated: "1 + 2 + 3", expected: "1 + 2 + 3…" });
  check("is empty when it ends at once", { at: "a();▮", generated: "\nb();", expected: " ◂lineEnd" });
  check("is empty when it is white space", { at: "a();▮", generated: "  \nb();", expected: " ◂lineEnd" });
  check("may say the rest of the line again", { at: "f(a, ▮)", generated: "b);\n", expected: "b); ◂lineEnd" });
  check("has no place in front of another", {
    at: "  ▮return a;",
    generated: "b();\n  return a;",
    expected: " ◂lineEnd",
  });
  check("may lead over to the code behind", {
    at: "  ▮f();",
    generated: "await f();\n",
    expected: "await f(); ◂lineEnd",
  });
  check("leaves a closer to the line below", {
    at: "f(\n  a, ▮\n);",
    generated: "b);\n",
    expected: "b ◂followingText",
  });
  check("closes what nobody closes", { at: "  f(a, ▮\n  g();", generated: "b);\n", expected: "b); ◂lineEnd" });
  check("goes round in circles", {
    at: "const a = ▮",
    generated: `b${" + c.d".repeat(20)}`,
    expected: " ◂repetition",
  });
});

describe("a line that opens brackets, where a grammar is", () => {
  const goesOn = true;
  check("goes on until they are closed", {
    at: "const a = ▮",
    generated: "f(\n  b,\n);\nconst c = 1;\n",
    expected: "f(\n  b,\n); ◂blockEnd",
    goesOn,
  });
  check("ends at its end otherwise", {
    at: "const a = ▮",
    generated: "f(b);\ng();",
    expected: "f(b); ◂lineEnd",
    goesOn,
  });
  check("may have a body of its own", {
    at: "  const a = ▮",
    generated: "() => {\n    b();\n  };\n  c();\n",
    expected: "() => {\n    b();\n  }; ◂blockEnd",
    goesOn,
  });
  check("leaves a closer to the line below", {
    at: "f(▮\n);",
    generated: "[\n  1,\n]);\n",
    expected: "[\n  1,\n] ◂followingText",
    goesOn,
  });
  check("leaves it to that line whatever may follow it", {
    at: "f(▮\n);",
    generated: "[\n  1,\n])\n",
    expected: "[\n  1,\n] ◂followingText",
    goesOn,
  });
  check("may close what nobody closes", {
    at: "  if (a▮",
    generated: ") {\n    b();\n  }\n  c();",
    expected: ") {\n    b();\n  } ◂blockEnd",
    goesOn,
  });
  check("ends when it says the same again", {
    at: "const a = ▮",
    generated: "[\n  one(1),\n  one(1),\n  one(1),\n  one(1),\n",
    expected: "[\n  one(1), ◂repetition",
    goesOn,
  });
  check("does not go on without a grammar", { at: "const a = ▮", generated: "f(\n  b,\n);", expected: "f( ◂lineEnd" });
});

describe("what follows already", () => {
  check("a line", {
    at: "function f() {\n  ▮\n  return value;\n}",
    generated: "a();\n  return value;\n}",
    expected: "a(); ◂followingText",
  });
  check("a line with other white space", {
    at: "function f() {\n  ▮\n  return  value;\n}",
    generated: "a();\n  return value;\n}",
    expected: "a(); ◂followingText",
  });
  check("at once", {
    at: "function f() {\n  ▮\n  return value;\n}",
    generated: "return value;\n}",
    expected: " ◂followingText",
  });
  check("behind a blank line", {
    at: "function f() {\n  ▮\n\n  return value;\n}",
    generated: "a();\n\n  return value;\n",
    expected: "a();\n ◂followingText",
  });
  check("the same line deeper is another", {
    language: "python",
    at: "def f():\n    if a:▮\n    return None",
    generated: "\n        return None\n    return None\n",
    expected: "\n        return None ◂dedent",
  });
  check("two lines are no chance", {
    language: "python",
    at: "def f():\n    if a:▮\n    value = compute(b)\n    return value",
    generated: "\n        value = compute(b)\n        return value\n",
    expected: " ◂followingText",
  });
  check("with lines in front that say little", {
    at: "function f() {\n  ▮\n  return (\n    value +\n    other\n  );\n}",
    generated: "a();\n  return (\n    value +\n",
    expected: "a(); ◂followingText",
  });
  check("a beginning of it is not all of it", {
    at: "function f() {\n  ▮\n  return value;\n}",
    generated: "return value + 1;\n  b();",
    expected: "return value + 1;\n  b();…",
  });
});

describe("no end in sight", () => {
  check("two blank lines", {
    at: "function f() {▮",
    generated: "\n  a();\n\n\n  b();",
    expected: "\n  a(); ◂blankLines",
  });
  check("one blank line is none", {
    at: "function f() {▮",
    generated: "\n  a();\n\n  b();",
    expected: "\n  a();\n\n  b();…",
  });
  check("nothing but blank lines", { at: "function f() {▮", generated: "\n\n\n\n", expected: " ◂blankLines" });
  check("the end of what a chat would quote", {
    at: "const a = f(▮",
    generated: "b);\n```\nThis code",
    expected: "b); ◂blockEnd",
  });
  check("the end of a quoted body", {
    at: "def f():▮",
    language: "python",
    generated: "\n    a()\n    ```\nThis code",
    expected: "\n    a() ◂fence",
  });
  check("many lines", {
    at: "function f() {▮",
    generated: "\n  a();\n  b();\n  c();\n  d();",
    expected: "\n  a();\n  b(); ◂maxLines",
    maxLines: 2,
  });
  check("many lines from the cursor's on", {
    at: "  ▮",
    generated: "a();\n  b();\n  c();",
    expected: "a();\n  b(); ◂maxLines",
    maxLines: 2,
  });
  check("one line three times", {
    at: "function f() {▮",
    generated: "\n  push(a);\n  push(a);\n  push(a);\n",
    expected: "\n  push(a); ◂repetition",
  });
  check("two lines twice", {
    at: "function f() {▮",
    generated: "\n  push(a);\n  pop(b);\n  push(a);\n  pop(b);\n",
    expected: "\n  push(a);\n  pop(b); ◂repetition",
  });
  check("the lines above once more", {
    at: "function f() {\n  const a = first();\n  use(a);\n  ▮",
    generated: "use(a);\n  const b = 1;\n",
    expected: "use(a);\n  const b = 1;\n…",
  });
  check("a long line above once more", {
    at: "function f() {\n  const a = first();\n  compute(a);\n  ▮",
    generated: "compute(a);\n  const b = 1;\n",
    expected: " ◂repetition",
  });
  check("a line goes round in circles", {
    at: "function f() {▮",
    generated: `\n  a();\n  b(${"x, ".repeat(30)}`,
    expected: "\n  a(); ◂repetition",
  });
});

describe("broken characters", () => {
  check("half a character may be completed", { at: "a = ▮", generated: "'caf\uFFFD", expected: "'caf\uFFFD…" });
  check("a broken one ends a line", { at: "a = ▮", generated: "'\uFFFD x", expected: " ◂brokenCharacter" });
  check("a broken one ends a block", {
    at: "f() {▮",
    generated: "\n  a();\n  b('\uFFFD x",
    expected: "\n  a(); ◂brokenCharacter",
  });
});

describe("without a stop rule", () => {
  const checkEnd = (marked: string, generated: string, reason: EndReason, expected: string) =>
    test(`${reason}: ${JSON.stringify(generated)}`, () => {
      expect(finishText(generated, reason, contextOf("typescript", marked))).toBe(expected);
    });

  checkEnd("a = ▮", "1;", "end", "1;");
  checkEnd("a = ▮", "1;", "timeLimit", "");
  checkEnd("a = ▮", "'caf\uFFFD", "end", "'caf");
  checkEnd("f() {▮\n}", "\n  a();\n  b();", "end", "\n  a();\n  b();");
  checkEnd("f() {▮\n}", "\n  a();\n  b();\n", "end", "\n  a();\n  b();\n");
  checkEnd("f() {▮\n}", "\n  a();\n  b(", "timeLimit", "\n  a();");
  checkEnd("f() {▮\n}", "\n  a();\n  b(", "tokenLimit", "\n  a();");
  checkEnd("f() {▮\n}", "\n  a", "tokenLimit", "");
  checkEnd("f() {\n  ▮\n  return value;\n}", "a();\n  return value;", "end", "a();");
  checkEnd("f() {▮\n}", "\n  a();\n}", "end", "\n  a();");
  checkEnd("f() {▮\n}", "", "end", "");
});

const PLACES = [
  "a = ▮",
  "function f() {▮\n}",
  "function f() {▮",
  "run(() => {▮});",
  "f(\n  a,\n  ▮\n);",
  "function f() {\n  if (a) {\n    ▮\n  }\n  return value;\n}",
  "def f():\n    ▮\n\ndef g():",
  "  <ul>▮\n  </ul>",
];
const PIECES = [
  "\n",
  "  ",
  "    ",
  "\n  ",
  "a();",
  "return value;",
  "if (a) {",
  "}",
  "});",
  "} else {",
  ")",
  "end",
  "</ul>",
  "'",
  '"',
  "def",
  " g():",
  "case 1:",
  "\n\n",
  "use(value)",
  "é",
  "\uFFFD",
];

test("any text stops at the same place however it comes", () => {
  const anyGenerated = fc
    .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 25 })
    .map((pieces) => pieces.join(""));
  const anyPlace = fc.constantFrom(...PLACES);
  fc.assert(
    fc.property(
      anyPlace,
      fc.constantFrom("typescript", "python", "html"),
      anyGenerated,
      fc.integer({ min: 1, max: 9 }),
      (at, language, generated, size) => {
        const context = contextOf(language, at);
        // Of two reasons on one line the one that is seen first is told.
        const [pieces] = generate(generated, size, context).split("◂");
        const [whole] = generate(generated, generated.length, context).split("◂");
        expect(pieces).toBe(whole);
      },
    ),
    { numRuns: 2000 },
  );
});
