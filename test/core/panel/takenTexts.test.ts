/** What of the shown suggestions was taken, and what of that still stands. */

import { expect, test } from "vitest";
import { TakenTexts } from "../../../src/core/panel/takenTexts.ts";

interface Change {
  readonly start: number;
  readonly end?: number;
  readonly text: string;
}

/** A suggestion "abc def" at 10, the changes that follow it a second apart, and half a minute of silence. */
function check(
  changes: readonly Change[],
  expected: { count: number; chars: number; kept: number },
  shown = { start: 10, end: 10, text: "abc def" },
): void {
  const taken = new TakenTexts();
  taken.show("file:///a", [{ ...shown, request: 1, index: 0 }]);
  changes.forEach(({ start, end = start, text }, at) => {
    taken.change("file:///a", { replacements: [{ start, end, text }] as never }, 1_000 * at);
  });
  taken.judge(1_000 * changes.length + 30_000);
  expect({ count: taken.count, chars: taken.chars, kept: taken.keptChars }, JSON.stringify(changes)).toEqual(expected);
  expect(taken.judgedChars).toBe(taken.chars);
}

test("all of it, a word of it, and the rest", () => {
  check([{ start: 10, text: "abc def" }], { count: 1, chars: 7, kept: 7 });
  check([{ start: 10, text: "abc" }], { count: 1, chars: 3, kept: 3 });
  check(
    [
      { start: 10, text: "abc" },
      { start: 13, text: " def" },
    ],
    { count: 2, chars: 7, kept: 7 },
  );
});

test("typing it along takes nothing, and what is left can be taken", () => {
  check([{ start: 10, text: "a" }], { count: 0, chars: 0, kept: 0 });
  check(
    [
      { start: 10, text: "a" },
      { start: 11, text: "bc def" },
    ],
    { count: 1, chars: 6, kept: 6 },
  );
});

test("what replaces the beginning of a word is taken without it", () => {
  const shown = { start: 8, end: 10, text: "return x" };
  check([{ start: 8, end: 10, text: "return x" }], { count: 1, chars: 6, kept: 6 }, shown);
  check([{ start: 10, text: "turn x" }], { count: 1, chars: 6, kept: 6 }, shown);
});

test("another text, or another place, is not it", () => {
  check([{ start: 10, text: "xyz" }], { count: 0, chars: 0, kept: 0 });
  check([{ start: 3, text: "abc def" }], { count: 0, chars: 0, kept: 0 });
  check(
    [
      { start: 10, text: "x" },
      { start: 10, text: "abc def" },
    ],
    { count: 0, chars: 0, kept: 0 },
  );
});

test("what was changed or undone since is not kept; changes elsewhere do no harm", () => {
  const all = { start: 10, text: "abc def" };
  check([all, { start: 10, end: 17, text: "" }], { count: 1, chars: 7, kept: 0 });
  check([all, { start: 12, end: 14, text: "" }], { count: 1, chars: 7, kept: 5 });
  check([all, { start: 13, text: "!" }], { count: 1, chars: 7, kept: 6 });
  check([all, { start: 17, text: "more" }, { start: 0, text: "before" }], { count: 1, chars: 7, kept: 7 });
  check([all, { start: 0, text: "before" }, { start: 16, end: 23, text: "" }], { count: 1, chars: 7, kept: 0 });
});

test("what was taken a moment ago is not judged yet", () => {
  const taken = new TakenTexts();
  taken.show("file:///a", [{ start: 0, end: 0, text: "abc", request: 1, index: 0 }]);
  taken.change("file:///a", { replacements: [{ start: 0, end: 0, text: "abc" }] as never }, 5);
  taken.judge(29_000);
  expect([taken.chars, taken.judgedChars]).toEqual([3, 0]);
});

/** All texts were shown at 10; which of them is told to be taken, with how many characters in all, change by change. */
function checkOffered(
  rounds: readonly (readonly string[])[],
  changes: readonly Change[],
  expected: readonly (string | undefined)[],
  kept: number,
): void {
  const taken = new TakenTexts();
  rounds.forEach((texts, request) => {
    taken.show(
      "file:///a",
      texts.map((text, index) => ({ start: 10, end: 10, text, request, index })),
    );
  });
  const told = changes.map(({ start, end = start, text }, at) => {
    const one = taken.change("file:///a", { replacements: [{ start, end, text }] as never }, 1_000 * at);
    return one && `${one.request}.${one.index}: ${one.chars}`;
  });
  taken.judge(1_000 * changes.length + 30_000);
  expect([told, taken.keptChars], JSON.stringify(changes)).toEqual([expected, kept]);
}

test("any of the texts that were offered is taken as the first is", () => {
  const texts = ["return a;", "return b;", "throw c;"];
  checkOffered([texts], [{ start: 10, text: "return a;" }], ["0.0: 9"], 9);
  checkOffered([texts], [{ start: 10, text: "throw c;" }], ["0.2: 8"], 8);
  checkOffered(
    [texts],
    [
      { start: 10, text: "throw c;" },
      { start: 16, end: 17, text: "d" },
    ],
    ["0.2: 8", undefined],
    7,
  );
  checkOffered([texts], [{ start: 10, text: "other();" }], [undefined], 0);
});

test("word by word the one is known where they differ, and what was taken before counts as its", () => {
  const texts = ["return a;", "return b;"];
  const word = { start: 10, text: "return" };
  checkOffered([texts], [word, { start: 16, text: " b;" }], ["0.0: 6", "0.1: 9"], 9);
  checkOffered(
    [texts],
    [
      { start: 10, text: "r" },
      { start: 11, text: "eturn b;" },
    ],
    [undefined, "0.1: 8"],
    8,
  );
});

test("what was offered before can still be taken, at the same place", () => {
  const all = { start: 10, text: "throw c;" };
  checkOffered([["return a;", "throw c;"], ["return a;"]], [all], ["0.1: 8"], 8);
  checkOffered([["return a;"], ["throw c;", "return a;"]], [{ start: 10, text: "return a;" }], ["1.1: 9"], 9);
  checkOffered([["return a;", "throw c;"], []], [all], ["0.1: 8"], 8);
});
