import { describe, expect, test } from "vitest";
import { throwBug } from "../../../src/core/bug.ts";
import type { Planner } from "../../../src/core/cache/cachePlan.ts";
import { PLANNERS } from "../../../src/core/cache/planners.ts";
import { Document } from "../../../src/core/prompt/document.ts";
import { EngineSession } from "../../../src/core/request/engineSession.ts";
import { CurrentSettings } from "../../../src/core/settings/currentSettings.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings/settings.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { createFakeEngine } from "../../fakes/engine.ts";
import { createGate } from "../../fakes/gate.ts";
import { always, Conversation } from "./conversation.ts";

function createSession(planner: Planner = PLANNERS.edit, immovable?: string) {
  const still = immovable === undefined ? {} : { immovable };
  const engine = createFakeEngine({ continuation: () => "", contextSize: 40_000, ...still });
  const trace = { emit: () => {} };
  const settings = new CurrentSettings();
  const options = { clock: createFakeClock(), trace, planner, settings, onBug: throwBug };
  return { engine, settings, session: new EngineSession(engine, options) };
}

describe("how much text a prompt holds", () => {
  /** The rates of reading that are measured one after the other; the budget for the text before the cursor after each. */
  const check = (name: string, prefills: readonly number[], expected: readonly number[]) =>
    test(name, () => {
      const { engine, session } = createSession();
      const seen = prefills.map((prefill) => {
        engine.rates = { prefill, decode: 100 };
        return session.budget.prefixTokens;
      });
      expect(seen).toEqual(expected);
    });

  check("stays the same while the measured rate drifts a little", [1000, 1100, 1250, 900, 800], Array(5).fill(4000));
  check("grows with a machine that has become faster", [1000, 1400], [4000, 5600]);
  check("shrinks with one that has become slower", [1000, 700], [4000, 2800]);
  check("stays the same at the limit of drift", [1000, 1000 * 1.3, 1000 / 1.3], Array(3).fill(4000));
  check("follows a drift that goes on", [1000, 1200, 1400, 1600, 1900], [4000, 4000, 5600, 5600, 7600]);

  test("follows the latency target at once", () => {
    const { session, settings } = createSession();
    settings.set({ ...DEFAULT_SETTINGS, latencyTargetMs: 200 });
    expect(session.budget.prefixTokens).toBe(2000);
  });

  test("behind the cursor it is more where keys may be moved", () => {
    const behind = (planner?: Planner, immovable?: string) =>
      createSession(planner, immovable).session.budget.suffixTokens;
    expect(behind(PLANNERS.edit)).toBe(1000);
    expect(behind(PLANNERS.prefix)).toBe(272);
    expect(behind(PLANNERS.edit, "Its keys may not be moved.")).toBe(272);
  });
});

test("is idle when nothing is folded any more", async () => {
  const { engine, session } = createSession();
  const document = new Document("file:///a.ts", "typescript", 1, "let value = other + 1;\n".repeat(100));
  session.follow(() => ({ document, cursor: 0 }));
  await session.idle();
  expect(engine.counts.evaluated).toBeGreaterThan(500);
});

describe("a setting that changes", () => {
  const block = { continuation: (prefix: string) => (prefix.endsWith("{\n") ? "  a();\n  b();\n  c();\n" : "") };
  const start = () => new Conversation("function f() {\n▮\n}\n", block);

  test("the number of lines is that of now", async () => {
    const talk = start();
    talk.settings.set({ ...DEFAULT_SETTINGS, maxLines: 2 });
    expect(await talk.show()).toBe("[  a();\n  b();]");
  });

  test("the latency target is that of now", async () => {
    const talk: Conversation = new Conversation("function f() {\n▮\n}\n", {
      ...block,
      onStep: (step) => (step.kind === "evaluate" ? talk.clock.sleep(30) : undefined),
    });
    await talk.clock.advance(5000);
    talk.settings.set({ ...DEFAULT_SETTINGS, latencyTargetMs: 50 });
    const asked = talk.show();
    await talk.clock.advance(5000);
    // 2.5 times as long as the target: the second line is not complete by then.
    expect(await asked).toBe("[  a();]");
  });
});

describe("the order of work", () => {
  test("a request takes its turn between two small steps of folding, and goes on where that was", async () => {
    const gate = createGate();
    const long = "let value = other + 1;\n".repeat(100);
    const talk = new Conversation(`${long}const a = ▮\n`, { ...always("b;"), onStep: gate.pass });
    void talk.clock.advance(200);
    await gate.open(3);
    const asked = talk.show();
    gate.openAll();
    expect(await asked).toBe("[b;]");
    const [folded, read] = talk.events.filter((event) => event.stage === "evaluated");
    // Steps of 50 ms: the one under way is the last.
    expect(folded).toMatchObject({ request: undefined });
    expect(folded!.tokens).toBeLessThanOrEqual(4 * 50);
    expect(read).toMatchObject({ request: 1 });
    expect(read!.tokens).toBeGreaterThan(200);
  });
});

describe("what the model thinks of a text", () => {
  test("is told for each of its tokens, behind the whole prompt", async () => {
    const talk = new Conversation("const a = ▮\n", always("b;"));
    const scores = await talk.pipeline.score(talk.uri, talk.cursor, "b + c;");
    expect(scores!.length).toBe(talk.engine.tokenizer.tokenize("b + c;").length);
    const { cells, tokenizer } = talk.engine;
    expect(tokenizer.detokenize(cells)).toBe("const a = \n");
  });

  test("is not known without an engine", async () => {
    const talk = new Conversation("const a = ▮\n", always("b;"));
    talk.pipeline.setEngine(undefined, "The model is loading.");
    expect(await talk.pipeline.score(talk.uri, talk.cursor, "b")).toBeUndefined();
  });
});
