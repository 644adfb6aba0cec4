/** Where a generation ends that no rule of its text ends, and which tokens it begins with. */

import { describe, expect, test } from "vitest";
import { type Script, type ToyCase, writeToy } from "../grammar/toyGrammar.ts";

/** Writes one letter after the other. */
const letters = (text: string, probability = 1): Script =>
  Object.fromEntries([...text].map((letter, at) => [text.slice(0, at), { [letter]: probability }]));

interface Expected {
  readonly text: string;
  readonly stop: string;
  readonly tokens?: number;
}

const check = (name: string, input: ToyCase, expected: Expected) =>
  test(name, async () => {
    const { generation, expectEqualMirror } = writeToy(input);
    await generation.run();
    const { text, stopReason: stop } = generation;
    const tokens = generation.costs.generatedTokens;
    expect({ text, stop, tokens }).toEqual({ tokens, ...expected });
    expect(generation.state).toBe("done");
    expectEqualMirror();
  });

describe("a limit", () => {
  const script = letters("a\n\tb\n\tc\n");
  const marked = "f() {\n\t▮\n}\n";
  check("of tokens, in a line", { script, marked, maxTokens: 4 }, { text: "a", stop: "tokenLimit", tokens: 4 });
  check(
    "of tokens, at a line's end",
    { script, marked, maxTokens: 5 },
    { text: "a\n\tb", stop: "tokenLimit", tokens: 5 },
  );
  check("of one line leaves nothing", { script: letters("a+b+c"), maxTokens: 3 }, { text: "", stop: "tokenLimit" });

  const half = Math.log(0.5);
  const line: Script = { "": { a: 0.5 }, a: { b: 0.5 }, ab: { "\n": 1 } };
  check("of probability, just reached", { script: line, leastConfidence: 2 * half }, { text: "ab", stop: "lineEnd" });
  check("of probability, passed", { script: line, leastConfidence: half }, { text: "ab", stop: "unlikely", tokens: 2 });
});

describe("who asks first", () => {
  const script = letters("a\n\tb\n\tc\n");
  const marked = "f() {\n\t▮\n}\n";

  test("says where the text ends", async () => {
    const { generation } = writeToy({
      script,
      marked,
      onToken: (generation) => {
        if (generation.text !== "a\n\tb") return;
        generation.endAt(1, "blockEnd");
        generation.endAt(3, "repetition");
      },
    });
    await generation.run();
    expect(generation.text).toBe("a");
    expect(generation.stopReason).toBe("blockEnd");
  });

  test("ends it for good", async () => {
    const { generation } = writeToy({ script, marked, onToken: (generation) => generation.abort() });
    await generation.run();
    expect(generation.state).toBe("aborted");
    expect(generation.costs.generatedTokens).toBe(1);
    expect(generation.abortRequested).toBe(true);
  });

  test("even before it has begun", async () => {
    const { generation } = writeToy({ script, marked });
    expect(generation.state).toBe("waiting");
    expect(generation.text).toBe("");
    expect(generation.costs.generatedTokens).toBe(0);
    generation.abort();
    await generation.run();
    expect(generation.state).toBe("aborted");
    expect(generation.text).toBe("");
    expect(generation.costs.firstTokenAt).toBeUndefined();
  });

  test("while the model chooses: what it chooses is not written", async () => {
    const { generation } = writeToy({
      script: {},
      engineOptions: {
        branches: (written) => {
          if (written === "a") generation.abort();
          return written === "" ? { a: 1 } : { b: 1 };
        },
      },
    });
    await generation.run();
    expect(generation.state).toBe("aborted");
    expect(generation.costs.generatedTokens).toBe(1);
  });

  test("while the prompt is read: the rest of it is not", async () => {
    const { generation, engine } = writeToy({
      script: {},
      marked: `${"f();\n".repeat(200)}▮\n`,
      engineOptions: { onStep: () => generation.abort() },
    });
    await generation.run();
    expect(generation.state).toBe("aborted");
    // Steps of 100 tokens: the one under way is the last.
    expect(engine.counts.evaluated).toBe(100);
  });

  test("while a token is checked: it is not replaced", async () => {
    const { generation, expectEqualMirror } = writeToy({
      script: { "": { f: 1 }, f: { "(": 1 }, "f(": { "]": 0.7, ")": 0.3 } },
      syntaxOptions: {
        onAsk: (name, inserted) => {
          if (name === "judge" && inserted === "f(]") generation.abort();
          return true;
        },
      },
    });
    await generation.run();
    expect(generation.state).toBe("aborted");
    expect(generation.costs.constraint).toMatchObject({ tokens: 3, refusals: 0, takenBack: 0 });
    expectEqualMirror();
  });

  test("while the grammar is asked: it is asked no more", async () => {
    const many = { ")": 0.3, "]": 0.2, "}": 0.15, ")\n": 0.1, "]\n": 0.1 };
    const { generation, syntax } = writeToy({
      script: { "": { a: 1 }, a: many },
      syntaxOptions: {
        onAsk: (name, inserted) => {
          if (name === "judge" && inserted === "a)") generation.abort();
          return true;
        },
      },
    });
    await generation.run();
    expect(generation.state).toBe("aborted");
    expect(syntax.judged.filter((text) => text.length > 1)).toEqual(["a)"]);
  });
});

