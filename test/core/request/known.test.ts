/** What is still known of a place after much else has happened. */

import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/core/settings/settings.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { always, Conversation } from "./conversation.ts";

const isReused = ({ events }: Conversation) => events.some(({ stage }) => stage === "reused");

describe("a suggestion is known again", () => {
  const check = (name: string, act: (talk: Conversation) => Promise<void>, known: boolean) =>
    test(`${name}: ${known ? "yes" : "no"}`, async () => {
      const talk = new Conversation(`const a = ▮\n${"line();\n".repeat(70)}`, always("b;"));
      const place = talk.cursor;
      await talk.show();
      await act(talk);
      talk.moveTo(place);
      await talk.show();
      expect(isReused(talk)).toBe(known);
    });

  /** Other places in turn, at the ends of lines. */
  const elsewhere = (count: number) => async (talk: Conversation) => {
    for (let line = 1; line <= count; line += 1) {
      talk.moveTo("const a = \n".length + 8 * line - 1);
      await talk.show();
    }
    expect(isReused(talk)).toBe(false);
  };
  check("after 63 others", elsewhere(63), true);
  check("after 64 others", elsewhere(64), false);

  /** So many places are changed, and then each change is taken back. */
  const edits = (count: number) => async (talk: Conversation) => {
    const at = (line: number) => "const a = \n".length + 8 * line;
    for (let line = 0; line < count; line += 1) talk.edit(TextEdit.replace(at(line), at(line) + 1, "L"));
    for (let line = 0; line < count; line += 1) talk.edit(TextEdit.replace(at(line), at(line) + 1, "l"));
  };
  check("after 16 changes that were taken back", edits(16), true);
  check("after 17 changes that were taken back", edits(17), false);

  check(
    "after another was given up",
    async (talk) => {
      talk.moveTo(14);
      const asked = talk.ask({ signal: AbortSignal.abort() });
      talk.moveTo(3);
      await asked;
    },
    true,
  );
  check(
    "after another document was opened and closed",
    async (talk) => {
      talk.pipeline.open({ uri: "file:///other.ts", languageId: "typescript", version: 1, text: "" });
      talk.pipeline.close("file:///other.ts");
    },
    true,
  );
  check("after a change elsewhere", async (talk) => talk.edit(TextEdit.replace(30, 30, "x")), false);
  check(
    "after something else was typed and deleted",
    async (talk) => {
      talk.type("x");
      talk.type("", { deleted: 1 });
    },
    true,
  );
});

describe("that there is nothing to suggest is known again", () => {
  const check = (name: string, act: (talk: Conversation) => void, known: boolean) =>
    test(`${name}: ${known ? "yes" : "no"}`, async () => {
      const talk = new Conversation("const a = ▮\n", { continuation: () => "" });
      expect(await talk.show()).toBe("empty");
      act(talk);
      expect(await talk.show()).toBe("empty");
      expect(isReused(talk)).toBe(known);
    });

  check("at the same place", () => {}, true);
  check("in front of it", (talk) => talk.moveTo(talk.cursor - 1), false);
  check("when something was typed", (talk) => talk.type("b"), false);
});

describe("what a command has asked for is known", () => {
  const check = (writes: string, first: boolean, second: boolean) =>
    test(`${JSON.stringify(writes)}, ${first ? "by a command" : "while typing"} first, ${second ? "by a command" : "while typing"} then`, async () => {
      const talk = new Conversation("const a = ▮\n", writes === "" ? { continuation: () => "" } : always(writes));
      const shown = await talk.show({ invoked: first });
      expect(shown).toContain(writes === "" ? "empty" : `[${writes}]`);
      expect(await talk.show({ invoked: second })).toContain(writes === "" ? "empty" : `[${writes}]`);
      expect(isReused(talk)).toBe(true);
    });
  check("", true, true);
  check("", true, false);
  check("b;", true, false);
  check("b;", false, true);
});

describe("what was given up as unlikely", () => {
  const start = () => new Conversation("const a = ▮\n", { ...always("b;"), logprob: -6 });

  test("is not written again for the same wish", async () => {
    const talk = start();
    expect(await talk.show()).toBe("lowConfidence");
    expect(await talk.show()).toBe("lowConfidence");
    expect(isReused(talk)).toBe(true);
  });

  test("is written to its end when it is asked for", async () => {
    const talk = start();
    await talk.show();
    expect(await talk.show({ invoked: true })).toContain("[b;]");
    expect(isReused(talk)).toBe(false);
  });

  /** Asked at one eagerness, and then at another. */
  const check = (first: Settings["eagerness"], second: Settings["eagerness"], known: boolean) =>
    test(`${first}, asked again ${second}: ${known ? "is known" : "is written again"}`, async () => {
      const talk = new Conversation(
        "const a = ▮\n",
        { ...always("b;"), logprob: -9 },
        { settings: { eagerness: first } },
      );
      expect(await talk.show()).toBe("lowConfidence");
      talk.settings.set({ ...DEFAULT_SETTINGS, eagerness: second });
      expect(await talk.show()).toBe("lowConfidence");
      expect(isReused(talk)).toBe(known);
    });
  check("quiet", "eager", false);
  check("eager", "quiet", true);

  /** Tokens `b`, `.`, `cd` and more, given up behind the third; then typed along. */
  const typeAlong = async (...keys: readonly string[]) => {
    const logprob = (written: string) => (written.trim() === "" ? -0.1 : written.endsWith("ef") ? 0 : -1.5);
    const talk = new Conversation("const a = ▮\n", { ...always("b.cd.ef;"), logprob });
    const outcomes = [await talk.ask()];
    const { evaluated } = talk.engine.counts;
    for (const key of keys) {
      talk.type(key);
      outcomes.push(await talk.ask());
    }
    const written = talk.events.filter(({ stage }) => stage === "decoded").length;
    return { outcomes, written, evaluated: talk.engine.counts.evaluated - evaluated };
  };

  test("is as unlikely when its beginning is typed: nothing is read, nor written again", async () => {
    const { outcomes, written, evaluated } = await typeAlong("b");
    expect(outcomes).toMatchObject([
      { kind: "lowConfidence", text: "b.cd", confidence: -3.1 },
      { kind: "lowConfidence", text: ".cd", confidence: -3 },
    ]);
    expect([written, evaluated]).toEqual([1, 0]);
  });

  test("is written again when some of what was unlikely has been typed", async () => {
    expect(await typeAlong("b", ".")).toMatchObject({ written: 2 });
  });

  test("is written again when something else is typed", async () => {
    expect(await typeAlong("x")).toMatchObject({ written: 2 });
  });

  test("says how unlikely it is, and what it began with", async () => {
    const outcome = await start().ask();
    expect(outcome).toEqual({ kind: "lowConfidence", confidence: -6, reason: expect.any(String), text: "b" });
  });

  test("is written to its end and not shown for whoever looks at it all the same", async () => {
    const talk = start();
    await talk.show();
    const outcome = await talk.ask({ finishUnlikely: true });
    expect(outcome).toMatchObject({ kind: "lowConfidence", text: "b;", suggestion: { text: "b;" } });
    expect(isReused(talk)).toBe(false);
  });

  test("just as likely as it must be is shown", async () => {
    const talk = new Conversation("const a = ▮\n", {
      ...always("b;"),
      logprob: (written) => (written === "" ? -2 : 0),
    });
    expect(await talk.ask()).toMatchObject({ kind: "shown", suggestions: [{ text: "b;", confidence: -2 }] });
  });
});
