/** Decoding under a grammar: what is refused, what is taken back, and that nothing dead is ever the result. */

import { describe, expect, test } from "vitest";
import { GrammarUse } from "../../../src/core/grammar/grammarUse.ts";
import { BranchingEngine } from "../../fakes/branchingEngine.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";
import { judgeToy, type Script, type ToyCase, writeToy } from "../grammar/toyGrammar.ts";
import { createWriting } from "./writing.ts";

interface Expected {
  readonly text: string;
  readonly stop?: string;
  readonly counts?: object;
}

const check = (name: string, input: ToyCase, { text, stop, counts = {} }: Expected) =>
  test(name, async () => {
    const { generation, expectEqualMirror } = writeToy(input);
    await generation.run();
    expect(generation.text).toBe(text);
    if (stop !== undefined) expect(generation.stopReason).toBe(stop);
    expect(generation.costs.constraint ?? {}).toMatchObject(counts);
    expectEqualMirror();
  });

describe("a dead token", () => {
  const script: Script = {
    "": { f: 1 },
    f: { "(": 1 },
    "f(": { "]": 0.7, ")": 0.2, "}": 0.1 },
    "f(]": { ";": 1 },
    "f()": { ";": 1 },
    "f();": { "\n": 1 },
  };
  check(
    "gives way to the next by probability",
    { script },
    {
      text: "f();",
      stop: "lineEnd",
      counts: { refusals: 1, takenBack: 1, rollbacks: 0, rechecked: 1, acceptedMass: expect.closeTo(0.3) },
    },
  );
  check(
    "is only counted where nothing is enforced",
    { script, mode: "advise" },
    {
      text: "f(];",
      counts: { refusals: 1, takenBack: 0, acceptedMass: 1 },
    },
  );
  check("stands where nobody asks", { script, mode: "off" }, { text: "f(];" });
  check("stands in a language that is not enforced", { script, syntaxOptions: { support: "join" } }, { text: "f(];" });
  check(
    "stands in a file that the grammar cannot follow",
    { script, syntaxOptions: { judge: () => undefined } },
    {
      text: "f(];",
      counts: { checks: 1, refusals: 0 },
    },
  );
  check(
    "stands when there is no answer",
    { script, syntaxOptions: { onAsk: () => false } },
    {
      text: "f(];",
      counts: { refusals: 0 },
    },
  );
  check(
    "is replaced although memory cannot be taken back cheaply",
    { script, engineOptions: { immovable: "slides" } },
    {
      text: "f();",
      counts: { refusals: 1, takenBack: 0 },
    },
  );
  check(
    "at the very beginning",
    { script: { "": { ")": 0.6, a: 0.4 }, a: { "\n": 1 } } },
    {
      text: "a",
      counts: { takenBack: 1 },
    },
  );
  check(
    "does not count behind the place where a stop rule cuts",
    {
      script: { "": { a: 1 }, a: { ";": 1 }, "a;": { "\n": 1 }, "a;\n": { ")": 1 } },
    },
    { text: "a;", stop: "lineEnd", counts: { refusals: 0 } },
  );
  check(
    "is not shown although a stop rule ends the text with it",
    {
      script: { "": { "(": 1 }, "(": { "]\n": 0.8, ")\n": 0.2 } },
    },
    { text: "()", stop: "lineEnd", counts: { refusals: 1, takenBack: 0 } },
  );
  check(
    "after which nothing is left that the model wants",
    {
      script: { "": { f: 1 }, f: { "(": 1 }, "f(": { "]": 0.995, "}": 0.004, ")": 0.001 } },
    },
    { text: "", stop: "grammar" },
  );
  check(
    "after which the last complete statement is left",
    {
      script: { "": { a: 1 }, a: { ";": 1 }, "a;": { b: 1 }, "a;b": { "]": 0.9999, "}": 0.0001 } },
    },
    { text: "a;", stop: "grammar" },
  );
});

describe("at a limit", () => {
  check(
    "what was written last is cut when it is dead",
    {
      marked: "if (a) {\n  ▮\n}\n",
      maxTokens: 2,
      script: { "": { "(": 1 }, "(": { ")\n": 1 } },
      syntaxOptions: { judge: (text) => (text.includes("()") ? "dead" : "viable") },
    },
    { text: "", stop: "tokenLimit" },
  );
});

describe("an unproved token", () => {
  check(
    "gives way to a good alternative",
    {
      script: { "": { a: 1 }, a: { " b": 0.6, ";": 0.3, ")": 0.1 }, "a;": { "\n": 1 } },
    },
    { text: "a;", counts: { refusals: 1, trusted: 0 } },
  );
  check(
    "is trusted where there is none",
    {
      script: { "": { a: 1 }, a: { " b": 0.97, ";": 0.03 }, "a b": { c: 1 } },
    },
    { text: "a bc", counts: { refusals: 0, trusted: 1, takenBack: 0 } },
  );
  check(
    "is trusted where the alternatives are dead",
    {
      script: { "": { a: 1 }, a: { " b": 0.6, ")": 0.4 }, "a b": { c: 1 } },
    },
    { text: "a bc", counts: { refusals: 1, trusted: 1 } },
  );
  check(
    "is replaced once what follows proves it wrong",
    {
      script: { "": { a: 1 }, a: { " b": 0.97, ";": 0.02, ")": 0.01 }, "a b": { ";": 1 }, "a;": { "\n": 1 } },
    },
    { text: "a;", counts: { rollbacks: 1, takenBack: 2 } },
  );
});

