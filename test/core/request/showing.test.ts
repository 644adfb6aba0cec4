/** What somebody sees who types: the first line first, the rest at a pause, and nothing that goes at once. */

import { describe, expect, test } from "vitest";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import type { FakeEngineOptions } from "../../fakes/engine.ts";
import { always, Conversation, rest } from "./conversation.ts";

/** Each token takes so long to evaluate. */
const MS = 10;

function converse(marked: string, engine: FakeEngineOptions, hears = true): Conversation {
  const talk: Conversation = new Conversation(
    marked,
    { ...engine, onStep: (step) => (step.kind === "evaluate" ? talk.clock.sleep(MS) : undefined) },
    { hears },
  );
  return talk;
}

/** What a request that comes now is answered with, and after how long; undefined when it has not been within `ms`. */
async function watch(talk: Conversation, ms = 2000): Promise<{ shown: string; after: number } | undefined> {
  const began = talk.clock.now();
  let answer: { shown: string; after: number } | undefined;
  const request = new AbortController();
  void talk.show({ paced: true, signal: request.signal }).then((shown) => {
    answer ??= { shown, after: talk.clock.now() - began };
  });
  for (let waited = 0; waited < ms && answer === undefined; waited += 5) await talk.clock.advance(5);
  const known = answer;
  // The next key.
  request.abort();
  await talk.clock.advance(0);
  return known;
}

const BLOCK_AT = "function f() {\n  if (x) {\n    ▮\n  }\n}\n";
const block = (lines: string): FakeEngineOptions => ({ continuation: (prefix) => rest(prefix, lines), logprob: -0.05 });
const THREE = block("    one(a);\n    two(b);\n    three(c);\n  ");

/** The cursor has been there for long. */
async function settled(talk: Conversation): Promise<Conversation> {
  await talk.clock.advance(1000);
  return talk;
}

