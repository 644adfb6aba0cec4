import { describe, expect, test } from "vitest";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { createGate } from "../../fakes/gate.ts";
import { always, Conversation, rest } from "./conversation.ts";

type Step =
  | { readonly ask: string; readonly invoked?: boolean }
  | { readonly type: string; readonly tail?: string; readonly deleted?: number }
  | { readonly edit: TextEdit<"raw"> }
  | { readonly undo: true }
  | { readonly moveTo: number }
  | { readonly rest: true }
  /** Tokens evaluated and generated since the last such step are at most so many. */
  | { readonly work: { readonly evaluated: number; readonly generated: number } };

/** One door: a text with a cursor, a model, and what happens then. */
async function check(marked: string, engine: ConstructorParameters<typeof Conversation>[1], steps: readonly Step[]) {
  const talk = new Conversation(marked, engine);
  let seen = 0;
  for (const [index, step] of steps.entries()) {
    const at = `step ${index}: ${JSON.stringify(step)}`;
    if ("ask" in step) expect(await talk.show({ invoked: step.invoked ?? false }), at).toBe(step.ask);
    else if ("type" in step) talk.type(step.type, step);
    else if ("edit" in step) talk.edit(step.edit);
    else if ("undo" in step) talk.pipeline.undone(talk.uri);
    else if ("moveTo" in step) talk.moveTo(step.moveTo);
    else if ("rest" in step) await talk.rest();
    else {
      const events = talk.events.slice(seen);
      const evaluated = events.reduce((sum, event) => sum + (event.stage === "evaluated" ? event.tokens : 0), 0);
      const generated = events.reduce((sum, event) => sum + (event.stage === "decoded" ? event.tokens : 0), 0);
      expect({ evaluated, generated }, at).toEqual(step.work);
      seen = talk.events.length;
    }
  }
  await talk.rest();
  return talk;
}

describe("a request", () => {
  test("is answered with what the model writes up to the end of the line", () =>
    check("const a = ▮\n", always("compute(b);"), [{ ask: "[compute(b);]" }]));

  test("is answered from the store when asked again, without work", () =>
    check("const a = ▮\n", always("compute(b);"), [
      { ask: "[compute(b);]" },
      { rest: true },
      { work: { evaluated: 9, generated: 6 } },
      { ask: "[compute(b);]" },
      { work: { evaluated: 0, generated: 0 } },
    ]));

  test("gives what is left while the user types along, without work", () =>
    check("const a = ▮\n", always("compute(b);"), [
      { ask: "[compute(b);]" },
      { rest: true },
      { work: { evaluated: 9, generated: 6 } },
      { type: "com" },
      { ask: "[pute(b);]" },
      { type: "pute(", tail: ")" },
      { ask: ")→[b);]" },
      { rest: true },
      { work: { evaluated: 0, generated: 0 } },
    ]));

  test("starts anew when the user types something else", () =>
    check("const a = ▮\n", { continuation: (prefix) => (prefix.endsWith("x") ? "yz;" : "compute(b);") }, [
      { ask: "[compute(b);]" },
      { type: "x" },
      { ask: "[yz;]" },
      { type: "", deleted: 1 },
      { ask: "[compute(b);]" },
    ]));

  test("finds the old suggestion when an edit has been taken back", () =>
    check("const b = 1;\nconst a = ▮\n", always("compute(b);"), [
      { ask: "[compute(b);]" },
      { edit: TextEdit.replace(6, 7, "c") },
      { rest: true },
      { edit: TextEdit.replace(6, 7, "b") },
      { rest: true },
      { work: { evaluated: 19, generated: 6 } },
      { moveTo: 23 },
      { ask: "[compute(b);]" },
      { work: { evaluated: 0, generated: 0 } },
    ]));

  test("right after an undo ends without suggestion, until the next change", () =>
    check("const a = ▮\n", always("compute(b);"), [
      { type: "c" },
      { undo: true },
      { ask: "afterUndo" },
      { ask: "[ompute(b);] | [othe] | [ more]", invoked: true },
      { type: "o" },
      { ask: "[mpute(b);]" },
    ]));
});

