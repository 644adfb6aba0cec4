/** What a request tells of itself: which work was done, when, and for whom. */

import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../../src/core/request/trace.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { createGate } from "../../fakes/gate.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";
import { always, Conversation } from "./conversation.ts";

/** A token takes so long; the clock is wound while a request is answered. */
async function answer(msPerToken: number, act: (talk: Conversation) => Promise<unknown>) {
  const talk: Conversation = new Conversation("const a = ▮\n", {
    ...always("compute(b);"),
    onStep: (step) => (step.kind === "evaluate" ? talk.clock.sleep(msPerToken * step.run.ids.length) : undefined),
  });
  await talk.clock.advance(1000);
  const from = talk.events.length;
  let done = false;
  const acted = act(talk).finally(() => {
    done = true;
  });
  while (!done) await talk.clock.advance(10);
  await acted;
  return talk.events.slice(from);
}

const of = <Stage extends TraceEvent["stage"]>(events: readonly TraceEvent[], stage: Stage) =>
  events.filter((event): event is Extract<TraceEvent, { stage: Stage }> => event.stage === stage);

test("a request and its outcome are told with what they cost", async () => {
  const events = await answer(10, (talk) => talk.show());
  expect(of(events, "request")).toEqual([
    { stage: "request", request: 1, uri: "file:///sample.ts", version: 1, offset: 10, invoked: false },
  ]);
  // Six tokens are written; the line end that follows ends it.
  expect(of(events, "decoded")).toMatchObject([{ request: 1, tokens: 6, stop: "lineEnd" }]);
  expect(of(events, "outcome")).toMatchObject([
    { request: 1, tokens: { evaluated: 0, moved: 0, generated: 6 }, outcome: { kind: "shown" } },
  ]);
  expect(of(events, "reused")).toEqual([]);
});

test("the time to the first token is that of the first one", async () => {
  const [outcome] = of(await answer(10, (talk) => talk.show()), "outcome");
  expect(outcome!.timing.firstTokenMs).toBeLessThan(10);
  expect(outcome!.timing.totalMs).toBeGreaterThanOrEqual(50);
  expect(outcome!.timing.totalMs).toBeLessThan(200);
});

test("reading and writing are timed apart", async () => {
  const events = await answer(10, async (talk) => {
    talk.type("b + c + d + ");
    await talk.show();
  });
  const evaluated = of(events, "evaluated").filter(({ request }) => request === 1);
  const [decoded] = of(events, "decoded");
  expect(evaluated).toHaveLength(1);
  expect(evaluated[0]!.ms).toBe(10 * evaluated[0]!.tokens);
  expect(evaluated[0]!.tokens).toBeGreaterThan(4);
  expect(decoded!.ms).toBeGreaterThanOrEqual(10 * (decoded!.tokens - 1));
  expect(decoded!.ms).toBeLessThan(10 * (decoded!.tokens + 1));
});

test("an answer from what is known says whose it was, and costs nothing", async () => {
  const events = await answer(10, async (talk) => {
    await talk.show();
    talk.type("com");
    await talk.show();
  });
  expect(of(events, "reused")).toEqual([{ stage: "reused", request: 2, of: 1 }]);
  expect(of(events, "outcome")[1]).toMatchObject({
    timing: { firstTokenMs: undefined },
    tokens: { kept: 0, moved: 0, evaluated: 0, generated: 0 },
  });
});

test("a change is folded for the request that comes with it, not before", async () => {
  const events = await answer(1, async (talk) => {
    talk.type("b + ");
    await talk.show();
  });
  const [first] = of(events, "plan");
  expect(first).toMatchObject({ request: 1, cost: { moved: expect.any(Number) } });
  expect(first!.cost.evaluated).toBeGreaterThan(0);
});

test("folding is told as no request's", async () => {
  const talk = new Conversation("const a = ▮\n", always("b;"));
  await talk.rest();
  expect(of(talk.events, "plan")).toMatchObject([{ request: undefined, cost: { kept: 0, moved: 0 } }]);
  expect(of(talk.events, "evaluated")).toMatchObject([{ request: undefined, healed: 0 }]);
  expect(of(talk.events, "evaluated")[0]!.tokens).toBe(talk.engine.counts.evaluated);
});

