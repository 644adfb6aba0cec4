/** What is not worth a look: text that is not sure enough, and scraps in the middle of a line. */

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

describe("a line must be", () => {
  const check = (what: string, marked: string, logprob: number, expected: string) =>
    test(what, async () => {
      const model = {
        ...writing(marked.slice(0, marked.indexOf("▮")), "word;"),
        logprob: (written: string) => (written === "" ? logprob : 0),
      };
      expect(await new Conversation(marked, model).show()).toBe(expected);
    });
  check("fairly sure in code", "const a = ▮\n", -2, "[word;]");
  check("much surer in a comment", "const a = 1; // ▮\n", -0.8, "lowConfidence");
  check("much surer in a string", 'const a = "▮\n', -0.8, "lowConfidence");
  check("and is shown there when it is", "const a = 1; // ▮\n", -0.7, "[word;]");
});

describe("one or two characters", () => {
  const check = (
    what: string,
    marked: string,
    writes: string,
    logprob: number,
    expected: string | RegExp,
    invoked = false,
  ) =>
    test(`${what}: ${JSON.stringify(marked)} ${writes}`, async () => {
      const first = (written: string) => (written === "" ? logprob : 0);
      const model = { ...writing(marked.slice(0, marked.indexOf("▮")), writes), logprob: first };
      expect(await new Conversation(marked, model).show({ invoked })).toMatch(expected);
    });
  check("end the line", "const a = ▮\n", "b;", -2, "[b;]");
  check("end what stands in brackets", "call(▮);\n", "b", -2, "[b]");
  check("in the middle of a line must be much surer", "const a = ▮ + c;\n", "b", -0.8, "lowConfidence");
  check("and are shown when they are", "const a = ▮ + c;\n", "b", -0.7, "[b]");
  check("or are asked for", "const a = ▮ + c;\n", "b", -0.8, /^\[b\]/, true);
  check("three need not be", "const a = ▮ + c;\n", "bcd", -2, "[bcd]");

  test("are what is left of a suggestion that is typed along", async () => {
    const talk = new Conversation("const a = ▮ + c;\n", writing("const a = ", "bcd"));
    expect(await talk.show()).toBe("[bcd]");
    talk.type("bc");
    expect(await talk.show()).toBe("[d]");
  });
});
