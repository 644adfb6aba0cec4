import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../src/core/request/outcome.ts";
import { lineConfidence } from "../../../src/core/writing/confidence.ts";
import { always, Conversation, rest } from "../request/conversation.ts";

describe("of a line", () => {
  /** Tokens with their log-probabilities: "a -1 | b -2". */
  const check = (tokens: string, done: number, expected: number) =>
    test(`${JSON.stringify(tokens)} from ${done}`, () => {
      const parts = tokens.split("|").map((part) => /^(.*) (-?\d+)$/s.exec(part)!);
      let text = "";
      const ends = parts.map(([, piece]) => {
        text += piece!.replaceAll("⏎", "\n");
        return text.length;
      });
      expect(lineConfidence({ text, ends, logprobs: parts.map(([, , logprob]) => Number(logprob)) }, done)).toBe(
        expected,
      );
    });

  check("a -1|b -2|⏎ -4|c -8", 0, -7);
  check("a -1|b -2|⏎ -4|c -8", 1, -6);
  check("a -1|b -2|⏎ -4|c -8", 2, -12);
  check("⏎ -1|  b -2|;⏎x -4|c -8", 0, -7);
  check("a -1|b -2| -4", 0, -7);
  // The beginning spells what stands there already.
  check(" -1|b -2|⏎ -4", 0, -7);
  check(" -1|b -2|⏎ -4", 1, -4);
});

describe("confidence", () => {
  test("an unlikely suggestion is withheld, but shown when asked for", async () => {
    const talk = new Conversation("const a = ▮\n", { ...always("1;"), logprob: -2 });
    expect(await talk.ask()).toMatchObject({ kind: "lowConfidence", text: "1;", confidence: -4 });
    expect(await talk.show({ invoked: true })).toContain("[1;]");
  });
});

test("the model's own end counts like the end of a line", async () => {
  const talk = new Conversation("const a = ▮\n", {
    continuation: (prefix) => rest(prefix, "const a = b;"),
    logprob: -0.5,
  });
  expect(await talk.ask()).toMatchObject({ kind: "shown", suggestions: [{ text: "b;", confidence: -1.5 }] });
});

describe("an unlikely line", () => {
  const unlikely = () =>
    new Conversation("const a = ▮\n", { ...always("compute(b) + compute(c) + compute(d);"), logprob: -0.5 });

  test("is not written to its end", async () => {
    const talk = unlikely();
    const generated = (outcome: Outcome) => {
      const last = talk.events.findLast((event) => event.stage === "outcome" && event.outcome === outcome);
      return last?.stage === "outcome" ? last.tokens.generated : undefined;
    };
    const held = await talk.ask();
    expect(held).toMatchObject({ kind: "lowConfidence", confidence: -3 });
    expect(generated(held)).toBe(6);
    const again = await talk.ask();
    expect(generated(again), "nor once more for the same question").toBe(0);
    expect(await talk.show({ invoked: true }), "but when a command asks").toContain("compute(b) + compute(c)");
  });

  test("becomes likely when its unlikely part is typed", async () => {
    const talk = unlikely();
    // Another one may come first that is likelier for its length.
    const { suggestions } = (await talk.ask({ invoked: true })) as Extract<Outcome, { kind: "shown" }>;
    const { confidence } = suggestions.find(({ text }) => text.includes("compute(d)"))!;
    talk.type("compute(b) + compute(c) + compute(d)");
    expect(confidence).toBeLessThan(-5);
    expect(await talk.show()).toBe("[;]");
  });
});
