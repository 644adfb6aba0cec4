/** A place that is not in the cache is answered from a few lines; the rest is read behind that, and takes over. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CacheStep } from "../../../src/core/cache/cells.ts";
import { EngineFailure } from "../../../src/core/cache/engine.ts";
import type { Settings } from "../../../src/core/settings/settings.ts";
import type { Continuation } from "../../fakes/engine.ts";
import { createGate } from "../../fakes/gate.ts";
import { always, Conversation } from "./conversation.ts";

const LONG = "let value = other + 1;\n".repeat(400);
const LINES = Array.from({ length: 800 }, (_, index) => `let value${index} = other + ${index};\n`);
const NEAR = 768;
/** Tokens that are read within the latency target at the fake engine's rate. */
const AT_ONCE = 400;

interface Read {
  readonly isNear: boolean;
  readonly tokens: number;
}

/** What was read for requests, in their order. */
function readFor(talk: Conversation): readonly Read[] {
  const plans = talk.events.flatMap((event) =>
    event.stage === "plan" && event.request !== undefined ? [event.isNear === true] : [],
  );
  const tokens = talk.events.flatMap((event) =>
    event.stage === "evaluated" && event.request !== undefined ? [event.tokens] : [],
  );
  return plans.map((isNear, index) => ({ isNear, tokens: tokens[index]! }));
}

interface Begun {
  /** 0: there is no second cache. */
  readonly near?: number;
  readonly onStep?: (step: CacheStep) => Promise<void>;
  readonly settings?: Partial<Settings>;
  readonly continuation?: Continuation;
}

function begin(text: string, { near = NEAR, onStep, settings = {}, ...other }: Begun = {}): Conversation {
  const engine = {
    ...always("compute(b);"),
    ...other,
    contextSize: 16_384,
    ...(near === 0 ? {} : { nearContextSize: near }),
    ...(onStep === undefined ? {} : { onStep }),
  };
  return new Conversation(text, engine, { settings });
}

describe("a file just opened", () => {
  test("is answered from a few lines, then the whole is read and serves the next place", async () => {
    const talk = begin(`${LONG}const a = ▮\n${LONG}`);
    expect(await talk.show()).toBe("[compute(b);]");
    const [first] = readFor(talk);
    expect(first).toMatchObject({ isNear: true });
    expect(first!.tokens).toBeLessThanOrEqual(AT_ONCE);
    await talk.rest();
    expect(talk.more).toEqual([]);
    expect(talk.engine.counts.evaluated).toBeGreaterThan(2000);
    talk.moveTo(talk.cursor - 46);
    await talk.ask();
    expect(readFor(talk).at(-1)).toMatchObject({ isNear: false });
  });

  test("is read as a whole where that takes no longer", async () => {
    const talk = begin("let value = 1;\nconst a = ▮\n");
    expect(await talk.show()).toBe("[compute(b);]");
    expect(readFor(talk)).toMatchObject([{ isNear: false }]);
    expect(talk.engine.near!.counts.evaluated).toBe(0);
  });

  test("is read as a whole where there is no second cache", async () => {
    const talk = begin(`${LONG}const a = ▮\n`, { near: 0 });
    expect(await talk.show()).toBe("[compute(b);]");
    expect(readFor(talk)).toMatchObject([{ isNear: false }]);
  });

  test("nothing to show by a few lines is asked for anew when the whole has been read, once", async () => {
    const continuation: Continuation = (prefix) => (prefix.length > 4 * AT_ONCE ? "compute(b);" : "");
    const talk = begin(`${LONG}const a = ▮\n${LONG}`, { continuation });
    expect(await talk.show()).toBe("empty");
    expect([readFor(talk).at(-1)!.isNear, talk.more]).toEqual([true, []]);
    await talk.rest();
    expect(talk.more).toEqual([talk.uri]);
    expect(await talk.show()).toBe("[compute(b);]");
    expect(readFor(talk).at(-1)).toMatchObject({ isNear: false });
    await talk.rest();
    expect(talk.more).toEqual([talk.uri]);
  });

  test("where the whole says nothing either, that holds", async () => {
    const talk = begin(`${LONG}const a = ▮\n${LONG}`, { continuation: () => "" });
    expect(await talk.show()).toBe("empty");
    await talk.rest();
    expect(await talk.show()).toBe("empty");
    await talk.rest();
    expect(talk.more).toEqual([talk.uri]);
  });

  test("what was suggested stands when the whole has been read, and costs nothing more", async () => {
    const talk = begin(`${LONG}const a = ▮\n`);
    const shown = await talk.show();
    await talk.rest();
    const { evaluated } = talk.engine.counts;
    expect(await talk.show()).toBe(shown);
    expect(readFor(talk).length).toBe(1);
    await talk.rest();
    expect(talk.engine.counts.evaluated).toBe(evaluated);
  });

  test("is typed into while it is read: each key is answered from the few lines, for a few tokens", async () => {
    const gate = createGate();
    const talk = begin(`${LONG}const a = ▮\n`, { onStep: () => gate.pass() });
    // The model goes on only until the request is answered: the rest is hardly begun.
    const ask = async () => {
      let isAnswered = false;
      const asked = talk.show().then(() => {
        isAnswered = true;
      });
      while (!isAnswered) await gate.open(1);
      await asked;
    };
    await ask();
    for (const key of ["z", " + ", "y"]) {
      talk.type(key);
      await ask();
    }
    const read = readFor(talk);
    expect(read.every(({ isNear }) => isNear)).toBe(true);
    expect(Math.max(...read.slice(1).map(({ tokens }) => tokens))).toBeLessThan(30);
    gate.openAll();
    await talk.rest();
  });
});

