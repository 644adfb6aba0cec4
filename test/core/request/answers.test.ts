import { describe, expect, test } from "vitest";
import type { Continuation } from "../../fakes/engine.ts";
import { createGate } from "../../fakes/gate.ts";
import { always, Conversation, describeOutcome, rest } from "./conversation.ts";

/** One door: the model stands still after `steps` steps while something happens, then it goes on. */
async function meanwhile(marked: string, continuation: Continuation, steps: number, act: (talk: Conversation) => void) {
  const gate = createGate();
  const talk = new Conversation(marked, { continuation, onStep: gate.pass });
  const asked = talk.ask();
  await gate.open(steps);
  act(talk);
  gate.openAll();
  const outcome = await asked;
  await talk.rest();
  return { talk, outcome, shown: describeOutcome(outcome, talk.text) };
}

describe("what happens while the model writes", () => {
  test("an answer for a text that has gone on says so, and the next request gets what is left", async () => {
    const { talk, outcome } = await meanwhile("const a = ▮\n", always("compute(b);").continuation, 3, (talk) =>
      talk.type("co"),
    );
    expect(outcome).toEqual({ kind: "stale", askedFor: 1, now: 2 });
    expect(await talk.show()).toBe("[mpute(b);]");
  });

  test("what a request waits for is written to its end though the cursor moves", async () => {
    const { shown } = await meanwhile("one();\nconst a = ▮\n", always("compute(b);").continuation, 3, (talk) =>
      talk.moveTo(2),
    );
    expect(shown).toBe("[compute(b);]");
  });

  test("what nobody waits for ends when the cursor leaves its place", async () => {
    const gate = createGate();
    const talk = new Conversation("one();\nconst a = ▮\n", { ...always("compute(b);"), onStep: gate.pass });
    const request = new AbortController();
    const asked = talk.ask({ signal: request.signal });
    await gate.open(3);
    request.abort();
    expect(await asked).toEqual({ kind: "cancelled" });
    talk.moveTo(2);
    gate.openAll();
    await talk.rest();
    expect(talk.events.filter(({ stage }) => stage === "decoded")).toMatchObject([{ stop: "aborted" }]);
  });
});

describe("the suggest widget", () => {
  test("each of its items has a suggestion of its own", async () => {
    const talk = new Conversation("con▮\n", {
      continuation: (prefix) => (prefix.endsWith("console") ? ".log(a);" : "(b);"),
    });
    const select = (text: string) => talk.show({ selected: { start: 0, end: 3, text } });
    expect(await select("console")).toBe("con→[console.log(a);]");
    expect(await select("confirm")).toBe("con→[confirm(b);]");
    expect(await select("console")).toBe("con→[console.log(a);]");
  });
});

test("an item of the suggest widget far down in a long text", async () => {
  const talk = new Conversation(`${"let value = other + 1;\n".repeat(900)}con▮\n`, {
    continuation: (prefix) => (prefix.endsWith("1;\nconsole") ? ".log(a);" : "no();"),
  });
  const start = talk.cursor - 3;
  const selected = { start, end: talk.cursor, text: "console" };
  expect(await talk.show({ selected })).toBe("con→[console.log(a);]");
});

test("no alternatives are made to what is nothing", async () => {
  const steps = async (invoked: boolean) => {
    const talk = new Conversation("const a = ▮\n", always(""));
    expect(await talk.show({ invoked })).toBe("empty");
    return talk.engine.counts.batches;
  };
  expect(await steps(true)).toBe(await steps(false));
});

describe("how likely a suggestion is", () => {
  const start = (perToken: number) =>
    new Conversation("const a = ▮\n", {
      ...always("compute(b) + compute(c) + compute(d);"),
      logprob: perToken,
    });

  test("an unlikely one is held back, unless it is asked for", async () => {
    expect(await start(-0.5).show()).toBe("lowConfidence");
    expect(await start(-0.5).show({ invoked: true })).toContain("[compute(b) + compute(c) + compute(d);]");
  });

  test("what was asked for stays while it is typed along", async () => {
    const talk = start(-0.5);
    await talk.show({ invoked: true });
    talk.type("compute(b) ");
    expect(await talk.show()).toBe("[+ compute(c) + compute(d);]");
    talk.type("+ compute(c) + compute(");
    expect(await talk.show()).toBe("[d);]");
  });

  test("what stands on the screen does not go when its first line has been typed", async () => {
    const body = "    one(a);\n    two(b);\n  ";
    const talk = new Conversation("function f() {\n  if (x) {\n    ▮\n  }\n}\n", {
      continuation: (prefix) => rest(prefix, body),
      logprob: (written) => (written.includes("\n") ? -3 : -0.1),
    });
    expect(await talk.show()).toBe("[one(a);\n    two(b);]");
    talk.type("one(a);");
    expect(await talk.show()).toBe("[\n    two(b);]");
  });
});

describe("a block that takes long to write", () => {
  /** Each token takes so long; the target is 400 ms, and a block may take two and a half times that. */
  const check = (msPerToken: number, expected: string) =>
    test(`${msPerToken} ms per token`, async () => {
      const talk = new Conversation("function f() {\n  if (x) {\n    ▮\n  }\n}\n", {
        continuation: (prefix) => rest(prefix, "    one(a);\n    two(b);\n    three(c);\n  "),
        onStep: (step) => (step.kind === "evaluate" ? talk.clock.sleep(msPerToken) : undefined),
      });
      await talk.clock.advance(5000);
      const asked = talk.show();
      await talk.clock.advance(5000);
      expect(await asked).toBe(expected);
    });

  check(10, "[one(a);\n    two(b);\n    three(c);]");
  // What is not complete by then is left out.
  check(90, "[one(a);\n    two(b);]");
  check(150, "[one(a);]");
  check(600, "notShowable");
});
