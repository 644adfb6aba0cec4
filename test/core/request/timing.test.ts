/** Where a request's time went: on a clock that only moves while something is said to take time. */

import { expect, test } from "vitest";
import type { CacheStep } from "../../../src/core/cache/cells.ts";
import type { RequestTimes } from "../../../src/core/request/requestCosts.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";
import { always, Conversation } from "./conversation.ts";

interface Speeds {
  /** Milliseconds; what is left out takes none. */
  readonly token?: number;
  readonly place?: number;
  readonly rotate?: number;
  readonly judge?: number;
  readonly fit?: number;
  /** Written in place of `b;`. */
  readonly writes?: string;
}

const MOVES: ReadonlySet<CacheStep["kind"]> = new Set(["park", "move", "attach", "drop"]);

/** Parts of the last request's time but those of 0; all of them together are the whole. */
async function check(
  { token = 0, place = 0, rotate = 0, judge = 0, fit = 0, writes = "b;" }: Speeds,
  act: (talk: Conversation) => Promise<unknown>,
  expected: Partial<RequestTimes>,
): Promise<void> {
  let isDue = false;
  const stepMs = (step: CacheStep): number => {
    if (MOVES.has(step.kind)) {
      isDue ||= step.kind === "move";
      return place;
    }
    const rotating = isDue ? rotate : 0;
    isDue = false;
    return rotating + (step.kind === "evaluate" ? token * step.run.ids.length : 0);
  };
  const syntax = new FakeSyntax({
    judge: () => "viable",
    onAsk: async (name) => {
      await talk.clock.sleep(name === "judge" ? judge : name === "where" ? 0 : fit);
      return true;
    },
  });
  const talk: Conversation = new Conversation(
    "const a = ▮\nconst c = 1;\n",
    { ...always(writes), onStep: (step) => talk.clock.sleep(stepMs(step)) },
    judge > 0 || fit > 0 ? { syntax } : {},
  );
  talk.engine.rotateMs = rotate;
  await talk.clock.advance(1000);
  let isDone = false;
  const acted = act(talk).finally(() => {
    isDone = true;
  });
  while (!isDone) await talk.clock.advance(1);
  await acted;
  const last = talk.events.filter((event) => event.stage === "outcome").at(-1)!;
  const { parts, totalMs } = last.timing;
  expect(Object.fromEntries(Object.entries(parts).filter(([, ms]) => ms > 0))).toEqual(expected);
  expect(Object.values(parts).reduce((sum, ms) => sum + ms, 0)).toBe(totalMs);
}

test("tokens are written", () => check({ token: 10 }, (talk) => talk.show(), { decode: 20 }));

test("what was typed is read, and cells move for it", () =>
  check(
    { token: 10, place: 1, rotate: 7 },
    (talk) => {
      talk.type("x + ");
      return talk.show();
    },
    // Four steps, and the re-rotation within the evaluation behind them.
    { rotate: 11, evaluate: 30, decode: 60 },
  ));

test("what is folded for a change is waited for", () =>
  check(
    { token: 10 },
    async (talk) => {
      talk.edit(TextEdit.replace(0, 0, `${"line; ".repeat(6)}\n`));
      await talk.clock.sleep(30);
      return talk.show();
    },
    // The rest of a step that was under way; what is still missing is read for the request.
    { queue: 110, evaluate: 10, decode: 20 },
  ));

test("the grammar is asked while a token is evaluated, and only the rest is waited for", () =>
  check({ token: 10, judge: 25, writes: "f(b);" }, (talk) => talk.show(), { decode: 40, grammar: 60 }));

test("a text is fitted into its place", () => check({ fit: 20 }, (talk) => talk.show(), { join: 20 }));

test("a request that is answered from another one's text has nothing of its own", () =>
  check(
    { token: 10 },
    async (talk) => {
      const first = talk.show();
      await talk.clock.sleep(5);
      await Promise.all([first, talk.show()]);
    },
    { rest: 15 },
  ));
