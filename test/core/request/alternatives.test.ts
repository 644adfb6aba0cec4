/** What a command at the cursor gets: up to three texts that really differ, and further ones each time it is asked again. */

import { describe, expect, test } from "vitest";
import { type Branches, BranchingEngine } from "../../fakes/branchingEngine.ts";
import { Conversation } from "./conversation.ts";

/** Texts with how likely each is; the engine writes them character by character. */
type Writes = Readonly<Record<string, number>>;

function branchesOf(writes: Writes): (written: string) => Branches {
  return (written) => {
    const next = new Map<string, number>();
    for (const [text, chance] of Object.entries(writes))
      if (`${text}\n`.startsWith(written)) {
        const sign = `${text}\n`[written.length] ?? "";
        next.set(sign, (next.get(sign) ?? 0) + chance);
      }
    const all = [...next.values()].reduce((sum, chance) => sum + chance, 0);
    return next.size === 0 ? { "": 1 } : Object.fromEntries([...next].map(([sign, chance]) => [sign, chance / all]));
  };
}

function converse(writes: Writes, at = "{\n  ▮\n}\n", onStep?: () => Promise<void>) {
  const talk = new Conversation(at, { continuation: () => "" });
  const engine = new BranchingEngine({ branches: branchesOf(writes), contextSize: 4096, ...(onStep && { onStep }) });
  talk.pipeline.setEngine(engine, "");
  return { talk, engine };
}

interface Case {
  readonly writes: Writes;
  /** What each asking in turn gives, the first to be seen first. */
  readonly asked: readonly (readonly string[])[];
}

/** One door. */
function check(name: string, { writes, asked }: Case): void {
  test(name, async () => {
    const { talk } = converse(writes);
    const seen: string[][] = [];
    for (const _ of asked) seen.push((await talk.show({ invoked: true })).split(" | "));
    expect(seen).toEqual(asked.map((texts) => texts.map((text) => `[${text}]`)));
    await talk.rest();
  });
}

describe("what really differs", () => {
  check("three, the likeliest first", {
    writes: { "add(a);": 0.5, "b = 1;": 0.3, "if (c) {}": 0.2 },
    asked: [["add(a);", "b = 1;", "if (c) {}"]],
  });
  check("others that are the same but for their names are passed over", {
    writes: { "add(a);": 0.4, "put(a);": 0.3, "set(b);": 0.15, "x = 1;": 0.1, "go();": 0.05 },
    asked: [["add(a);", "x = 1;", "go();"]],
  });
  check("one alone where there is nothing else", {
    writes: { "add(a);": 0.6, "put(b);": 0.4 },
    asked: [["add(a);"], ["add(a);"]],
  });
  check("what differs only below the first line is no other", {
    writes: { "add(a);\n  b();": 0.6, "put(a);\n  c = 1;": 0.4 },
    asked: [["add(a);\n  b();"]],
  });
  check("nothing as unlikely as that", {
    writes: { "add(a);": 0.9, "b = 1;": 0.0999, "if (c) {}": 0.0001 },
    asked: [["add(a);", "b = 1;"]],
  });
  check("the likeliest line comes first, though another begins likelier", {
    // `a` begins two that are equally likely, `x` one.
    writes: { "a(b);": 0.3, "a[c];": 0.29, "x = 1;": 0.41 },
    asked: [["x = 1;", "a(b);"]],
  });
});