describe("the first line first", () => {
  test("a request is answered with it while the rest is written, and the editor is told when there is more", async () => {
    const talk = await settled(converse(BLOCK_AT, THREE));
    const first = await watch(talk);
    expect(first?.shown).toBe("[one(a);]");
    expect(talk.more).toEqual([]);
    const decoded = () => talk.events.filter(({ stage }) => stage === "decoded");
    expect(decoded()).toEqual([]);
    await talk.clock.advance(1000);
    expect(decoded()).toHaveLength(1);
    expect(talk.more).toEqual([talk.uri]);
    expect((await watch(talk))?.shown).toBe("[one(a);\n    two(b);\n    three(c);]");
    await talk.clock.advance(1000);
    expect(talk.more).toHaveLength(1);
  });

  test("the rest comes with the next key where the editor cannot be told", async () => {
    const talk = await settled(converse(BLOCK_AT, THREE, false));
    expect((await watch(talk))?.shown).toBe("[one(a);]");
    await talk.clock.advance(1000);
    talk.type("o");
    expect((await watch(talk))?.shown).toBe("[ne(a);\n    two(b);\n    three(c);]");
  });

  test("a line that opens something comes with what closes it", async () => {
    const talk = await settled(converse(BLOCK_AT, block("    if (y) {\n      one(a);\n    }\n    two(b);\n  ")));
    expect((await watch(talk))?.shown).toBe("[if (y) {\n      one(a);\n    }]");
  });

  test("a command is answered with all of it", async () => {
    const talk = await settled(converse(BLOCK_AT, THREE));
    const asked = talk.show({ invoked: true, paced: true });
    await talk.clock.advance(5000);
    expect(await asked).toMatch(/^\[one\(a\);\n {4}two\(b\);\n {4}three\(c\);\]/);
  });

  test("what is typed along while the rest is written goes on", async () => {
    const talk = await settled(converse(BLOCK_AT, THREE));
    await watch(talk);
    talk.type("on");
    expect(await watch(talk)).toEqual({ shown: "[e(a);]", after: 0 });
    talk.type("e(a);");
    expect((await watch(talk))?.shown).toMatch(/^\[\n {4}two\(b\);/);
    await talk.clock.advance(1000);
    expect(talk.events.filter(({ stage }) => stage === "decoded")).toHaveLength(1);
  });

  test("it stays when the user has gone another way and comes back", async () => {
    const talk = await settled(converse(BLOCK_AT, THREE));
    await watch(talk);
    talk.type("x");
    await talk.clock.advance(1000);
    talk.type("", { deleted: 1 });
    expect(await watch(talk)).toEqual({ shown: "[one(a);]", after: 0 });
  });

  test("the rest is not written where the cursor has left", async () => {
    const talk = await settled(converse(BLOCK_AT, THREE));
    await watch(talk);
    talk.moveTo(2);
    await talk.clock.advance(1000);
    expect(talk.events.filter(({ stage }) => stage === "decoded")).toMatchObject([{ stop: "aborted" }]);
    expect(talk.more).toEqual([]);
  });

  test("nobody is told of more when the text has changed", async () => {
    const talk = await settled(converse(BLOCK_AT, THREE));
    await watch(talk);
    talk.edit(TextEdit.replace(0, 0, "\n"));
    await talk.clock.advance(2000);
    expect(talk.more).toEqual([]);
  });

  test("a first line that is unlikely is held back, and the rest is not written", async () => {
    const talk = await settled(converse(BLOCK_AT, { ...THREE, logprob: -1 }));
    expect((await watch(talk))?.shown).toBe("lowConfidence");
  });
});

describe("calm", () => {
  /** Somebody types `keys`, evenly. */
  async function typeEvenly(talk: Conversation, keys: string, ms = 100): Promise<void> {
    for (const key of keys) {
      talk.type(key);
      await talk.clock.advance(ms);
    }
  }
  const unsure = (text: string): FakeEngineOptions => ({
    ...always(text),
    logprob: (written) => (written === "" ? -0.7 : 0),
  });

  test("what is unsure waits for a pause", async () => {
    const talk = await settled(converse("▮\n", unsure("compute(b);")));
    await typeEvenly(talk, "const a =");
    talk.type(" ");
    const { shown, after } = (await watch(talk))!;
    expect(shown).toBe("[compute(b);]");
    expect(after).toBe(100);
  });

  test("what is sure comes at once", async () => {
    const talk = await settled(converse("▮\n", { ...always("compute(b);"), logprob: -0.01 }));
    await typeEvenly(talk, "const a =");
    talk.type(" ");
    const { shown, after } = (await watch(talk))!;
    expect(shown).toBe("[compute(b);]");
    expect(after).toBeLessThan(100);
  });

  test("who types on sees nothing, and the model goes on meanwhile", async () => {
    const talk = await settled(converse("▮\n", unsure("compute(b);")));
    await typeEvenly(talk, "const a = ");
    expect(await watch(talk, 20)).toBeUndefined();
    talk.type("com");
    const answer = await watch(talk);
    expect(answer?.shown).toBe("[pute(b);]");
    expect(talk.events.filter(({ stage }) => stage === "decoded")).toHaveLength(1);
  });

  test("what stands is answered at once while it is typed, after a slip of the keys, and word by word", async () => {
    const talk = await settled(converse("const a = ▮\n", unsure("compute(b, c);")));
    expect((await watch(talk))?.shown).toBe("[compute(b, c);]");
    talk.type("co");
    expect(await watch(talk)).toEqual({ shown: "[mpute(b, c);]", after: 0 });
    talk.type("n");
    await watch(talk, 30);
    talk.type("", { deleted: 1 });
    expect(await watch(talk)).toEqual({ shown: "[mpute(b, c);]", after: 0 });
    talk.type("mpute(");
    expect(await watch(talk)).toEqual({ shown: "[b, c);]", after: 0 });
  });

  test("an alternative that the user has chosen stays while it is taken word by word", async () => {
    const talk = await settled(converse("const a = ▮\n", { ...unsure("first(b);"), others: "other" }));
    const asked = talk.show({ invoked: true });
    await talk.clock.advance(5000);
    expect(await asked).toMatch(/^\[first\(b\);\] \| \[othe\]/);
    talk.type("ot");
    expect(await watch(talk)).toEqual({ shown: "[he]", after: 0 });
  });

  test("a request that is cancelled while it waits for a pause says so", async () => {
    const talk = await settled(converse("▮\n", unsure("compute(b);")));
    await typeEvenly(talk, "const a =");
    talk.type(" ");
    const request = new AbortController();
    const asked = talk.show({ paced: true, signal: request.signal });
    await talk.clock.advance(80);
    request.abort();
    expect(await asked).toBe("cancelled");
  });

  test("and one whose text has changed meanwhile", async () => {
    const talk = await settled(converse("▮\n", unsure("compute(b);")));
    await typeEvenly(talk, "const a =");
    talk.type(" ");
    const asked = talk.show({ paced: true });
    await talk.clock.advance(80);
    talk.type("c");
    await talk.clock.advance(1000);
    expect(await asked).toBe("stale");
  });
});
