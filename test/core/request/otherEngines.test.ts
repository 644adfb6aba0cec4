/** Documents, engines and cursors come and go: what is done for them, and what is forgotten. */

import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/core/settings/settings.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { turn } from "../../fakes/clock.ts";
import { createFakeEngine } from "../../fakes/engine.ts";
import { always, Conversation } from "./conversation.ts";

const LONG = "let value = other + 1;\n".repeat(40);

describe("a cursor that rests", () => {
  /** The cursor moves, and after so long the cache has followed it or not. */
  const check = (ms: number, follows: boolean) =>
    test(`for ${ms} ms: the cache ${follows ? "follows" : "stays"}`, async () => {
      const talk = new Conversation(`${LONG}const a = ▮\n${LONG}`, always("b;"));
      await talk.rest();
      const before = talk.engine.counts.evaluated;
      talk.moveTo(300);
      await talk.clock.advance(ms);
      expect(talk.engine.counts.evaluated > before).toBe(follows);
    });

  check(140, false);
  check(160, true);

  test("told once more at the same place costs nothing", async () => {
    const talk = new Conversation(`${LONG}const a = ▮\n`, always("b;"));
    await talk.rest();
    const { length } = talk.events;
    talk.moveTo(talk.cursor);
    await talk.rest();
    expect(talk.events.length).toBe(length);
  });

  test("that has moved on is not followed", async () => {
    const talk = new Conversation(`${LONG}const a = ▮\n${LONG}`, always("b;"));
    await talk.rest();
    const { length } = talk.events;
    talk.moveTo(300);
    await talk.clock.advance(100);
    talk.moveTo(500);
    await talk.rest();
    expect(talk.events.slice(length).filter(({ stage }) => stage === "plan")).toHaveLength(1);
  });

  test("in a window without focus is not followed", async () => {
    const talk = new Conversation(`${LONG}const a = ▮\n${LONG}`, always("b;"));
    await talk.rest();
    const before = talk.engine.counts.evaluated;
    talk.pipeline.focus(false);
    talk.moveTo(300);
    await talk.rest();
    expect(talk.engine.counts.evaluated).toBe(before);
  });
});

describe("while ghost text is typed along", () => {
  test("the cache does not follow: it stands there already", async () => {
    const talk = new Conversation("const a = ▮\n", always("compute(b);"));
    await talk.show();
    await talk.rest();
    const before = talk.engine.counts.evaluated;
    talk.type("com");
    await talk.rest();
    expect(talk.engine.counts.evaluated).toBe(before);
    talk.type("x");
    await talk.rest();
    expect(talk.engine.counts.evaluated).toBeGreaterThan(before);
  });
});

describe("another engine", () => {
  test("has suggestions of its own", async () => {
    const talk = new Conversation("const a = ▮\n", always("old();"));
    expect(await talk.show()).toBe("[old();]");
    talk.pipeline.setEngine(createFakeEngine(always("young();")), "");
    expect(await talk.show()).toBe("[young();]");
  });

  test("leaves the old one alone", async () => {
    const talk: Conversation = new Conversation(
      `${LONG.repeat(4)}const a = ▮\n`,
      {
        ...always("b;"),
        onStep: (step) => (step.kind === "evaluate" ? talk.clock.sleep(step.run.ids.length) : undefined),
      },
      { healing: { byItself: true } },
    );
    await talk.clock.advance(3000);
    talk.edit(TextEdit.replace(4, 4, "x"));
    await talk.clock.advance(500);
    const before = talk.engine.counts.evaluated;
    talk.pipeline.setEngine(undefined, "The model is loading.");
    await talk.clock.advance(5000);
    // One step of healing was under way.
    expect(talk.engine.counts.evaluated - before).toBeLessThanOrEqual(51);
  });

  test("has the modes that the settings say by then", async () => {
    const talk = new Conversation("const a = ▮b + c + d + e;\n", always("1;"));
    await talk.rest();
    const cost = async (engine: typeof talk.engine) => {
      await talk.rest();
      const before = engine.counts.evaluated;
      talk.type("(");
      await talk.rest();
      return engine.counts.evaluated - before;
    };
    expect(await cost(talk.engine)).toBeLessThan(4);
    const other = createFakeEngine(always("1;"));
    talk.settings.set({ ...DEFAULT_SETTINGS, cacheMode: "prefix" });
    talk.pipeline.setEngine(other, "");
    talk.moveTo(talk.cursor);
    talk.type("(");
    expect(await cost(other)).toBeGreaterThan(6);
  });
});

describe("a document", () => {
  test("opened anew has no suggestions of before", async () => {
    const talk = new Conversation("const a = ▮\n", always("compute(b);"));
    await talk.show();
    talk.pipeline.open({ uri: talk.uri, languageId: "typescript", version: 1, text: talk.text });
    talk.pipeline.cursor(talk.uri, talk.cursor, true);
    expect(await talk.show()).toBe("[compute(b);]");
    expect(talk.events.filter(({ stage }) => stage === "reused")).toEqual([]);
  });

  test("that became one of secrets has no suggestions any more", async () => {
    const talk = new Conversation("\nconst a = ▮\n", always("compute(b);"));
    expect(await talk.show()).toBe("[compute(b);]");
    const key = "-----BEGIN RSA PRIVATE KEY-----\n";
    talk.edit(TextEdit.replace(0, 0, key));
    expect(await talk.show()).toBe("excluded");
    talk.edit(TextEdit.replace(0, key.length, ""));
    talk.moveTo(11);
    await talk.show();
    expect(talk.events.filter(({ stage }) => stage === "reused")).toEqual([]);
  });

  test("that nobody has opened is a bug of ours", async () => {
    const talk = new Conversation("const a = ▮\n", always("b;"));
    expect(() => talk.pipeline.cursor("file:///none.ts", 0, true)).toThrow("no open document file:///none.ts");
    await expect(talk.ask({ offset: 12 })).rejects.toThrow("a request at 12");
    await expect(talk.ask({ offset: -1 })).rejects.toThrow("a request at -1");
    expect((await talk.ask({ offset: 11 })).kind).not.toBe("failed");
  });
});

test("a pipeline is settled when nothing waits and nothing runs", async () => {
  const talk = new Conversation(`${LONG}const a = ▮\n`, always("compute(b);"));
  talk.type("c");
  let isSettled = false;
  const settled = talk.pipeline.settle().then(() => {
    isSettled = true;
  });
  await turn();
  expect(isSettled).toBe(false);
  await talk.clock.advance(1000);
  await settled;
  expect(isSettled).toBe(true);
});

test("a pipeline that has ended asks nothing of its engine", async () => {
  const talk = new Conversation(`${LONG}const a = ▮\n${LONG}`, always("b;"));
  talk.moveTo(300);
  talk.pipeline.dispose();
  const before = talk.engine.counts.evaluated;
  await talk.clock.advance(1000);
  expect(talk.engine.counts.evaluated).toBe(before);
});
