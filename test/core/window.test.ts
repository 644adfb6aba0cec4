import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../src/core/bug.ts";
import { planWindow, type Window } from "../../src/core/window.ts";
import { anyText } from "./anyText.ts";
import { cursorMark } from "./marks.ts";

/** `⟦` and `⟧` mark the window. */
function mark(text: string, { start, end }: Window, cursor: number): string {
  return `${text.slice(0, start)}⟦${text.slice(start, cursor)}▮${text.slice(cursor, end)}⟧${text.slice(end)}`;
}

describe("a new window", () => {
  const check = (name: string, prefixTokens: number, suffixTokens: number, expected: string) =>
    test(name, () => {
      const { text, cursor } = cursorMark(expected.replace(/[⟦⟧]/g, ""));
      const window = planWindow({
        text,
        cursor,
        previous: undefined,
        budget: { prefixTokens, suffixTokens },
        charsPerToken: 1,
      });
      expect(mark(text, window, cursor)).toBe(expected);
    });

  check("all of a short text", 100, 100, "⟦one\ntwo▮\nthree⟧");
  check("an empty text", 100, 100, "⟦▮⟧");
  check("whole lines", 20, 19, "line 1\nline 2\nline 3\n⟦line 4\nline▮ 5\nline 6⟧\nline 7\nline 8");
  check("a long line behind the cursor is cut", 20, 10, "⟦line▮ 5\nline ⟧6 is long\nline 7");
  check("a long line is cut", 10, 10, "aaaaaaaaaaaaaaaa⟦aaaaaaa▮bbbbbbbb⟧bbbbbbbb");
  check("between characters", 9, 10, "👍👍👍👍👍⟦👍👍👍▮👍👍👍👍⟧👍👍👍👍");
  check("at the start", 20, 10, "⟦▮line 1⟧\nline 2\nline 3");
  check("at the end", 20, 10, "line 1\nline 2\nline 3\n⟦line 4\nline 5\n▮⟧");
});

test("a cursor outside of the text is a bug", () => {
  const request = { previous: undefined, budget: { prefixTokens: 9, suffixTokens: 9 }, charsPerToken: 1 };
  expect(() => planWindow({ ...request, text: "abc", cursor: 4 })).toThrow(BugError);
});

const anyRequest = fc
  .tuple(anyText, fc.nat(), fc.integer({ min: 8, max: 60 }), fc.integer({ min: 8, max: 60 }), fc.nat(), fc.nat())
  .map(([text, at, prefixTokens, suffixTokens, a, b]) => {
    const ends = [a % (text.length + 20), b % (text.length + 20)].sort((x, y) => x - y) as [number, number];
    let cursor = at % (text.length + 1);
    if (/^[\uDC00-\uDFFF]/.test(text.slice(cursor))) cursor = Math.max(0, cursor - 1);
    return {
      text,
      cursor,
      previous: at % 3 === 0 ? undefined : { start: ends[0], end: ends[1] },
      budget: { prefixTokens, suffixTokens },
      charsPerToken: 1,
    };
  });

test("any window holds the cursor, keeps to the budget and splits no character", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { text, cursor, budget } = request;
      const { start, end } = planWindow(request);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start).toBeLessThanOrEqual(cursor);
      expect(end).toBeGreaterThanOrEqual(cursor);
      expect(end).toBeLessThanOrEqual(text.length);
      expect(cursor - start).toBeLessThanOrEqual(budget.prefixTokens);
      expect(end - cursor).toBeLessThanOrEqual(budget.suffixTokens);
      for (const edge of [start, end])
        expect(/[\uD800-\uDBFF]$/.test(text.slice(0, edge)) && /^[\uDC00-\uDFFF]/.test(text.slice(edge))).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test("a window planned again for the same place is the same", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const window = planWindow(request);
      expect(planWindow({ ...request, previous: window })).toEqual(window);
    }),
    { numRuns: 500 },
  );
});

/** Types `count` characters, a line feed now and then, and counts how often the start moved. */
function movesWhileTyping(
  lines: number,
  count: number,
  budget: { prefixTokens: number; suffixTokens: number },
): number {
  let text = Array.from({ length: lines }, (_, index) => `const value${index} = compute(${index});\n`).join("");
  let cursor = Math.floor(text.length / 2);
  let previous: Window | undefined;
  let moves = -1;
  for (let typed = 0; typed < count; typed += 1) {
    text = `${text.slice(0, cursor)}${typed % 30 === 29 ? "\n" : "x"}${text.slice(cursor)}`;
    cursor += 1;
    const window = planWindow({
      text,
      cursor,
      previous: previous && { start: previous.start, end: previous.end + 1 },
      budget,
      charsPerToken: 3.2,
    });
    if (window.start !== previous?.start) moves += 1;
    previous = window;
  }
  return moves;
}

test("typing moves the start rarely", () => {
  expect(movesWhileTyping(500, 200, { prefixTokens: 1320, suffixTokens: 88 })).toBe(0);
  expect(movesWhileTyping(500, 3000, { prefixTokens: 1320, suffixTokens: 88 })).toBe(2);
  expect(movesWhileTyping(20, 200, { prefixTokens: 1320, suffixTokens: 88 })).toBe(0);
});

test("a far jump sets the window anew, a short way does not", () => {
  const text = "0123456789 012345678\n".repeat(200);
  const budget = { prefixTokens: 420, suffixTokens: 210 };
  const plan = (cursor: number, previous?: Window) => planWindow({ text, cursor, previous, budget, charsPerToken: 1 });
  const first = plan(2100);
  expect(plan(2100 + 100, first).start).toBe(first.start);
  expect(plan(2100 - 100, first).start).toBe(first.start);
  expect(plan(3150, first).start).toBeGreaterThan(first.start);
  expect(plan(1050, first).start).toBeLessThan(1050);
});

describe("a side of which little is left", () => {
  const text = "0123456789 012345678\n".repeat(200);
  const budget = { prefixTokens: 420, suffixTokens: 210 };
  const plan = (cursor: number, previous?: Window) => planWindow({ text, cursor, previous, budget, charsPerToken: 1 });
  const first = plan(2100);

  /** The cursor so far behind the window's start, or in front of its end, in parts of the budget of that side. */
  const check = (side: "start" | "end", part: number, stays: boolean) =>
    test(`${part} of the budget to the ${side}: ${stays ? "stays" : "is set anew"}`, () => {
      const cursor = Math.round(side === "start" ? first.start + part * 420 : first.end - part * 210);
      expect(plan(cursor, first)[side] === first[side]).toBe(stays);
    });

  check("start", 0.35, true);
  check("start", 0.25, false);
  check("start", 0.05, false);
  check("end", 0.35, true);
  check("end", 0.25, false);
  check("end", 0.05, false);
});
