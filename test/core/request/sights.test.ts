/** What is known of a text when it is weighed. */

import { describe, expect, test } from "vitest";
import type { Sight } from "../../../src/core/worth/sight.ts";
import { weigh } from "../../../src/core/worth/worth.ts";
import { always, Conversation } from "./conversation.ts";

/** A conversation, and what was weighed in it. */
function watched(marked: string): { readonly talk: Conversation; readonly seen: Sight[] } {
  const seen: Sight[] = [];
  const model = { ...always("one + two;"), logprob: 0 };
  const talk = new Conversation(marked, model, {
    weigh: (sight, eagerness) => {
      seen.push(sight);
      return weigh(sight, eagerness);
    },
  });
  return { talk, seen };
}

describe("what is weighed", () => {
  test("is the text at its place, as it was written", async () => {
    const { talk, seen } = watched("// begins\nconst a = ▮\nend();\n");
    await talk.ask();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      languageId: "typescript",
      before: "// begins\nconst a = ",
      behind: "\nend();\n",
      isText: false,
      text: "one + two;",
      replaced: 0,
      typed: 0,
      missed: 0,
      written: { drafted: "one + two;\n", end: "lineEnd" },
    });
  });

  test("is what is left of it when some was typed", async () => {
    const { talk, seen } = watched("const a = ▮\n");
    await talk.ask();
    talk.type("one");
    await talk.ask();
    expect(seen[1]).toMatchObject({ before: "const a = one", text: " + two;", typed: 3, missed: 0 });
    expect(seen[1]!.written).toEqual(seen[0]!.written);
  });

  test("replaces what an editor has closed", async () => {
    const { talk, seen } = watched("const a = ▮\n");
    await talk.ask();
    talk.type("(", { tail: ")" });
    await talk.ask();
    expect(seen.at(-1)).toMatchObject({ before: "const a = (", behind: ")\n" });
  });

  test("nothing is weighed that a command asked for", async () => {
    const { talk, seen } = watched("const a = ▮\n");
    await talk.ask({ invoked: true });
    expect(seen).toEqual([]);
  });
});

describe("texts for a line that the user did not write", () => {
  const misses = async (type: (talk: Conversation) => Promise<void>) => {
    const { talk, seen } = watched("const a = ▮\n");
    await talk.ask();
    await type(talk);
    await talk.ask();
    return seen.at(-1)?.missed;
  };
  test("are counted", async () => {
    expect(await misses(async (talk) => talk.type("x"))).toBe(1);
    const twice = async (talk: Conversation) => {
      talk.type("x");
      await talk.ask();
      talk.type("y");
    };
    expect(await misses(twice)).toBe(2);
  });
  test("not those that the user goes along with", async () =>
    expect(await misses(async (talk) => talk.type("one"))).toBe(0));
  test("nor those for other lines", async () =>
    expect(await misses(async (talk) => talk.type("x;\nconst a = "))).toBe(0));
});