describe("an alternative", () => {
  const script: Script = { "": { a: 0.5, b: 0.3, c: 0.2 }, a: { "\n": 1 }, b: { "\n": 1 }, c: { "\n": 1 } };
  check("begins with the best token", { script }, { text: "a", stop: "lineEnd" });
  check("or with the second", { script, alternative: 1 }, { text: "b", stop: "lineEnd" });
  check("or with the third", { script, alternative: 2 }, { text: "c", stop: "lineEnd" });
  const dead: Script = { ...script, "": { a: 0.5, ")": 0.3, c: 0.2 } };
  check("or with one behind it that stands", { script: dead, alternative: 1 }, { text: "c", stop: "lineEnd" });
  check("or with the last that there is", { script, alternative: 7 }, { text: "c", stop: "lineEnd" });
});

describe("where the grammar only advises", () => {
  const script: Script = { "": { f: 1 }, f: { "(": 1 }, "f(": { ")": 1 }, "f()": { "\n": 1 } };
  const advised = { script, mode: "advise" } as const;
  check("what is right is written", advised, { text: "f()", stop: "lineEnd" });
  const immovable = { engineOptions: { immovable: "Its keys may not be moved." } };
  check("without a way to take it back too", { ...advised, ...immovable }, { text: "f()", stop: "lineEnd" });
  const dead: Script = { "": { f: 1 }, f: { "(": 1 }, "f(": { "]": 1 }, "f(]": { ";": 1 }, "f(];": { "\n": 1 } };
  check("what is dead is written", { ...advised, script: dead }, { text: "f(];", stop: "lineEnd" });
  check(
    "what is dead is written without a way to take it back too",
    { ...advised, ...immovable, script: dead },
    { text: "f(];", stop: "lineEnd" },
  );
});

describe("of tokens that may or may not lead on", () => {
  const script: Script = { "": { a: 1 }, a: { " b": 0.5, " c": 0.4, "+": 0.02 }, "a b": { "": 1 }, "a c": { "": 1 } };
  check("the best is taken where nothing sure is near", { script }, { text: "a b", stop: "end" });
});

test("of a text that is given up in the middle of an expression the lines before it stay", async () => {
  const { generation } = writeToy({
    marked: "if (a) {\n  ▮\n}\n",
    script: {
      "": { b: 1 },
      b: { "\n": 1 },
      "b\n": { "  ": 1 },
      "b\n  ": { c: 1 },
      "b\n  c": { "(": 1 },
      "b\n  c(": { "]": 0.9999, "}": 0.0001 },
    },
    syntaxOptions: { lastStatementEnd: (inserted) => inserted.lastIndexOf("c") + 1 },
  });
  await generation.run();
  expect([generation.text, generation.stopReason]).toEqual(["b", "grammar"]);
});

test("of a text that is given up in the middle of its only line nothing stays", async () => {
  const { generation } = writeToy({
    script: { "": { c: 1 }, c: { "(": 1 }, "c(": { "]": 0.9999, "}": 0.0001 } },
    syntaxOptions: { lastStatementEnd: () => 1 },
  });
  await generation.run();
  expect([generation.text, generation.stopReason]).toEqual(["", "grammar"]);
});

describe("candidates at one place", () => {
  /** So many that are dead are more probable than one that stands. */
  const check = (dead: number, expected: readonly [text: string, stop: string]) =>
    test(`${dead} that are dead`, async () => {
      const words = [..."abcdegijk"].slice(0, dead).map((word, index) => [word, 0.1 - index / 1000] as const);
      const { generation } = writeToy({
        script: { "": { f: 1 }, f: { "(": 1 }, "f(": { ...Object.fromEntries(words), h: 0.05 }, "f(h": { "\n": 1 } },
        syntaxOptions: { judge: (text) => (/\([^h]/.test(text) ? "dead" : "viable") },
      });
      await generation.run();
      expect([generation.text, generation.stopReason]).toEqual(expected);
    });

  check(7, ["f(h", "lineEnd"]);
  check(8, ["", "grammar"]);
});

test("at the beginning of a text there is no word to write again", async () => {
  const { generation } = writeToy({
    marked: "▮\n",
    healing: true,
    script: { "": { a: 1 }, a: { ";": 1 }, "a;": { "\n": 1 } },
  });
  await generation.run();
  expect(generation.text).toBe("a;");
});