test("a generation that has written nothing says so", async () => {
  const gate = createGate();
  const talk = new Conversation("const a = ▮\n", { ...always("compute(b);"), onStep: gate.pass });
  const asked = talk.ask();
  talk.pipeline.close(talk.uri);
  gate.openAll();
  await asked;
  await talk.rest();
  expect(of(talk.events, "decoded")).toMatchObject([{ tokens: 0, stop: "aborted", ms: 0 }]);
});

describe("alternatives", () => {
  const generations = async (act: (talk: Conversation) => Promise<unknown>, wanted = "compute(b);") => {
    const talk = new Conversation("const a = ▮\n", always(wanted));
    await act(talk);
    return of(talk.events, "plan").filter(({ request }) => request !== undefined).length;
  };

  test("are made once, and only when asked for", async () => {
    expect(await generations((talk) => talk.show())).toBe(1);
    const shown = await generations(async (talk) => {
      const first = await talk.show({ invoked: true });
      expect(await talk.show({ invoked: true })).toBe(first);
      expect(first).toBe("[compute(b);] | [othe]");
    });
    expect(shown).toBe(1);
  });

  test("are told one by one, with what became of each", async () => {
    const talk = new Conversation("const a = ▮\n", always("compute(b);"));
    await talk.show();
    expect(of(talk.events, "other")).toEqual([]);
    expect(await talk.show({ invoked: true })).toBe("[compute(b);] | [othe]");
    const told = of(talk.events, "other");
    expect(told[0]).toMatchObject({ request: 1, text: "othe", fate: "offered" });
    expect(told.slice(1).map(({ fate }) => fate)).not.toContain("offered");
    expect(of(talk.events, "joined").length).toBeLessThan(2);
  });

  test("are not made of nothing", async () => {
    const talk = new Conversation("const a = ▮\n", { continuation: () => "" });
    expect(await talk.show({ invoked: true })).toBe("empty");
    const before = talk.engine.counts.evaluated;
    await talk.rest();
    expect(talk.engine.counts.evaluated).toBe(before);
  });
});

describe("what the grammar had to say", () => {
  const check = (name: string, syntax: FakeSyntax | undefined, expected: readonly object[]) =>
    test(name, async () => {
      const talk = new Conversation("const a = ▮\n", always("b;"), syntax === undefined ? {} : { syntax });
      expect(await talk.show()).toBe("[b;]");
      expect(of(talk.events, "constraint")).toMatchObject(expected);
    });

  check("is told where it was asked", new FakeSyntax({ judge: () => "viable" }), [
    { request: 1, counts: { refusals: 0, late: 0, acceptedMass: 1 } },
  ]);
  check("is not told where it was not", undefined, []);
});

test("cells that the engine has lost are told of, and the suggestion comes all the same", async () => {
  const talk = new Conversation("const a = ▮\n", always("bcd;"));
  await talk.show();
  talk.engine.forget(2);
  talk.edit(TextEdit.replace(0, 0, "x;"));
  expect(await talk.show()).toBe("[bcd;]");
  expect(of(talk.events, "note").map(({ message }) => message)).toEqual([expect.stringContaining("live cells after")]);
});

test("what changes is read for the place that was asked about last, told or not", async () => {
  const talk = new Conversation(`const a = \n${"line();\n".repeat(20)}▮`, always("b;"));
  await talk.rest();
  expect(await talk.show({ offset: 10 })).toBe("[b;]");
  talk.edit(TextEdit.replace(0, 0, "x;"));
  await talk.rest();
  await talk.ask({ offset: 12 });
  expect(of(talk.events, "outcome").at(-1)).toMatchObject({ tokens: { evaluated: 0, moved: 0 } });
  expect(of(talk.events, "reused")).toEqual([]);
});
