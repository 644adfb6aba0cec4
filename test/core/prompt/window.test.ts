import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../../src/core/bug.ts";
import { planWindow, type Window } from "../../../src/core/prompt/window.ts";
import { anyText } from "../anyText.ts";
import { cursorMark } from "../place/marks.ts";

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
  check("a character before rather than a part of it", 10, 10, "👍👍⟦👍👍👍👍▮👍👍👍👍⟧👍👍");
  check("a character behind the cursor likewise", 10, 10, "⟦a▮a👍👍👍⟧👍👍👍");
  check(
    "the last character of one half too",
    10,
    10,
    `${"\uffff".repeat(4)}⟦${"\uffff".repeat(7)}▮${"\uffff".repeat(8)}⟧\uffff`,
  );
  check("all that fits, though a line ends shortly before", 10, 10, "⟦a\nbcdef▮abcdef\na⟧");
  check("characters of one half are never cut", 10, 10, "語語語語⟦語語語語語語語▮語語語語語語語語⟧語語語");
  check("all that fits", 10, 10, "⟦abcdefg▮abcdefgh⟧");
  check("of what does not fit the nearer part", 10, 10, "a⟦bcdefgh▮abcdefgh⟧i");
  check("whole lines where little is lost by it", 20, 20, "abcdefghij\n⟦abcdefg▮abcdefghi⟧\njklmnopqrstuvw");
  check("a part of a line where much would be lost", 20, 20, "abc⟦defghij\nabcdef▮abcdefgh\njklmnop⟧qrst");
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
    const ends = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
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

describe("a window that is there already", () => {
  /** The window of before and that of now: what is kept of it, and what is set anew. */
  const check = (name: string, budget: readonly [number, number], before: string, expected: string) =>
    test(name, () => {
      const { text, cursor } = cursorMark(before.replace(/[⟦⟧]/g, ""));
      const bare = before.replace("▮", "");
      const previous = { start: bare.indexOf("⟦"), end: bare.replace("⟦", "").indexOf("⟧") };
      const [prefixTokens, suffixTokens] = budget;
      const window = planWindow({ text, cursor, previous, budget: { prefixTokens, suffixTokens }, charsPerToken: 1 });
      expect(mark(text, window, cursor)).toBe(expected);
    });
  const kept = (name: string, budget: readonly [number, number], marked: string) => check(name, budget, marked, marked);

  kept("goes on to the very end of its budget", [10, 10], "abc\n⟦abcdefghi\n▮defghijklm⟧\ndefghijkl\nabc");
  check("and no further", [10, 99], "abc\ndef\n⟦bcdefghij\nk▮⟧", "abc\ndef\nbcde⟦fghij\nk▮⟧");
  check("nor behind the cursor", [99, 10], "⟦▮bcdefghijk\n⟧xy\n\n", "⟦▮bcdefghi⟧jk\nxy\n\n");
  kept("is as large as its least part", [20, 20], "abc\n⟦abcdef▮abcdef⟧\nabcdefghij\nabcdefghij\nabc");
  kept("keeps the start of the text as long as it can", [20, 20], "⟦abc\nabcdefghij\nabcd▮\n⟧");
  kept("keeps the end of the text as long as it can", [20, 20], "⟦▮\nabc\nabcdefghij\nabcd⟧");
  kept("may start in a long line", [20, 20], "ab⟦cdefghijklmno\n▮⟧");
  kept("may start in a long last line", [20, 20], "abcdefghijklmnop⟦qrstuvwxyz▮⟧");
  check("not near the end of a line", [20, 20], "ab⟦cdefghi\nabc▮⟧", "⟦abcdefghi\nabc▮⟧");
  check("not in a character", [20, 20], "abcdefg👍👍\ud83d⟦\udc4d👍👍👍👍▮⟧", "abcdefg⟦👍👍👍👍👍👍👍▮⟧");
  kept("may end in a long line", [20, 20], "⟦▮\nabcdefgh⟧ij\nabcdefghijklmno\n");
  check("as near to its start as is allowed", [20, 20], "⟦▮abcdef\nabcdefg⟧hijklmno\n", "⟦▮abcdef\nabcdefghi⟧jklmno\n");
  check("not near the start of a line", [20, 20], "⟦▮abcdef\nabcd⟧efghijklmno\n", "⟦▮abcdef\nabcdefghi⟧jklmno\n");
});

test("budgets are of tokens, windows of characters", () => {
  const text = "a".repeat(100);
  const budget = { prefixTokens: 10, suffixTokens: 10 };
  const window = planWindow({ text, cursor: 50, previous: undefined, budget, charsPerToken: 2 });
  expect(window).toEqual({ start: 50 - 14, end: 50 + 16 });
});
