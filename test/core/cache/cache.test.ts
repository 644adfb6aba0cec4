import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CacheStep } from "../../../src/core/cache/cells.ts";
import { EngineFailure } from "../../../src/core/cache/engine.ts";
import { BEFORE_SUGGESTION, type Debts } from "../../../src/core/cache/healing.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { concatRuns, sliceRun, type TokenRun } from "../../../src/core/tokens/tokenRun.ts";
import { Conversation } from "../request/conversation.ts";
import { createTrial, expectEqualMirror, letters, STEP } from "./cacheTrial.ts";

interface Edit {
  readonly at: number;
  readonly deleted: number;
  readonly typed: string;
  /** Deleted text comes back there. */
  readonly moveTo: number | null;
  /** As other instances: by content. */
  readonly again: boolean;
  readonly refresh: boolean;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(90),
  deleted: fc.nat(40),
  typed: fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"), maxLength: 20 }),
  moveTo: fc.option(fc.nat(90)),
  again: fc.boolean(),
  refresh: fc.boolean(),
});

function change(text: TokenRun, { at, deleted, typed, moveTo, again }: Edit, instances: InstanceSource): TokenRun {
  const size = text.ids.length;
  const from = Math.min(at, size);
  const to = Math.min(from + deleted, size);
  const gone = sliceRun(text, from, to);
  const put = again ? { ...gone, instances: gone.ids.map(() => instances.next()) } : gone;
  const next = concatRuns([sliceRun(text, 0, from), letters(typed, instances), sliceRun(text, to, size)]);
  if (moveTo === null) return sliceRun(next, 0, 150);
  const target = Math.min(moveTo, next.ids.length);
  return sliceRun(concatRuns([sliceRun(next, 0, target), put, sliceRun(next, target, next.ids.length)]), 0, 150);
}

/** The states that a script goes through; each ends with the same last token. */
function toStates(edits: readonly Edit[]): TokenRun[] {
  const instances = new InstanceSource();
  const end = letters("!", instances);
  let text = letters("the quick brown fox jumps over the lazy dog, then sleeps in the warm sun of a day", instances);
  const states = [concatRuns([text, end])];
  for (const one of edits) {
    text = change(text, one, instances);
    states.push(concatRuns([text, end]));
  }
  return states;
}

/** As many spans as the script asks for, none of them the last token. */
function toRefresh(one: Edit | undefined, state: TokenRun) {
  const from = Math.min(one?.at ?? 0, Math.max(state.ids.length - 2, 0));
  const to = Math.min(from + 5, state.ids.length);
  return one?.refresh ? { refresh: () => [{ from, to }] } : {};
}

