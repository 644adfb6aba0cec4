import { describe, expect, test } from "vitest";
import type { HealingOptions } from "../../../src/core/cache/healer.ts";
import { BEFORE_SUGGESTION, type HealingRule, NO_HEALING } from "../../../src/core/cache/healing.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { always, Conversation } from "../request/conversation.ts";

/** What was healed: how many tokens, and on the clock since the key when. */
interface Healed {
  readonly at: number;
  readonly tokens: number;
}

/** Some 1,100 tokens; the cursor behind all of them but the last line. */
const TEXT = `${"let value = other + 1;\n".repeat(160)}const a = ▮;\n`;

/** One door: a key at the top of a long text makes the rest stale; a token takes a millisecond. */
class Idle {
  readonly talk: Conversation;
  readonly healed: Healed[] = [];
  #seen = 0;
  #keyAt = 0;

  constructor(healing: Partial<HealingOptions> = {}) {
    this.talk = new Conversation(
      TEXT,
      {
        ...always("b;"),
        onStep: (step) => (step.kind === "evaluate" ? this.talk.clock.sleep(step.run.ids.length) : undefined),
      },
      { healing: { byItself: true, ...healing } },
    );
  }

  key(text = "x"): void {
    this.#keyAt = this.talk.clock.now();
    this.healed.length = 0;
    this.talk.edit(TextEdit.replace(4, 4, text));
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 10) {
      await this.talk.clock.advance(10);
      for (const event of this.talk.events.slice(this.#seen))
        if (event.stage === "evaluated" && event.healed > 0)
          this.healed.push({ at: this.talk.clock.now() - this.#keyAt, tokens: event.healed });
      this.#seen = this.talk.events.length;
    }
  }

  get tokens(): number {
    return this.healed.reduce((sum, { tokens }) => sum + tokens, 0);
  }

  get isExact(): boolean {
    return this.talk.engine.allCells.staleLive("inexact").length === 0;
  }
}

async function afterKey(ms: number, healing?: Partial<HealingOptions>): Promise<Idle> {
  const idle = new Idle(healing);
  await idle.pass(3000);
  idle.key();
  await idle.pass(ms);
  return idle;
}

describe("while nobody types", () => {
  test("everything becomes exact, in small steps that begin when no key has come for a while", async () => {
    const idle = await afterKey(5000);
    expect(idle.isExact).toBe(true);
    expect(idle.healed[0]!.at).toBeGreaterThan(300);
    // The last token is evaluated along with each step.
    const early = idle.healed.filter(({ at }) => at < 2000);
    expect(Math.max(...early.map(({ tokens }) => tokens))).toBe(50 + 1);
  });

  test("the steps are larger when the user rests", async () => {
    const idle = await afterKey(8000, { sparing: () => true });
    // What was begun before takes 51 ms.
    const [first] = idle.healed.filter(({ at }) => at > 2000 + 60);
    expect(first!.tokens).toBe(250 + 1);
  });

  test("the user rests from the first moment on", async () => {
    const idle = new Idle({ sparing: () => true });
    // A small step takes 25 ms and is followed by 75 of rest: the 18th begins after 2 s.
    idle.talk.engine.rates = { prefill: 480, decode: 100 };
    await idle.pass(3000);
    idle.key();
    await idle.pass(2500);
    expect(idle.healed.map(({ tokens }) => tokens).slice(0, 18)).toEqual([...Array(17).fill(24 + 1), 120 + 1]);
  });

  test("a key is waited for no longer because the change took long to be read", async () => {
    const idle = new Idle();
    await idle.pass(3000);
    idle.key("let other = value + 1;\n".repeat(20));
    await idle.pass(500);
    const [first] = idle.healed;
    expect(first!.at).toBeGreaterThan(300);
    expect(first!.at).toBeLessThan(370);
  });

  test("a machine that is to be spared rests three times as long as it works", async () => {
    const busy = await afterKey(1500);
    const spared = await afterKey(1500, { sparing: () => true });
    expect(busy.tokens / spared.tokens).toBeGreaterThan(3);
    expect(busy.tokens / spared.tokens).toBeLessThan(5);
    await spared.pass(8000);
    expect(spared.isExact).toBe(true);
  });

  test("two keys are not healed at twice the pace", async () => {
    const idle = await afterKey(100, { sparing: () => true });
    idle.talk.type("c");
    await idle.pass(1300);
    // From 300 ms after the second key on, a step of 51 ms and three times as long of rest.
    expect(idle.healed.length).toBeGreaterThan(3);
    expect(idle.healed.length).toBeLessThan(8);
  });

  test("another key puts it off, and what is left is done later", async () => {
    const idle = await afterKey(500);
    const { at } = idle.healed.at(-1)!;
    const before = idle.tokens;
    idle.talk.type("c");
    await idle.pass(280);
    expect(idle.healed.filter((step) => step.at > at + 60)).toEqual([]);
    await idle.pass(4000);
    expect(idle.tokens).toBeGreaterThan(before);
    expect(idle.isExact).toBe(true);
  });

  test("near: only what stands before the cursor", async () => {
    const idle = await afterKey(5000, { idle: () => "near" });
    const outdated = idle.talk.engine.allCells.staleLive("outdated");
    expect(idle.tokens).toBeGreaterThan(200);
    expect(idle.tokens).toBeLessThan(300);
    expect(outdated.length).toBeGreaterThan(500);
    // Behind the cursor stands one line, and the marks around it.
    expect(outdated.filter((place) => place > idle.talk.engine.cells.length - 200).length).toBeLessThan(10);
  });

  const nothing = (name: string, healing: Partial<HealingOptions>, act: (idle: Idle) => void = () => {}) =>
    test(`nothing, ${name}`, async () => {
      const idle = new Idle(healing);
      await idle.pass(3000);
      act(idle);
      idle.key();
      await idle.pass(5000);
      expect(idle.healed).toEqual([]);
      expect(idle.talk.engine.allCells.staleLive("outdated").length).toBeGreaterThan(500);
    });

  nothing("when it is switched off", { idle: () => "off" });
  nothing("when others say when", { byItself: false });

  test("nobody looks: nothing is healed until somebody does", async () => {
    const idle = await afterKey(400);
    idle.talk.pipeline.focus(false);
    const before = idle.tokens;
    await idle.pass(5000);
    expect(idle.tokens).toBeLessThanOrEqual(before + 51);
    expect(idle.isExact).toBe(false);
    idle.talk.pipeline.focus(true);
    await idle.pass(3000);
    expect(idle.isExact).toBe(true);
  });

  test("nobody looks at what another engine holds either", async () => {
    const idle = new Idle();
    idle.talk.pipeline.focus(false);
    idle.talk.pipeline.setEngine(idle.talk.engine, "");
    await idle.pass(3000);
    idle.key();
    await idle.pass(5000);
    expect(idle.healed).toEqual([]);
  });

  test("an engine that fails is told, and suggestions go on", async () => {
    const idle = await afterKey(400);
    idle.talk.engine.failNext("Restart the engine.");
    await idle.pass(300);
    expect(idle.talk.events).toContainEqual({ stage: "note", message: "healing failed: Restart the engine." });
    const asked = idle.talk.show();
    await idle.pass(3000);
    expect(await asked).toBe("[b]");
  });
});

test("a machine that reads less than a token in a small step heals one at a time", async () => {
  const idle = new Idle();
  await idle.pass(3000);
  idle.talk.engine.rates = { prefill: 10, decode: 5 };
  idle.key();
  await idle.pass(1000);
  expect(idle.healed.length).toBeGreaterThan(3);
  for (const { tokens } of idle.healed) expect(tokens).toBe(1 + 1);
});

describe("before a suggestion", () => {
  /** A name is put in at the top; how many tokens of the line below are read again for it. */
  const check = (line: string, before: HealingRule, healed: number) =>
    test(`${line} by ${before.name}, ${healed} tokens`, async () => {
      const talk = new Conversation(`f(\n)\n${line}\nconst a = ▮\n`, always("b;"), { healing: { before } });
      await talk.rest();
      talk.edit(TextEdit.replace(2, 2, "height"));
      await talk.show();
      const read = talk.events.filter((event) => event.stage === "evaluated");
      expect(read.at(-1)).toMatchObject({ request: 1, healed });
    });

  // As many as the name has: "heig" and "ht".
  check("use(height);", BEFORE_SUGGESTION, 2);
  check("use(height);", (_, cursor) => [{ from: cursor - 3, to: cursor }], 3);
  check("use(height);", NO_HEALING, 0);
});

describe("when it is said to heal", () => {
  const check = (tokens: number, least: number, most: number) =>
    test(`${tokens} tokens`, async () => {
      const idle = await afterKey(1000, { byItself: false });
      const healing = idle.talk.pipeline.heal(tokens);
      await idle.pass(3000);
      await healing;
      expect(idle.tokens - idle.healed.length).toBeGreaterThanOrEqual(least);
      expect(idle.tokens - idle.healed.length).toBeLessThanOrEqual(most);
    });

  test("it ends with its engine", async () => {
    const idle = await afterKey(1000, { byItself: false });
    const healing = idle.talk.pipeline.heal(1000);
    await idle.pass(120);
    idle.talk.pipeline.setEngine(undefined, "The model is loading.");
    await idle.pass(3000);
    await healing;
    expect(idle.tokens).toBeGreaterThan(0);
    expect(idle.tokens).toBeLessThan(250);
  });

  check(0, 0, 0);
  check(1, 1, 1);
  check(120, 120, 120);
});