describe("a place that is only looked at", () => {
  const end = LINES.join("").length;

  /** The whole was read elsewhere; the cursor rests at `offset` until so many steps of reading are done, then a key comes. */
  async function look(offset: number, steps: number) {
    let gate = createGate();
    gate.openAll();
    const talk = begin(`${LINES.join("")}const a = ▮\n`, { onStep: () => gate.pass() });
    await talk.show();
    await talk.rest();
    const before = talk.engine.near!.counts.evaluated;
    gate = createGate();
    talk.moveTo(offset);
    await talk.clock.advance(150);
    await gate.open(steps);
    const ahead = talk.engine.near!.counts.evaluated - before;
    talk.type("z");
    gate.openAll();
    await talk.ask();
    await talk.rest();
    return { ahead, asked: readFor(talk).at(-1)! };
  }

  test("has the few lines read before the first key, ahead of the whole", async () => {
    const { ahead, asked } = await look(LINES[0]!.length * 20, 12);
    expect(ahead).toBeGreaterThan(150);
    expect(asked.isNear).toBe(true);
    expect(asked.tokens).toBeLessThan(10);
  });

  test("is left at once for a request", async () => {
    const { ahead, asked } = await look(LINES[0]!.length * 20, 5);
    expect(ahead).toBeGreaterThan(0);
    expect(asked.isNear).toBe(true);
    expect(asked.tokens).toBeGreaterThan(50);
    expect(ahead + asked.tokens).toBeLessThan(AT_ONCE);
  });

  test("has nothing read twice where the whole is there", async () => {
    const { ahead, asked } = await look(end - LINES.at(-1)!.length, 40);
    expect(ahead).toBe(0);
    expect(asked.isNear).toBe(false);
  });
});

/** What a user does, and what goes wrong. */
const doing = fc.oneof(
  fc.record({ type: fc.constantFrom("a", " ", "\n", "(b)", "const a = ") }),
  fc.record({ jumpTo: fc.nat(4000) }),
  fc.record({ ask: fc.constantFrom("wait", "cancel") }),
  fc.record({ pass: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ fail: fc.integer({ min: 0, max: 5 }) }),
  fc.constant({ reopen: true } as const),
  fc.constant({ rest: true } as const),
);
type Doing = typeof doing extends fc.Arbitrary<infer Value> ? Value : never;

/** One door: after all of it has come to rest both caches work, and hold what their mirrors say (or the engine would throw). */
async function play(steps: readonly Doing[]): Promise<readonly Read[]> {
  let gate = createGate();
  let failIn: number | undefined;
  const onStep = async () => {
    await gate.pass();
    if (failIn === undefined) return;
    failIn -= 1;
    if (failIn >= 0) return;
    failIn = undefined;
    throw new EngineFailure("out of order");
  };
  const lines = LINES.slice(0, 150).join("");
  const talk = begin(`${lines}const a = ▮\n${lines.replaceAll("value", "more")}`, {
    onStep,
    settings: { latencyTargetMs: 120 },
  });
  const asked: Promise<unknown>[] = [];
  const rest = async () => {
    gate.openAll();
    await Promise.all(asked);
    await talk.rest();
  };
  for (const step of steps) {
    if ("type" in step) talk.type(step.type);
    else if ("jumpTo" in step) talk.moveTo(step.jumpTo % (talk.text.length + 1));
    else if ("fail" in step) failIn = step.fail;
    else if ("pass" in step) await gate.open(step.pass);
    else if ("reopen" in step) talk.reopen(`${lines}x\n`);
    else if ("ask" in step) {
      const controller = new AbortController();
      asked.push(talk.ask({ signal: controller.signal }));
      if (step.ask === "cancel") controller.abort();
    } else {
      await rest();
      gate = createGate();
    }
  }
  failIn = undefined;
  await rest();
  for (const jump of [0, talk.text.length]) {
    talk.moveTo(jump);
    expect((await talk.ask()).kind).not.toBe("failed");
    await talk.rest();
  }
  for (const engine of [talk.engine, talk.engine.near!]) expect(engine.end).toBe(engine.cells.length);
  return readFor(talk);
}

test("both caches take part in such a day", async () => {
  const read = await play([{ ask: "wait" }, { rest: true }, { jumpTo: 100 }, { ask: "wait" }, { rest: true }]);
  expect(new Set(read.map(({ isNear }) => isNear))).toEqual(new Set([true, false]));
});

test("whatever is typed, left, cancelled or fails, both caches stay what their mirrors say", () =>
  fc.assert(
    fc.asyncProperty(fc.array(doing, { maxLength: 12 }), async (steps) => void (await play(steps))),
    { numRuns: 15 },
  ));
