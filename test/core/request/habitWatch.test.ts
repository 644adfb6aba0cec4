/** What is learnt of a session, from the events that its requests leave. */

import { expect, test } from "vitest";
import { HabitWatch } from "../../../src/core/request/habitWatch.ts";
import type { Eagerness } from "../../../src/core/settings/settings.ts";
import { always, Conversation } from "./conversation.ts";

interface Learnt {
  readonly talk: Conversation;
  /** `typescript balanced shown`, `typescript balanced right`, … */
  readonly noted: string[];
  level: Eagerness | undefined;
}

function begin(writes = "compute(b);"): Learnt {
  const talk = new Conversation("const a = ▮\n\nlast();\n", always(writes));
  const noted: string[] = [];
  const learnt: Learnt = { talk, noted, level: "balanced" };
  const watch = new HabitWatch({
    level: () => learnt.level,
    documentOf: () => ({ text: talk.text, languageId: "typescript" }),
    notes: {
      weighed: (...[id, level, isShown]) => noted.push(`${id} ${level} ${isShown ? "shown" : "silent"}`),
      judged: (...[id, level, , isRight]) => noted.push(`${id} ${level} ${isRight ? "right" : "wrong"}`),
    },
  });
  const push = talk.events.push.bind(talk.events);
  talk.events.push = (...events) => {
    for (const event of events) watch.emit(event);
    return push(...events);
  };
  return learnt;
}

test("what is taken is right", async () => {
  const { talk, noted } = begin();
  expect(await talk.show()).toBe("[compute(b);]");
  talk.type("compute(b);");
  expect(noted).toEqual(["typescript balanced shown", "typescript balanced right"]);
});

test("what is typed otherwise is not, once the line is done", async () => {
  const { talk, noted } = begin();
  await talk.show();
  talk.type("x");
  talk.type(";");
  expect(noted).toEqual(["typescript balanced shown"]);
  talk.type("\n");
  expect(noted.at(-1)).toBe("typescript balanced wrong");
});

test("what was asked for by a command says nothing", async () => {
  const { talk, noted } = begin();
  await talk.show({ invoked: true });
  talk.type("compute(b);");
  expect(noted).toEqual([]);
});

test("switched off, nothing is noted, not even of what was shown before", async () => {
  const learnt = begin();
  await learnt.talk.show();
  learnt.level = undefined;
  learnt.talk.type("com");
  learnt.level = "quiet";
  learnt.talk.type("pute(b);");
  expect(learnt.noted).toEqual(["typescript balanced shown"]);
});

test("a level is the one of its request", async () => {
  const learnt = begin();
  await learnt.talk.show();
  learnt.level = "quiet";
  learnt.talk.type("compute(b);");
  expect(learnt.noted).toEqual(["typescript balanced shown", "typescript balanced right"]);
});

test("a request that was given up says nothing", async () => {
  const { talk, noted } = begin();
  const controller = new AbortController();
  const asked = talk.show({ signal: controller.signal });
  controller.abort();
  expect(await asked).toBe("cancelled");
  expect(noted).toEqual([]);
});
