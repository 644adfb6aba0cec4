import { describe, expect, test } from "vitest";
import { nearOf } from "../../../src/core/place/near.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { Conversation, rest } from "../request/conversation.ts";

describe("what is near a place", () => {
  test("is all of a short text", () => {
    expect(nearOf({ prefix: "ab", suffix: "cde" })).toEqual({ text: "abcde", cursor: 2, start: 0 });
  });

  test("is 32,768 characters to each side of a long one", () => {
    const [prefix, suffix] = [`a${"b".repeat(32_768)}`, `${"c".repeat(32_768)}d`];
    const near = nearOf({ prefix, suffix });
    expect([near.start, near.cursor, near.text.length]).toEqual([1, 32_768, 65_536]);
    expect(near.text).toBe(prefix.slice(1) + suffix.slice(0, -1));
  });
});

describe("deep in a long file", () => {
  const ABOVE = "let value = other + 1;\n".repeat(2000);
  const BELOW = "\nlet value = other + 1;".repeat(2000);
  const model = { continuation: (prefix: string) => rest(prefix, "const a = compute(b);\n") };

  test("a suggestion stands where it was asked for, and follows the text", async () => {
    const talk = new Conversation(`${ABOVE}const a = ▮${BELOW}`, model);
    expect(await talk.show()).toBe("[compute(b);]");
    const outcome = await talk.ask();
    expect(outcome).toMatchObject({ suggestions: [{ start: talk.cursor, end: talk.cursor }] });
    talk.type("com");
    talk.edit(TextEdit.replace(3, 3, "ab"));
    talk.edit(TextEdit.replace(3, 5, ""));
    expect(await talk.show()).toBe("[pute(b);]");
  });

  test("what stands behind the cursor is replaced there", async () => {
    const talk = new Conversation(`${ABOVE}const a = compute(▮)${BELOW}`, model);
    expect(await talk.show()).toBe(")→[b);]");
  });

  test("the suggest widget's item is replaced there", async () => {
    const talk = new Conversation(`${ABOVE}const a = com▮${BELOW}`, model);
    const selected = { start: talk.cursor - 3, end: talk.cursor, text: "compute" };
    expect(await talk.show({ selected })).toBe("com→[compute(b);]");
  });
});
