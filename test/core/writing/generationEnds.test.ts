/** When a generation goes on, and when it ends before the model has come to an end. */

import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { createFakeEngine } from "../../fakes/engine.ts";
import { createGate } from "../../fakes/gate.ts";
import { always, Conversation } from "../request/conversation.ts";

const LONG = "compute(b) + compute(c) + compute(d);";

/** A request is asked and given up, and the model stands still in front of a token with `written` tokens written. */
async function start(written: number, wanted = LONG) {
  const gate = createGate();
  const talk = new Conversation("one();\nconst a = ▮\n", { ...always(wanted), onStep: gate.pass });
  const request = new AbortController();
  const asked = talk.ask({ signal: request.signal });
  // The prompt is the first step.
  await gate.open(1 + written);
  request.abort();
  expect(await asked).toEqual({ kind: "cancelled" });
  return { talk, gate };
}

/** How the generations have ended: why, and with how many tokens. */
const ends = ({ events }: Conversation) =>
  events.flatMap((event) => (event.stage === "decoded" ? [`${event.stop} ${event.tokens}`] : []));

describe("a generation that nobody waits for", () => {
  /** What is done while the model stands still behind two tokens; how the generation ends, and what a request gets then. */
  const check = (name: string, act: (talk: Conversation) => unknown, end: RegExp, shown?: string) =>
    test(name, async () => {
      const { talk, gate } = await start(2);
      await act(talk);
      gate.openAll();
      await talk.rest();
      expect(ends(talk)[0]).toMatch(end);
      if (shown !== undefined) expect(await talk.show()).toBe(shown);
    });

  const done = /^lineEnd/;
  /** The third was on its way. */
  const aborted = /^aborted 3$/;
  check("goes on", () => {}, done, `[${LONG}]`);
  check("goes on while its text is typed", (talk) => talk.type("com"), done, `[${LONG.slice(3)}]`);
  check(
    "goes on while more is typed than it has written",
    (talk) => talk.type(LONG.slice(0, 20)),
    done,
    `[${LONG.slice(20)}]`,
  );
  check(
    "ends when it comes to write something else than was typed",
    (talk) => talk.type("compute(x"),
    /^aborted [45]$/,
  );
  check("ends when something else is typed", (talk) => talk.type("x"), aborted);
  check(
    "ends when the text changes elsewhere too",
    (talk) => talk.edit(TextEdit.replace(0, 3, "two")),
    aborted,
    `[${LONG}]`,
  );
  check("goes on when the cursor is told where it is", (talk) => talk.moveTo(talk.cursor), done, `[${LONG}]`);
  check("ends when the cursor goes back", (talk) => talk.moveTo(talk.cursor - 1), aborted);
  check("ends when the cursor goes on", (talk) => talk.moveTo(talk.cursor + 1), aborted);
  check("goes on when the time is not up", (talk) => talk.clock.advance(290), done, `[${LONG}]`);
  check("ends after a while", (talk) => talk.clock.advance(310), aborted, `[${LONG}]`);
  check(
    "ends a while after the last key",
    async (talk) => {
      await talk.clock.advance(290);
      talk.type("c");
      await talk.clock.advance(310);
    },
    aborted,
    `[${LONG.slice(1)}]`,
  );
  check(
    "goes on for a while after the last key",
    async (talk) => {
      await talk.clock.advance(290);
      talk.type("c");
      await talk.clock.advance(290);
    },
    done,
    `[${LONG.slice(1)}]`,
  );
  check(
    "ends when the cursor goes to another document",
    (talk) => {
      talk.pipeline.open({ uri: "file:///other.ts", languageId: "typescript", version: 1, text: "a".repeat(30) });
      talk.pipeline.cursor("file:///other.ts", talk.cursor, true);
    },
    aborted,
    `[${LONG}]`,
  );
  check(
    "goes on when another document is closed or changed",
    (talk) => {
      const uri = "file:///other.ts";
      talk.pipeline.open({ uri, languageId: "typescript", version: 1, text: "let a;" });
      talk.pipeline.change(uri, TextEdit.replace(0, 3, "var"), 2);
      talk.pipeline.close(uri);
    },
    done,
    `[${LONG}]`,
  );
  check(
    "ends when its document is closed",
    (talk) => {
      const { text } = talk;
      talk.pipeline.close(talk.uri);
      talk.pipeline.open({ uri: talk.uri, languageId: "typescript", version: 1, text });
    },
    aborted,
    `[${LONG}]`,
  );
  check(
    "ends with its engine",
    (talk) => talk.pipeline.setEngine(createFakeEngine(always("other();")), ""),
    aborted,
    "[other();]",
  );
});

test("a text that is typed before the model has written anything is waited for", async () => {
  const gate = createGate();
  const talk = new Conversation("const a = ▮\n", { ...always(LONG), onStep: gate.pass });
  const request = new AbortController();
  const asked = talk.ask({ signal: request.signal });
  await gate.open(0);
  request.abort();
  await asked;
  talk.type("co");
  gate.openAll();
  expect(await talk.show()).toBe(`[${LONG.slice(2)}]`);
  expect(ends(talk)).toHaveLength(1);
});

test("a request for another place ends what runs", async () => {
  const { talk, gate } = await start(2);
  const asked = talk.ask({ offset: 0 });
  gate.openAll();
  await asked;
  expect(ends(talk)).toEqual(["aborted 3", expect.not.stringMatching(/^aborted/)]);
});

test("what took its place ends as well when the cursor leaves it", async () => {
  const { talk, gate } = await start(2);
  const second = new AbortController();
  const asked = talk.ask({ offset: 6, signal: second.signal });
  // The first one's last step, the prompt, and two tokens.
  await gate.open(4);
  second.abort();
  await asked;
  talk.moveTo(1);
  gate.openAll();
  await talk.rest();
  expect(ends(talk)).toEqual(["aborted 3", expect.stringMatching(/^aborted/)]);
});

test("nothing is left of a request on its signal", async () => {
  const talk = new Conversation("const a = ▮\n", always(LONG));
  const { signal } = new AbortController();
  await talk.show({ signal });
  await talk.show({ signal, invoked: true });
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a request that is given up before it comes costs nothing", async () => {
  const talk = new Conversation("const a = ▮\n", always(LONG));
  expect(await talk.show({ signal: AbortSignal.abort() })).toBe("cancelled");
});

test("what is given up takes nothing with it that is known elsewhere", async () => {
  let held: ReturnType<typeof createGate> | undefined;
  const talk = new Conversation("one();\nconst a = ▮\n", { ...always(LONG), onStep: () => held?.pass() });
  const { cursor } = talk;
  await talk.show();
  held = createGate();
  const request = new AbortController();
  const asked = talk.ask({ offset: 0, signal: request.signal });
  await held.open(2);
  request.abort();
  await asked;
  talk.moveTo(3);
  held.openAll();
  await talk.rest();
  expect(ends(talk)).toEqual([expect.stringMatching(/^lineEnd/), expect.stringMatching(/^aborted/)]);
  talk.moveTo(cursor);
  expect(await talk.show()).toBe(`[${LONG}]`);
  expect(talk.events.filter(({ stage }) => stage === "reused")).toHaveLength(1);
});
