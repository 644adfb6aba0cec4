/** Requests written by a server: its stream becomes ghost text by the same rules, and nothing is sent that must not be. */

import { describe, expect, it } from "vitest";
import type { ServerKind } from "../../../src/core/remote/serverKinds.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";
import { ServerTrial } from "./serverTrial.ts";

const KINDS: readonly ServerKind[] = ["llama-server", "openai", "ollama"];

const opener =
  (kind: ServerKind) =>
  (marked: string, write: (prompt: string) => readonly (string | undefined)[], more = {}) =>
    new ServerTrial({ kind, marked, write, ...more });

describe.each(KINDS)("%s", (kind) => {
  const open = opener(kind);

  it("what it writes is shown up to the end that the rules see, and the connection is closed there", async () => {
    const trial = open("const a = ▮;\n", () => [" one", "()", ";\n", "const b"]);
    expect(await trial.answer()).toBe("one()");
    expect(trial.server.closed).toBe(1);
    expect(trial.server.prompts).toEqual(["<|fim_prefix|>const a =<|fim_suffix|>;\n<|fim_middle|>"]);
  });

  it("its own end ends the text", async () => {
    expect(await open("const a = ▮\n", () => [" 12"]).answer()).toBe("12");
  });

  it("a marker in its text is an end too", async () => {
    expect(await open("const a = ▮\n", () => [" 12", "<|fim_", "prefix|>", "x"]).answer()).toBe("12");
  });

  it("what is known of its probabilities decides what is shown", async () => {
    const write = () => [" b", { text: ".c", chance: 1e-6 }, ";\n"];
    expect(await new ServerTrial({ kind, marked: "const a = ▮\n", write }).answer()).toBe("lowConfidence");
  });

  it("a word that was begun is spelt again", async () => {
    const trial = open("const total = cou▮\n", () => [" count", ";\n"]);
    expect(await trial.answer()).toBe("nt;");
    expect(trial.server.prompts).toEqual(["<|fim_prefix|>const total =<|fim_suffix|>\n<|fim_middle|>"]);
  });

  it("if it spells another word it is told the one that stands there", async () => {
    const trial = open("const total = cou▮\n", (prompt) =>
      prompt.includes(" cou<|fim_suffix|>") || prompt.endsWith(" cou") ? ["nt", ";\n"] : [" size"],
    );
    expect(await trial.answer()).toBe("nt;");
    expect(trial.server.prompts.at(-1)).toBe("<|fim_prefix|>const total =<|fim_suffix|>\n<|fim_middle|> cou");
  });
});

describe.each(KINDS)("%s, sent to once more", (kind) => {
  it("a token that is proved wrong is sent back with the next that may stand", async () => {
    const syntax = new FakeSyntax({ judge: (text) => (text.includes("bad") ? "dead" : "viable") });
    const write = (prompt: string) =>
      prompt.endsWith("<|fim_middle|>")
        ? [" one", { text: ".bad", chance: 0.6, others: [[".good", 0.3]] as const }, "()"]
        : ["(2)", ";\n"];
    const trial = new ServerTrial({ kind, marked: "const a = ▮\n", write, syntax });
    expect(await trial.answer()).toBe("one.good(2);");
    expect(trial.server.prompts.map((prompt) => prompt.split("<|fim_middle|>")[1])).toEqual(["", " one.good"]);
  });

  it("it is sent back at most twice", async () => {
    const syntax = new FakeSyntax({ judge: (text) => (/bad|ugly/.test(text) ? "dead" : "viable") });
    const write = (): readonly { text: string; chance: number; others: readonly (readonly [string, number])[] }[] => [
      {
        text: " bad",
        chance: 0.6,
        others: [
          [" fine", 0.3],
          [" ugly", 0.05],
        ],
      },
    ];
    const trial = new ServerTrial({ kind, marked: "const a = ▮\n", write, syntax });
    await trial.answer();
    expect(trial.server.prompts.length).toBe(3);
  });

  it("alternatives begin with what might have stood there", async () => {
    const write = (prompt: string) =>
      prompt.endsWith("<|fim_middle|>")
        ? [
            {
              text: " one",
              chance: 0.5,
              others: [
                [" two()", 0.3],
                [" other", 0.2],
                [" !three", 0.1],
              ] as const,
            },
            ";\n",
          ]
        : [";\n"];
    const trial = new ServerTrial({ kind, marked: "const a = ▮\n", write });
    expect(await trial.answer(true)).toBe("one; | two(); | !three;");
  });
});

describe.each(KINDS)("%s, at its ends", (kind) => {
  const open = opener(kind);

  it("a server that ends because it may write no more leaves what is complete", async () => {
    const trial = open("function f() {\n▮\n}\n", () => ["  a();\n", "  b("], { end: "limit" });
    expect(await trial.answer()).toBe("  a();");
  });

  it("a server that stays silent is too slow", async () => {
    const trial = open("const a = ▮\n", () => [undefined]);
    const answered = trial.answer();
    await trial.clock.advance(6000);
    expect(await answered).toMatch(/^failed: gpu.example:8080 did not write anything for 5000 ms/);
    expect(trial.server.closed).toBe(1);
  });

  it("cancelled, its connection is closed and nothing more is asked", async () => {
    const trial = open("const a = ▮\n", () => [" one", undefined]);
    const ended = new AbortController();
    const answered = trial.suggest(false, ended.signal);
    await trial.clock.advance(10);
    ended.abort();
    expect((await answered).kind).toBe("cancelled");
    await trial.clock.advance(400);
    await trial.pipeline.settle();
    expect(trial.server.closed).toBe(1);
  });
});