describe("requests that need no model", () => {
  test("several cursors", async () => {
    const talk = new Conversation("const a = ▮\n", always("1;"));
    talk.pipeline.cursor(talk.uri, talk.cursor, false);
    expect(await talk.show()).toBe("severalCursors");
  });

  test("a window without focus, unless asked for", async () => {
    const talk = new Conversation("const a = ▮\n", always("1;"));
    talk.pipeline.focus(false);
    expect(await talk.show()).toBe("unfocused");
    expect(await talk.show({ invoked: true })).toContain("[1;]");
  });

  test("no engine", async () => {
    const talk = new Conversation("const a = ▮\n", always("1;"));
    talk.pipeline.setEngine(undefined, "The model is loading.");
    expect(await talk.ask()).toEqual({ kind: "notReady", reason: "The model is loading." });
  });

  test("a file of secrets", async () => {
    const talk = new Conversation("KEY=▮\n", always("1;"), { uri: "file:///home/me/.env.local" });
    expect(await talk.show()).toBe("excluded");
    expect(talk.engine.counts.evaluated).toBe(0);
  });

  describe("a text of keys under another name", () => {
    const key = `${"-".repeat(5)}BEGIN PRIVATE KEY${"-".repeat(5)}\nMIIBVgIBADANBgkq\n`;
    const notes = { uri: "file:///home/me/notes.txt", languageId: "plaintext" };

    test("from the start", async () => {
      const talk = new Conversation(`${key}▮\n`, always("1;"), notes);
      expect(await talk.ask({ invoked: true })).toEqual({
        kind: "excluded",
        rule: "its first lines hold a private key",
        reason: "Turnkey never completes or reads this file: its first lines hold a private key.",
      });
      await talk.rest();
      expect(talk.engine.counts.evaluated).toBe(0);
      expect(await talk.pipeline.score(talk.uri, 0, "a")).toBeUndefined();
    });

    test("pasted into a file that was read: nothing of it reaches the model, nor is anything offered any more", async () => {
      const talk = new Conversation("const a = ▮\n", always("world"), notes);
      expect(await talk.show()).toContain("world");
      await talk.rest();
      const evaluated = talk.engine.counts.evaluated;
      talk.edit(TextEdit.replace(0, 0, key));
      await talk.rest();
      expect(await talk.show()).toBe("excluded");
      expect(talk.pipeline.isExcluded(talk.uri)).toBe(true);
      expect(talk.engine.counts.evaluated).toBe(evaluated);
      expect(JSON.stringify(talk.events)).not.toContain("MIIB");
      talk.edit(TextEdit.replace(0, key.length, ""));
      expect(await talk.show()).toContain("world");
    });
  });

  test("a line of 10,001 characters", async () => {
    const talk = new Conversation(`${"x".repeat(10_001)}▮\n`, always("1;"));
    expect(await talk.show()).toBe("tooLarge");
  });

  test("a language that is off", async () => {
    const settings = { enable: { "*": true, typescript: false } };
    const talk = new Conversation("const a = ▮\n", always("1;"), { settings });
    expect(await talk.show()).toBe("disabled");
  });
});

describe("cancelling", () => {
  test("ends the request but not the generation while the text agrees", async () => {
    const gate = createGate();
    const talk = new Conversation("const a = ▮\n", { ...always("compute(b);"), onStep: gate.pass });
    const first = new AbortController();
    const asked = talk.show({ signal: first.signal });
    await gate.open(3);
    first.abort();
    expect(await asked).toBe("cancelled");
    gate.openAll();
    talk.type("c");
    expect(await talk.show()).toBe("[ompute(b);]");
    const decoded = talk.events.filter((event) => event.stage === "decoded");
    expect(decoded, "one generation for both requests").toHaveLength(1);
  });

  test("a change that disagrees ends the generation before its next token", async () => {
    const gate = createGate();
    const talk = new Conversation("const a = ▮\n", {
      ...always("compute(b) + compute(c) + compute(d);"),
      onStep: gate.pass,
    });
    const asked = talk.show();
    await gate.open(3);
    talk.type("zzz");
    gate.openAll();
    expect(await asked).toBe("cancelled");
    await talk.rest();
    const [decoded] = talk.events.filter((event) => event.stage === "decoded");
    expect(decoded).toMatchObject({ stop: "aborted" });
  });

  test("300 ms after the last key without a request the generation ends", async () => {
    const gate = createGate();
    const talk = new Conversation("const a = ▮\n", { ...always("compute(b) + compute(c);"), onStep: gate.pass });
    const controller = new AbortController();
    const asked = talk.show({ signal: controller.signal });
    await gate.open(2);
    controller.abort();
    expect(await asked).toBe("cancelled");
    await talk.clock.advance(301);
    gate.openAll();
    await talk.rest();
    expect(talk.events.filter((event) => event.stage === "decoded")).toMatchObject([{ stop: "aborted" }]);
  });

  test("a full replacement while the model writes makes the answer stale or cancelled, never wrong", async () => {
    const gate = createGate();
    const talk = new Conversation("const a = ▮\n", { ...always("compute(b);"), onStep: gate.pass });
    const asked = talk.ask();
    await gate.open(1);
    talk.edit(TextEdit.replace(0, talk.text.length, "import x\n"));
    gate.openAll();
    expect((await asked).kind).toMatch(/stale|cancelled/);
  });
});