describe("an interruption at any step", () => {
  /** Plays the script; the last state is interrupted at the step `at`. Answers what was evaluated for the last state. */
  async function play(edits: readonly Edit[], at: number, how: "stop" | "fail") {
    let countdown = Number.POSITIVE_INFINITY;
    let failed: CacheStep | undefined;
    const trial = createTrial((step) => {
      if (how === "stop" || countdown-- !== 0) return;
      failed = step;
      throw new EngineFailure("as the native side would");
    });
    const states = toStates(edits);
    for (const [index, state] of states.slice(0, -1).entries())
      await trial.cache.bring(state, { ...STEP, ...toRefresh(edits[index - 1], state) });
    const before = trial.engine.counts.evaluated;
    const last = states.at(-1)!;
    countdown = at;
    const shouldStop = () => how === "stop" && countdown-- <= 0;
    const options = { ...STEP, ...toRefresh(edits.at(-1), last), shouldStop };
    const result = await trial.cache.bring(last, options).catch((error: unknown) => {
      expect(error).toBeInstanceOf(EngineFailure);
      return undefined;
    });
    expectEqualMirror(trial);
    countdown = Number.POSITIVE_INFINITY;
    const again = await trial.cache.bring(last, STEP);
    expectEqualMirror(trial);
    expect(again.complete).toBe(true);
    expect(trial.engine.cells).toEqual(last.ids);
    expect(trial.cache.cells.live.instances).toEqual(last.instances);
    expect(trial.reports).toEqual([]);
    return { evaluated: trial.engine.counts.evaluated - before, failed, interrupted: result?.complete !== true };
  }

  const script = fc.array(edit, { minLength: 1, maxLength: 3 });

  /** Interrupts one script at each of its steps in turn; the work must be that of the script played through. */
  async function check(edits: readonly Edit[], how: "stop" | "fail") {
    const { evaluated: needed } = await play(edits, Number.POSITIVE_INFINITY, how);
    for (let at = 0; ; at += 1) {
      const { evaluated, failed, interrupted } = await play(edits, at, how);
      if (!interrupted) break;
      // After any other failed step the engine's cells are unknown, and everything is evaluated afresh.
      if (failed === undefined || failed.kind === "evaluate")
        expect(evaluated, `interrupted at step ${at} (${failed?.kind ?? "stop"})`).toBeLessThanOrEqual(needed);
    }
  }

  test("a cancellation leaves cache and mirror equal and loses no work", async () => {
    await fc.assert(
      fc.asyncProperty(script, (edits) => check(edits, "stop")),
      { numRuns: 300 },
    );
  }, 60_000);

  test("a failure leaves cache and mirror equal; a failed evaluation loses no work", async () => {
    await fc.assert(
      fc.asyncProperty(script, (edits) => check(edits, "fail")),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe("a cache that is not what its mirror says", () => {
  const text = "function add(a, b) { return a + b; }";

  test("is reported once, without any text, and evaluated afresh", async () => {
    const trial = createTrial();
    const instances = new InstanceSource();
    const before = letters(text, instances);
    await trial.cache.bring(before, STEP);
    trial.engine.forget(2);
    const after = concatRuns([sliceRun(before, 0, 9), letters("two", instances), sliceRun(before, 12, 36)]);
    const result = await trial.cache.bring(after, STEP);
    expect(result).toMatchObject({ complete: true, evaluated: after.ids.length });
    expect(trial.engine.cells).toEqual(after.ids);
    expectEqualMirror(trial);
    expect(trial.reports).toHaveLength(1);
    await trial.cache.bring(before, STEP);
    expect(trial.reports).toHaveLength(1);
  });

  test("again and again is a failure of the engine, not a loop without end", async () => {
    const trial = createTrial();
    const run = letters(text, new InstanceSource());
    const reset = trial.engine.reset.bind(trial.engine);
    trial.engine.forget(2);
    trial.engine.reset = async () => {
      await reset();
      trial.engine.forget(2);
    };
    await expect(trial.cache.bring(run, STEP)).rejects.toThrow(EngineFailure);
  });
});

describe("what a cache remembers", () => {
  /** So many tokens are generated behind a text and its end, and taken over by the text. */
  const accept = (generated: string, evaluated: number) =>
    test(`accepting ${generated.length} generated tokens evaluates ${evaluated}`, async () => {
      const trial = createTrial();
      const instances = new InstanceSource();
      const [before, end] = [letters("let value = ", instances), letters("!", instances)];
      await trial.cache.bring(concatRuns([before, end]), STEP);
      const { ids } = letters(generated, instances);
      for (const id of ids) await trial.cache.append(id, instances.next());
      const accepted = concatRuns([before, letters(generated, instances), end]);
      expect((await trial.cache.bring(accepted, STEP)).evaluated).toBe(evaluated);
      expect(trial.cache.cells.live).toMatchObject(accepted);
    });

  // The end is always evaluated; a few tokens are as quickly evaluated as moved.
  accept("abc", 3 + 1);
  accept("abcd", 1);
  accept("abcdefghi", 1);

  test("what was accepted makes as many tokens behind it stale as it has; that text stood in front of it, and is not gone", async () => {
    const trial = createTrial();
    const instances = new InstanceSource();
    const refresh = (debts: Debts) => BEFORE_SUGGESTION(debts, 0);
    const [before, end] = [letters("let value = ", instances), letters(" // and text behind it, for long!", instances)];
    await trial.cache.bring(concatRuns([before, end]), STEP);
    for (const id of letters("compute(b)", instances).ids) await trial.cache.append(id, instances.next());
    const accepted = letters("compute(b)", instances);
    const first = await trial.cache.bring(concatRuns([before, accepted, end]), { ...STEP, refresh });
    expect(first).toMatchObject({ evaluated: 1, healed: 10 });
    // And so it is when something is written right in front of it.
    const wanted = concatRuns([before, letters("(", instances), accepted, end]);
    expect(await trial.cache.bring(wanted, { ...STEP, refresh })).toMatchObject({ evaluated: 2, healed: 1 });
  });

  test("generated tokens that nobody took are forgotten with their cells", async () => {
    const trial = createTrial();
    const instances = new InstanceSource();
    const run = letters("let value = ", instances);
    for (let round = 0; round < 50; round += 1) {
      await trial.cache.bring(run, STEP);
      const written = letters("other;", instances);
      for (const [index, id] of written.ids.entries()) await trial.cache.append(id, written.instances[index]!);
    }
    await trial.cache.bring(run, STEP);
    expect(trial.cache.cells.count).toBe(run.ids.length);
  });

  test("tokens evaluated again leave no copy behind", async () => {
    const trial = createTrial();
    const run = letters("let value = compute(some, thing) + more;".repeat(3), new InstanceSource());
    await trial.cache.bring(run, STEP);
    await trial.cache.bring(run, { ...STEP, refresh: () => [{ from: 20, to: 60 }] });
    expect(trial.cache.cells.parked.size).toBe(0);
  });
});

describe("evaluated tokens", () => {
  const body = Array.from({ length: 40 }, (_, index) => `export const value${index} = compute(${index});\n`).join("");
  const call = "combine(first, second) + another(third);";
  /** Wants the call, then another statement on the next line. */
  const writer = {
    continuation: (prefix: string) => {
      const line = prefix.slice(prefix.lastIndexOf("\n") + 1);
      const whole = `const total = ${call}`;
      return line !== "" && whole.startsWith(line) ? `${whole.slice(line.length)}\n` : "something(else);\n";
    },
  };
  const start = () => new Conversation(`${body}const total = ▮\n${body}`, writer);

  /** Tokens evaluated for a prompt, generated ones left out, until all is quiet after `act`. */
  async function count(talk: Conversation, act: () => unknown): Promise<number> {
    await talk.rest();
    const from = talk.events.length;
    await act();
    await talk.rest();
    return talk.events
      .slice(from)
      .reduce((sum, event) => sum + (event.stage === "evaluated" ? event.tokens + event.healed : 0), 0);
  }

  /** What was accepted, the line break behind it and the last marker; the last generated token has no cell. */
  const MOST_ACCEPTED = 4;

  const accept = (name: string, pieces: readonly string[]) =>
    test(`accepting ${name}`, async () => {
      const talk = start();
      expect(await talk.show()).toBe(`[${call}]`);
      const evaluated = await count(talk, async () => {
        for (const piece of pieces) talk.type(piece);
        talk.type("\n");
        expect(await talk.show()).toBe("[something(else);]");
      });
      expect(evaluated).toBeLessThanOrEqual(MOST_ACCEPTED);
    });

  accept("the whole suggestion", [call]);
  accept("word by word", call.split(/(?<= )/));
  accept("by typing it", [...call]);

  test("undo and redo bring tokens back", async () => {
    const talk = start();
    await talk.show();
    const pasted = body.slice(0, 200);
    await count(talk, () => talk.edit(TextEdit.replace(400, 400, pasted)));
    const cut = TextEdit.replace(400, 400 + pasted.length, "");
    const paste = TextEdit.replace(400, 400, pasted);
    for (const edit of [cut, paste, cut]) expect(await count(talk, () => talk.edit(edit))).toBeLessThanOrEqual(3);
  });

  test("another document is parked and returned to", async () => {
    const talk = start();
    await talk.show();
    await talk.rest();
    const other = "file:///other.ts";
    const text = body.replaceAll("compute", "derive");
    talk.pipeline.open({ uri: other, languageId: "typescript", version: 1, text });
    const visit = (uri: string, offset: number) => count(talk, () => talk.pipeline.cursor(uri, offset, true));
    expect(await visit(other, 500)).toBeGreaterThan(400);
    expect(await visit(talk.uri, 700)).toBeLessThanOrEqual(3);
    expect(await visit(other, 400)).toBeLessThanOrEqual(3);
  });

  test("the cursor's jump evaluates what it cuts, and the last marker", async () => {
    const talk = start();
    await talk.show();
    expect(await count(talk, () => talk.moveTo(300))).toBeLessThanOrEqual(3);
  });
});
