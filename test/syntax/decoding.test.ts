/** Decoding on a fake engine, judged by the real grammars on their thread. */

import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/core/grammar/syntax.ts";
import { Grammars } from "../../src/syntax/grammar.ts";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";
import { ThreadSyntax } from "../../src/syntax/threadSyntax.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { createWriting, type WritingOptions } from "../core/writing/writing.ts";
import { type Branches, BranchingEngine } from "../fakes/branchingEngine.ts";

const grammarFolder = fileURLToPath(new URL("../../grammars", import.meta.url));

/** A busy machine must not fail the test. */
const patient = {
  now: () => 0,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms * 2_000, signal),
};
const notes: string[] = [];
const syntax = new ThreadSyntax({
  workerFile: fileURLToPath(new URL("../../src/syntax/worker.ts", import.meta.url)),
  grammarFolder,
  clock: patient,
  note: (message) => notes.push(message),
});

type Script = Readonly<Record<string, Branches>>;

async function write(options: Omit<WritingOptions, "engine" | "syntax">, branches: (written: string) => Branches) {
  const engine = new BranchingEngine({ branches });
  const writing = createWriting({ ...options, engine, syntax, clock: patient });
  await writing.generation.run();
  writing.expectEqualMirror();
  return writing.generation;
}

const check = (languageId: string, marked: string, script: Script, expected: string, counts: object) =>
  test(`${languageId}: ${JSON.stringify(marked)} → ${JSON.stringify(expected)}`, async () => {
    const generation = await write({ marked, languageId }, (written) => script[written] ?? { "": 0.9, "\n": 0.1 });
    expect(generation.text).toBe(expected);
    expect(generation.costs.constraint).toMatchObject(counts);
    expect(notes).toEqual([]);
  });

describe("a token that the grammar proves wrong", () => {
  check("typescript", "const a = f(▮\n", { "": { "]": 0.7, x: 0.3 }, x: { ")": 1 }, "x)": { ";": 1 } }, "x);", {
    refusals: 1,
    rollbacks: 0,
  });
  // What is shown is fitted to the lines above.
  check("python", "def f(a):\n    x = 1\n▮", { "": { "  ": 1 }, "  ": { y: 1 } }, "  y", { refusals: 0 });
  check("typescript", "let ▮\n", { "": { a: 1 }, a: { " b": 0.6, ";": 0.4 } }, "a;", { refusals: 1 });
  check("typescript", "a ) ) b c\n▮", { "": { ")": 1 }, ")": { ";": 1 } }, ");", { refusals: 0, checks: 1 });
  check("python", "def f(a):\n▮\n", { "": { x: 0.6, "    ": 0.4 }, "    ": { pass: 1 } }, "    pass", { refusals: 1 });
  check("python", "a = (1,▮\n", { "": { "]": 0.8, ")": 0.2 } }, ")", { refusals: 1 });
  check("json", '{"a": ▮}\n', { "": { "]": 0.5, x: 0.3, "1": 0.2 } }, "1", { refusals: 2 });
});

test("a language without a grammar is written freely", async () => {
  const script: Script = { "": { ")": 1 }, ")": { "\n": 1 } };
  const generation = await write({ marked: "x▮\n", languageId: "klingon" }, (written) => script[written] ?? { "": 1 });
  expect([generation.text, generation.costs.constraint]).toEqual([")", undefined]);
});

describe("whatever the model proposes", () => {
  const PIECES = {
    typescript: ["(", ")", "{", "}", "a", " b", ";", "\n", " =", "let", " if", "1", "'", "`", ",", "=>", ""],
    python: ["(", ")", ":", "a", " b", "\n", "    ", "  ", "if", " x", "def", "else", "'", ",", " =", "pass", ""],
    json: ["{", "}", "[", "]", '"', ":", ",", "1", "true", "a", " ", "\n", ""],
  };
  const PREFIXES = {
    typescript: ["", "const a = f(", "if (a) {\n  "],
    python: ["", "def f(a):\n", "a = [\n    1,"],
    json: ["", '{"a": ', "[1,"],
  };

  test.each(["typescript", "python", "json"] as const)("%s: what is left is not dead", async (languageId) => {
    const oracle = new PrefixOracle(await new Grammars(grammarFolder).load(languageOf(languageId)!));
    const verdicts: Verdict[] = [];
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(...PREFIXES[languageId]), async (seed, prefix) => {
        const generation = await write({ marked: `${prefix}▮`, languageId, maxTokens: 12 }, (written) => {
          const rank = (piece: string) => {
            let hash = seed;
            for (const sign of `${written}|${piece}`) hash = (Math.imul(hash, 31) + sign.charCodeAt(0)) | 0;
            return hash >>> 8;
          };
          const sorted = [...PIECES[languageId]].sort((a, b) => rank(b) - rank(a));
          return Object.fromEntries(sorted.map((piece, index) => [piece, 0.6 ** (index + 1)]));
        });
        if (generation.text !== "") verdicts.push(oracle.judge(prefix + generation.text));
        expect(verdicts.at(-1)).not.toBe("dead");
      }),
      { numRuns: 60, seed: 3 },
    );
    // Not for want of texts.
    expect(verdicts.length).toBeGreaterThan(10);
    oracle.close();
  });
});