describe("trouble", () => {
  test("an engine that fails gives a message, and the next request works", async () => {
    const talk = new Conversation("const a = ▮\n", always("compute(b);"));
    talk.engine.failNext("Restart the engine.");
    expect(await talk.ask()).toEqual({ kind: "failed", message: "Restart the engine." });
    expect(await talk.show()).toBe("[compute(b);]");
  });
});

describe("while typing", () => {
  test("changes are folded in before the request comes", async () => {
    const talk = new Conversation("const a = ▮\n", always("compute(b);"));
    await talk.rest();
    const folded = talk.engine.counts.evaluated;
    expect(folded).toBeGreaterThan(0);
    await talk.show();
    expect(talk.events.find((event) => event.stage === "evaluated" && event.request !== undefined)).toMatchObject({
      tokens: 0,
    });
  });

  test("folding makes way for a request between two small steps", async () => {
    const gate = createGate();
    const long = "let value = other + 1;\n".repeat(100);
    const talk = new Conversation(`${long}const a = ▮\n`, { ...always("compute(b);"), onStep: gate.pass });
    void talk.clock.advance(200);
    await gate.open(2);
    const asked = talk.show();
    gate.openAll();
    expect(await asked).toBe("[compute(b);]");
    const total = talk.engine.counts.evaluated;
    const prompt = talk.events.find((event) => event.stage === "plan" && event.request !== undefined);
    expect(prompt).toMatchObject({ cost: { kept: expect.any(Number) } });
    expect(total, "nothing was evaluated twice").toBeLessThan(long.length);
  });
});

describe("the suggest widget", () => {
  test("its selected item is where the suggestion starts", async () => {
    const talk = new Conversation("con▮\n", {
      continuation: (prefix) => (prefix.endsWith("console") ? ".log(a);" : "st b;"),
    });
    const selected = { start: 0, end: 3, text: "console" };
    expect(await talk.show({ selected })).toBe("con→[console.log(a);]");
    expect(await talk.show()).toBe("[st b;]");
  });
});

describe("line ends", () => {
  test("a CRLF document gets CRLF and offsets of its own", async () => {
    const talk = new Conversation("function f() {\r\n  if (x) {\r\n    ▮\r\n  }\r\n}\r\n", {
      continuation: (prefix) => rest(prefix, "    one();\n    two();\n  "),
    });
    expect(await talk.show()).toBe("[one();\r\n    two();]");
  });
});

describe("turnkey.cache.mode", () => {
  test.each([
    ["edit", 1],
    ["prefix", 4],
  ] as const)("%s: a character typed in front of three tokens costs %d", async (cacheMode, cost) => {
    const talk = new Conversation("const a = ▮b + c;\n", always("1;"), { settings: { cacheMode } });
    await talk.rest();
    const before = talk.engine.counts.evaluated;
    talk.type("(");
    await talk.rest();
    expect(talk.engine.counts.evaluated - before).toBeGreaterThanOrEqual(cost);
    if (cacheMode === "edit") expect(talk.engine.counts.evaluated - before).toBeLessThan(4);
  });
});
