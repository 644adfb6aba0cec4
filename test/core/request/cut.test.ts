/** What was written and cannot be shown whole is cut, and the outcome says why; where nothing is left, it says what became of it. */

import { describe, expect, test } from "vitest";
import { GrammarUse } from "../../../src/core/grammar/grammarUse.ts";
import { Document } from "../../../src/core/prompt/document.ts";
import { whyNothing } from "../../../src/core/request/lost.ts";
import { createRecipe, finishRecipe } from "../../../src/core/request/recipe.ts";
import { NO_WORK, NO_WRITING } from "../../../src/core/writing/written.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import type { FakeEngineOptions } from "../../fakes/engine.ts";
import { StreamingWriter } from "../../fakes/streamingWriter.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";
import { cursorMark } from "../place/marks.ts";
import { Conversation, rest } from "./conversation.ts";

const NO_COSTS = {
  work: NO_WORK,
  generatedTokens: 0,
  firstTokenAt: undefined,
  prefillMs: 0,
  decodeMs: 0,
  times: NO_WRITING,
  constraint: undefined,
};

const writing = (front: string, whole: string): FakeEngineOptions => ({
  continuation: (prefix) => rest(prefix, front + whole),
  logprob: -0.001,
});

describe("cut, and why", () => {
  const check = (name: string, marked: string, whole: string, shown: string, why: RegExp | undefined) =>
    test(name, async () => {
      const talk = new Conversation(marked, writing(marked.slice(0, marked.indexOf("▮")), whole));
      const outcome = await talk.ask();
      expect(outcome.kind === "shown" ? outcome.suggestions[0]!.text : outcome).toBe(shown);
      expect(outcome.kind === "shown" ? outcome.cut : outcome).toEqual(
        why === undefined ? undefined : expect.stringMatching(why),
      );
    });
  check("all of it", "const a = ▮\n", "f(b);\n", "f(b);", undefined);

  test("by the time", async () => {
    const engine = writing("    ", "one(a);\n    two(b);\n    three(c);\n  ");
    const talk: Conversation = new Conversation("function f() {\n  if (x) {\n    ▮\n  }\n}\n", {
      ...engine,
      onStep: (step) => (step.kind === "evaluate" ? talk.clock.sleep(90) : undefined),
    });
    await talk.clock.advance(5000);
    const asked = talk.ask();
    await talk.clock.advance(5000);
    expect(await asked).toMatchObject({ kind: "shown", cut: expect.stringContaining("time") });
  });

  test("by the grammar", async () => {
    const syntax = new FakeSyntax({ judge: () => "viable", support: "join", fits: (all) => !all.includes("b)") });
    const talk = new Conversation("a = ▮;\n", writing("a = ", "b)"), { syntax });
    expect(await talk.ask()).toMatchObject({ kind: "shown", cut: expect.stringContaining("syntax error") });
  });

  test("to whole statements, where no line was complete in time", async () => {
    const syntax = new FakeSyntax({
      judge: () => "viable",
      lastStatementEnd: (inserted) => inserted.lastIndexOf(";") + 1,
    });
    const talk: Conversation = new Conversation(
      "▮\n",
      {
        ...writing("", "one(a); two(b, c, d, e, f, g, h)\n"),
        onStep: (step) => (step.kind === "evaluate" ? talk.clock.sleep(150) : undefined),
      },
      { syntax },
    );
    await talk.clock.advance(5000);
    const asked = talk.ask();
    await talk.clock.advance(5000);
    const outcome = await asked;
    expect(outcome).toMatchObject({ kind: "shown", cut: expect.stringContaining("time") });
    expect(outcome.kind === "shown" && outcome.suggestions[0]!.text).toBe("one(a);");
  });
});

describe("of a text that cannot be shown whole", () => {
  const check = (marked: string, text: string, expected: object) =>
    test(`${JSON.stringify(marked)} ${JSON.stringify(text)}`, async () => {
      const { text: document, cursor } = cursorMark(marked);
      const target = { document: new Document("file:///a.ts", "typescript", 1, document), cursor };
      const recipe = createRecipe(new StreamingWriter(() => []), target, new GrammarUse(undefined, () => "off"), 20);
      const written = { text, drafted: text, end: "end", tokens: [], chosenEnd: undefined, costs: NO_COSTS } as const;
      expect(await finishRecipe(recipe, written, createFakeClock())).toMatchObject(expected);
    });
  const FOLLOWS = "function f() {\n  a(▮\n  return total;\n}\n";
  const cut = expect.stringMatching(/first line.*that follows/);
  check(FOLLOWS, "b);\n  return total;", { result: { text: "b);" }, cut });
  check(FOLLOWS, "b);", { result: { text: "b);" }, cut: undefined });
  check("function f() {\n  ▮\n  return total;\n}\n", "return total;\n  more();", { result: { kind: "repeats" } });
});

test("what a limit has ended is not blamed on its syntax", async () => {
  const talk: Conversation = new Conversation("function f() {\n  if (x) ▮\n}\n", {
    ...writing("if (x) ", "{\n    one(a, b, c, d, e, f);\n    two(b);\n  }\n"),
    onStep: (step) => (step.kind === "evaluate" ? talk.clock.sleep(120) : undefined),
  });
  await talk.clock.advance(5000);
  const asked = talk.ask();
  await talk.clock.advance(5000);
  expect(await asked).toMatchObject({ reason: expect.stringContaining("time was over") });
});

describe("why nothing is left", () => {
  const check = (name: string, marked: string, engine: FakeEngineOptions, expected: object) =>
    test(name, async () => expect(await new Conversation(marked, engine).ask()).toMatchObject(expected));
  const long = Array.from({ length: 60 }, (_, index) => `w${index}`).join("(");
  check("nothing was written", "const a = ▮\n", writing("const a = ", ""), { kind: "empty" });
  check("only the line's end", "function f() {\n  const a = b▮\n}\n", writing("  const a = b", "\n}\n"), {
    kind: "empty",
    reason: expect.stringContaining("ended the line"),
  });
  test("a line's end within a line", () => {
    const written = { text: "", drafted: "\n}", end: "lineEnd" } as const;
    expect(whyNothing(written, " + c;")).toMatchObject({ reason: expect.stringContaining("push the rest") });
    expect(whyNothing(written, "  ")).toMatchObject({ reason: expect.stringContaining("ended the line") });
  });
  check("a line without end", "const a = ▮\n", writing("const a = ", long), {
    kind: "notShowable",
    reason: expect.stringContaining("tokens"),
  });
  check("it went round in circles", "const a = ▮\n", writing("const a = ", `${"a, ".repeat(40)}\n`), {
    kind: "repeats",
    reason: expect.stringContaining("circles"),
  });
  check("it stands left of the cursor", "  value: T; ▮\n", writing("  value: T; ", "value: T;\n"), {
    kind: "repeats",
    reason: expect.stringContaining("left"),
  });
  check("it says that something is itself", "const a = ▮\n", writing("const a = ", "a;\n"), {
    kind: "repeats",
    reason: expect.stringContaining("itself"),
  });
});