describe("asked again", () => {
  const writes = {
    "a();": 0.3,
    "b = 1;": 0.2,
    "if (c) {}": 0.15,
    "while (d) {}": 0.1,
    "e.f = 1;": 0.1,
    "!g;": 0.08,
    "-h;": 0.07,
  };
  check("further ones come first, those before them stay", {
    writes,
    asked: [
      ["a();", "b = 1;", "if (c) {}"],
      ["while (d) {}", "e.f = 1;", "!g;", "a();", "b = 1;", "if (c) {}"],
      ["-h;", "while (d) {}", "e.f = 1;", "!g;", "a();", "b = 1;", "if (c) {}"],
      ["-h;", "while (d) {}", "e.f = 1;", "!g;", "a();", "b = 1;", "if (c) {}"],
    ],
  });

  test("one that was cancelled counts for nothing", async () => {
    const { talk } = converse(writes);
    await talk.show();
    const controller = new AbortController();
    const asked = talk.show({ invoked: true, signal: controller.signal });
    controller.abort();
    expect(await asked).toBe("cancelled");
    await talk.rest();
    expect(await talk.show({ invoked: true })).toBe("[a();] | [b = 1;] | [if (c) {}]");
    await talk.rest();
  });
});

test("they are decoded in the cache of the first: nothing of the prompt is evaluated again", async () => {
  const text = `${"const value = other + 1;\n".repeat(60)}{\n  ▮\n}\n`;
  const { talk, engine } = converse({ "add(a);": 0.5, "b = 1;": 0.3, "if (c) {}": 0.2 }, text);
  await talk.show();
  const prompt = engine.counts.evaluated;
  await talk.show({ invoked: true });
  const others = engine.counts.evaluated - prompt;
  expect(prompt).toBeGreaterThan(500);
  expect(others).toBeLessThan(60);
  await talk.rest();
});

test("nobody waits long for others: what is made by then is offered, and asked again it goes on", async () => {
  let stepMs = 0;
  const onStep = (): Promise<void> => talk.clock.sleep(stepMs);
  const { talk } = converse({ "a();": 0.4, "b = 1;": 0.35, "if (c) {}": 0.25 }, undefined, onStep);
  const ask = async (invoked: boolean): Promise<string> => {
    const asked = talk.show({ invoked });
    await talk.clock.advance(60_000);
    return asked;
  };
  expect(await ask(false)).toBe("[a();]");
  stepMs = 600;
  expect(await ask(true)).toBe("[a();]");
  stepMs = 0;
  expect(await ask(true)).toBe("[a();] | [b = 1;] | [if (c) {}]");
  await talk.rest();
});

test("where hardly anything else may begin there, no other is written", async () => {
  const { talk, engine } = converse({ "add(a);": 0.998, "b = 1;": 0.001, "if (c) {}": 0.001 });
  await talk.show();
  const { evaluated } = engine.counts;
  expect(await talk.show({ invoked: true })).toBe("[add(a);]");
  expect(engine.counts.evaluated - evaluated).toBeLessThan(4);
  await talk.rest();
});

test("what turns out to be known is given up at the end of its first line", async () => {
  const body = "\n  more(1);".repeat(8);
  const writes = { "add(a);": 0.6, [`put(a);${body}`]: 0.4 };
  const { talk, engine } = converse(writes);
  await talk.show();
  const before = engine.counts.evaluated;
  expect(await talk.show({ invoked: true })).toBe("[add(a);]");
  expect(engine.counts.evaluated - before).toBeLessThan(40);
  await talk.rest();
});

describe("while somebody types", () => {
  test("those that go on with what was typed stay", async () => {
    const { talk } = converse({ "add(a);": 0.5, "b = 1;": 0.3, "if (c) {}": 0.2 });
    await talk.show({ invoked: true });
    talk.type("if");
    expect(await talk.show({ invoked: true })).toBe("[ (c) {}]");
    await talk.rest();
  });

  test("others than what was typed along are made where the cursor is by then", async () => {
    const { talk, engine } = converse({ "add(a);": 0.6, "b = 1;": 0.4 });
    expect(await talk.show()).toBe("[add(a);]");
    talk.type("a");
    const { batches } = engine.counts;
    // The engine writes the same wherever it is asked.
    expect(await talk.show({ invoked: true })).toBe("[add(a);] | [b = 1;]");
    expect(engine.counts.batches).toBeGreaterThan(batches);
    await talk.rest();
  });
});
