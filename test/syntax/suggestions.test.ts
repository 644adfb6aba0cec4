/** From a model's wishes to ghost text with the real grammars, which answer before the next token: lines, blocks, broken files. */

import { describe, expect, test, vi } from "vitest";
import type { SyntaxSupport } from "../../src/core/grammar/syntax.ts";
import { Conversation } from "../core/request/conversation.ts";
import { DeskSyntax } from "./deskSyntax.ts";

// Grammars are read and compiled on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const FILES: Readonly<Record<string, string>> = { typescript: "ts", python: "py", go: "go", rust: "rs", json: "json" };

/** With "join" the fake model writes on as it wants to; where blocks end and what goes round, only an enforced grammar is asked. */
function check(languageId: string, marked: string, writes: string, expected: string, support: SyntaxSupport = "join") {
  test(`${languageId} ${JSON.stringify(marked)} ${JSON.stringify(writes)}`, async () => {
    const start = marked.indexOf("▮");
    const syntax = new DeskSyntax(support);
    const talk = new Conversation(
      marked,
      { continuation: (prefix) => writes.slice(prefix.length - start), onStep: () => syntax.settled() },
      { syntax, languageId, uri: `file:///sample.${FILES[languageId]}` },
    );
    expect(await talk.show()).toBe(expected);
    await talk.rest();
  });
}

describe("one line", () => {
  check("typescript", "f(a, ▮);\n", "b);", "[b]");
  check("typescript", "const a = ▮;\n", "f(b", "[f(b)]");
  check("typescript", "const a = ▮;\n", "b + c)", "[b + c]");
  check("typescript", 'const a = "▮";\n', "b) c (", "[b) c (]");
  check("python", "def f(a):\n    b = a\n    return ▮\n", "b +", "[b]");
  check("json", '{\n  "a": ▮\n}\n', "[1, 2", "[[1, 2]]");
});

describe("a line that opens brackets ends where they are closed", () => {
  check(
    "typescript",
    "const a = ▮\n\nb();\n",
    "list.map((x) => {\n  return x;\n});\nc();",
    "[list.map((x) => {\n  return x;\n});]",
  );
});

describe("a block ends with its node", () => {
  check(
    "typescript",
    "a();\n\n▮\n\nb();\n",
    "function f() {\n  c();\n}\n\nfunction g() {\n  d();\n}\n",
    "[function f() {\n  c();\n}]",
  );
  check("go", "package a\n\n▮\n", "func f() {\n\ta()\n}\n\nfunc g() {\n", "[func f() {\n\ta()\n}]");
  check("rust", "fn f() {\n    ▮\n}\n", "a();\n    b();\n}\n\nfn g() {", "[a();\n    b();]");
});

describe("what was cut short is closed, or cut to what is complete", () => {
  check("typescript", "function f() {\n  ▮\n}\n", "if (a) {\n    b();\n    c(", "[if (a) {\n    b();\n    c()\n  }]");
  check("python", "def f(a):\n    ▮\n    return a\n", "b = 1\n    if a:\n", "[b = 1]");
});

describe("what goes round is stopped", () => {
  const lines = Array.from({ length: 11 }, (_, index) => `x${index} = ${index};`).join("\n  ");
  check("typescript", "function f() {\n  ▮\n}\n", lines, "[x0 = 0;]", "enforced");
});

describe("what cannot be right is not shown", () => {
  check("typescript", "const a = ▮;\n", ")", "notShowable");
  check("python", "def f(a):\n    ▮\n    return a\n", "if a:", "breaksSyntax");
});

describe("a broken file gets advice only", () => {
  check("typescript", "let a = (;\nfunction f() {\n  return );▮\n", "]", "[]]", "enforced");
});