describe("a token that nobody answers for", () => {
  const silentAbout = (text: string) => ({ onAsk: (_: string, inserted: string) => inserted !== text });
  check(
    "is taken where the better ones are dead",
    {
      script: { "": { f: 1 }, f: { "(": 1 }, "f(": { "]": 0.7, ")": 0.3 }, "f()": { ";": 1 }, "f();": { "\n": 1 } },
      syntaxOptions: silentAbout("f()"),
    },
    { text: "f();", counts: { refusals: 1 } },
  );
  check(
    "is not better than one that is unproved",
    {
      script: { "": { a: 1 }, a: { " b": 0.6, ";": 0.3, ")": 0.1 }, "a b": { c: 1 } },
      syntaxOptions: silentAbout("a;"),
    },
    { text: "a bc", counts: { refusals: 1, trusted: 1 } },
  );
});

describe("a token that was not looked at", () => {
  // The second space makes no question; behind it every word is wrong.
  const script: Script = {
    "": { a: 1 },
    a: { " ": 0.6, ";": 0.4 },
    "a ": { " ": 0.9, ";": 0.1 },
    "a  ": { b: 0.4, c: 0.3, d: 0.2, e: 0.1 },
    "a ;": { "\n": 1 },
    "a;": { "\n": 1 },
  };
  const judge = (text: string) => (/ {2}\w/.test(text) ? ("dead" as const) : ("viable" as const));
  check(
    "is replaced when nothing else can follow it",
    { script, syntaxOptions: { judge } },
    { text: "a ;", counts: { refusals: 4, rollbacks: 1, tokens: 4 } },
  );
  check(
    "is given up with what follows it where nothing can take its place",
    { script: { ...script, "a ": { " ": 1 } }, syntaxOptions: { judge } },
    { text: "" },
  );
});

describe("the model's end", () => {
  const fits = (text: string) => !text.includes("(");
  const script: Script = { "": { "(": 1 }, "(": { "": 0.8, ")": 0.2 }, "()": { ";": 1 }, "();": { "\n": 1 } };
  check(
    "waits where what follows does not fit",
    { script, syntaxOptions: { fits: (text) => text.includes("()") } },
    {
      text: "();",
      counts: { refusals: 1, takenBack: 0 },
    },
  );
  check(
    "is accepted where nothing good is left",
    {
      script: { ...script, "(": { "": 0.98, ")": 0.02 } },
      syntaxOptions: { fits },
    },
    { text: "(", stop: "end" },
  );
  check(
    "may say again what stands behind the cursor",
    {
      marked: "f(▮)\n",
      script: { "": { a: 1 }, a: { ")": 1 }, "a)": { "": 0.9, ";": 0.1 } },
      syntaxOptions: { fits: (text) => text.split("(").length === text.split(")").length },
    },
    { text: "a)", stop: "end", counts: { refusals: 0 } },
  );
});

describe("beside token healing", () => {
  check(
    "what is judged stands behind the healed text",
    {
      marked: "x = a re▮\n",
      healing: true,
      script: { "": { " res": 0.6, " req": 0.4 }, " res": { ")": 0.7, ";": 0.3 }, " res;": { "\n": 1 } },
      syntaxOptions: { judge: (text) => (text.includes("res)") ? "dead" : "viable") },
    },
    { text: "s;", counts: { refusals: 1 } },
  );
});

describe("indentation", () => {
  // The model says again what stands in front of the cursor; what is shown does not.
  check(
    "is judged as it will be shown",
    {
      marked: "if a:\n    ▮\n",
      languageId: "python",
      script: { "": { "    ": 1 }, "    ": { x: 1 } },
      syntaxOptions: { judge: (text) => (/^ {5}/m.test(text) ? "dead" : "viable") },
    },
    { text: "    x", counts: { checks: 1, refusals: 0 } },
  );
});

test("half a character is not judged", async () => {
  const { generation, syntax } = writeToy({ script: {} });
  const bytes = [...new TextEncoder().encode("é")].map((byte) => 16 + byte);
  const engine = new BranchingEngine({ branches: () => ({ "": 1 }) });
  let asked = 0;
  engine.best = async () => [{ token: bytes[asked++] ?? 0, logprob: 0 }];
  const writing = createWriting({ marked: "x = ▮\n", engine, syntax });
  await writing.generation.run();
  expect(writing.generation.text).toBe("é");
  expect(syntax.judged).toEqual(["é"]);
  expect(generation.state).toBe("waiting");
});

test("what was proved dead is not asked again, after typing and for alternatives", async () => {
  const script: Script = { "": { f: 1 }, f: { "(": 1 }, "f(": { "]": 0.7, ")": 0.3 } };
  const syntax = new FakeSyntax({ judge: judgeToy });
  const grammars = new GrammarUse(syntax, () => "enforce");
  const run = async (marked: string, typed: string) => {
    const branches = (written: string) => script[typed + written] ?? { "": 1 };
    const writing = createWriting({ marked, engine: new BranchingEngine({ branches }), syntax, grammars });
    await writing.generation.run();
    return typed + writing.generation.text;
  };
  expect(await run("x = ▮\n", "")).toBe("f()");
  expect(syntax.judged).toContain("f(]");
  syntax.judged.length = 0;
  expect(await run("x = f▮\n", "f")).toBe("f()");
  expect(await run("x = ▮\n", "")).toBe("f()");
  expect(syntax.judged.filter((text) => text.includes("]"))).toEqual([]);
});

test("an alternative begins with another token that stands", async () => {
  const script: Script = { "": { ")": 0.5, a: 0.3, b: 0.2 }, a: { "\n": 1 }, b: { "\n": 1 } };
  const texts: string[] = [];
  for (const alternative of [0, 1, 2]) {
    const { generation } = writeToy({ script, alternative });
    await generation.run();
    texts.push(generation.text);
  }
  expect(texts).toEqual(["a", "a", "b"]);
});
