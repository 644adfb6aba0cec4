/** What comes by itself in comments and strings and on a battery, as the user has it; what is asked for always comes. */

import { describe, expect, test } from "vitest";
import type { Settings } from "../../../src/core/settings/settings.ts";
import { cursorMark } from "../place/marks.ts";
import { always, Conversation } from "./conversation.ts";

type Seen = "code" | "comment" | "string";

/** One door: where the cursor stands, told by what comes there with comments off, with strings off, and with both. */
function check(languageId: string, marked: string, expected: Seen): void {
  test(`${languageId}: ${marked.replaceAll("\n", "⏎")}`, async () => {
    const { text } = cursorMark(marked);
    const seen = async (settings: Partial<Settings>): Promise<boolean> => {
      const talk = new Conversation(marked, { continuation: () => "value\n" }, { languageId, settings });
      const kind = (await talk.ask()).kind;
      const isAsked = (await talk.ask({ invoked: true })).kind;
      expect(isAsked, `asked for in ${text}`).not.toBe("quietPlace");
      return kind !== "quietPlace";
    };
    const both = { inComments: "off", inStrings: "off" } as const;
    expect({
      comments: await seen({ inComments: "off" }),
      strings: await seen({ inStrings: "off" }),
      both: await seen(both),
      asUsual: await seen({}),
      sure: await seen({ inComments: "sure", inStrings: "sure" }),
    }).toEqual({
      comments: expected !== "comment",
      strings: expected !== "string",
      both: expected === "code",
      asUsual: true,
      sure: true,
    });
  });
}

describe("in comments", () => {
  check("typescript", "let a = 1; // the first ▮", "comment");
  check("typescript", "/**\n * Adds ▮\n */\nfunction add() {}", "comment");
  check("javascript", "/* one\ntwo ▮\n*/", "comment");
  check("python", "x = 1  # counts ▮", "comment");
  check("shellscript", "# starts ▮\nls", "comment");
  check("html", "<!-- a note ▮ -->\n<p></p>", "comment");
  check("lua", "--[[\nlong ▮\n]]", "comment");
  check("sql", "-- takes all ▮", "comment");
});

describe("in strings", () => {
  check("typescript", 'const greeting = "hello ▮', "string");
  check("typescript", "const page = `\n  <p>▮\n`;", "string");
  check("python", 'def f():\n    """Adds ▮', "string");
  check("python", "name = 'Ann ▮'", "string");
  check("go", "query := `\nselect ▮\n`", "string");
  check("csharp", 'var path = @"C:\\temp ▮', "string");
  check("ruby", "text = <<~END\n  Dear ▮\nEND", "string");
});

describe("beside them", () => {
  check("typescript", 'const a = "done"; const b = ▮', "code");
  check("typescript", "// done\nlet a = ▮", "code");
  check("typescript", 'const home = "https://example.org"; const next = ▮', "code");
  check("python", 'def f():\n    """Adds."""\n    return ▮', "code");
  check("rust", "fn first<'a>(x: &'a str) -> ▮", "code");
  check("markdown", "A sentence goes ▮", "code");
  check("plaintext", "Dear reader, it's ▮", "code");
});

const LONG = "let value = other + 1;\n".repeat(400);

describe("on a battery", () => {
  const talkOn = (onBattery: Settings["onBattery"], isOnBattery = true, text = `${LONG}const a = ▮\n${LONG}`) => {
    let isOn = isOnBattery;
    const engine = { ...always("compute(b);"), contextSize: 16_384, nearContextSize: 768 };
    const talk = new Conversation(text, engine, { settings: { onBattery }, isOnBattery: () => isOn });
    const turn = (now: boolean): void => {
      isOn = now;
    };
    return { talk, turn };
  };

  test.each([
    ["asUsual", true, "[compute(b);]"],
    ["asUsual", false, "[compute(b);]"],
    ["near", true, "[compute(b);]"],
    ["near", false, "[compute(b);]"],
    ["paused", true, "paused"],
    ["paused", false, "[compute(b);]"],
  ] as const)("%s, on battery %s: %s", async (onBattery, isOnBattery, expected) => {
    const { talk } = talkOn(onBattery, isOnBattery);
    expect(await talk.show()).toBe(expected);
    expect(await talk.show({ invoked: true })).toMatch(/^\[compute\(b\);\]/);
  });

  test("`near` reads a few lines for each request, and nothing ahead or behind it", async () => {
    const { talk } = talkOn("near");
    await talk.show();
    await talk.rest();
    for (const key of ["x", " ", "y"]) {
      talk.type(key);
      await talk.rest();
      await talk.show();
      await talk.rest();
    }
    expect(talk.engine.counts.evaluated).toBe(0);
    expect(talk.engine.near!.counts.evaluated).toBeGreaterThan(0);
  });

  test("`near` uses the whole where that is there already", async () => {
    const { talk, turn } = talkOn("near", false);
    await talk.show();
    await talk.rest();
    const read = talk.engine.counts.evaluated;
    expect(read).toBeGreaterThan(2000);
    turn(true);
    talk.moveTo(talk.cursor - 46);
    expect(await talk.show()).not.toBe("paused");
    const plans = talk.events.filter((event) => event.stage === "plan" && event.request !== undefined);
    expect(plans.length).toBeGreaterThan(0);
    expect(talk.engine.counts.evaluated - read).toBeLessThan(100);
  });

  test("paused, nothing is evaluated while somebody types; plugged in, the next key finds all as usual", async () => {
    const { talk, turn } = talkOn("paused");
    for (const key of ["x", " ", "y"]) {
      talk.type(key);
      await talk.rest();
      expect(await talk.show()).toBe("paused");
    }
    expect([talk.engine.counts.evaluated, talk.engine.near!.counts.evaluated]).toEqual([0, 0]);
    turn(false);
    talk.type(" ");
    expect(await talk.show()).not.toBe("paused");
    await talk.rest();
    expect(talk.engine.counts.evaluated).toBeGreaterThan(2000);
  });
});
