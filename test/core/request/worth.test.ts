/** What is not worth a look is held back, and says why. */

import { describe, expect, test } from "vitest";
import { findPlace, standsInText } from "../../../src/core/place/place.ts";
import { cursorMark } from "../place/marks.ts";
import { Conversation } from "./conversation.ts";

/** A model that writes `whole` behind `front`, and goes on where some of it stands. */
const writing = (front: string, whole: string) => ({
  continuation: (prefix: string) => whole.slice(prefix.length - prefix.lastIndexOf(front) - front.length),
});

describe("what stands at the cursor", () => {
  const check = (languageId: string, marked: string, expected: boolean) =>
    test(`${languageId} ${JSON.stringify(marked)}: ${expected ? "text" : "code"}`, () => {
      const { text, cursor } = cursorMark(marked);
      expect(standsInText(findPlace(text, cursor, languageId))).toBe(expected);
    });
  check("typescript", "const a = ▮", false);
  check("typescript", "const a = 1; // the ▮", true);
  check("typescript", "/*\n * the ▮\n */", true);
  check("typescript", 'say("the ▮");', true);
  check("typescript", 'say("the");▮', false);
  check("typescript", "const a = `the\n▮`", true);
  check("python", 'def f():\n    """Does ▮', true);
  check("python", "x = 1  # the ▮", true);
  check("rust", "fn f<'a>(b: &'a ▮", false);
  check("markdown", "The ▮", true);
  check("plaintext", "The ▮", true);
  check("html", "<p>▮", false);
});

describe("what is not worth a look", () => {
  const worth = {
    line: 0.25,
    here: 0.25,
    whole: 0.1,
    next: 0.5,
    keys: 4,
    value: -1,
    confidence: -1,
    isRestWorthALook: true,
  };
  const talkWith = (isWorthALook: boolean) =>
    new Conversation("const a = ▮\n", writing("const a = ", "word;"), { weigh: () => ({ ...worth, isWorthALook }) });

  test("is held back, and why is said", async () => {
    const talk = talkWith(false);
    const reason = "Its first line is 25 % likely to be right: too little for the 4 keys that it saves.";
    expect(await talk.ask()).toMatchObject({ kind: "lowConfidence", reason, text: "word;" });
    expect(talk.events.find(({ stage }) => stage === "weighed")).toMatchObject({ worth });
  });
  test("is shown when a command asks for it", async () =>
    expect(await talkWith(false).show({ invoked: true })).toMatch(/^\[word;\]/));
  test("what is worth it is shown", async () => expect(await talkWith(true).show()).toBe("[word;]"));

  test("what stands stays while it is typed along, whatever is left of it", async () => {
    let isWorthALook = true;
    const model = writing("const a = ", "word;");
    const talk = new Conversation("const a = ▮\n", model, { weigh: () => ({ ...worth, isWorthALook }) });
    await talk.show();
    isWorthALook = false;
    talk.type("wor");
    expect(await talk.show()).toBe("[d;]");
    talk.type("k");
    expect(await talk.show()).not.toMatch(/^\[/);
  });
});
