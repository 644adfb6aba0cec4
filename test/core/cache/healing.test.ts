import { describe, expect, test } from "vitest";
import type { HealingRule } from "../../../src/core/cache/healing.ts";
import { BEFORE_SUGGESTION, NO_HEALING, planSweep } from "../../../src/core/cache/healing.ts";
import type { TokenId } from "../../../src/core/tokens/tokenizer.ts";
import { type HealingShares, healingBy } from "../../bench/healingRules.ts";
import { carryOut, cellsOf, run } from "./planning.ts";

/**
 * A run as words: "old" words are stale, "NEW" ones (upper case) were evaluated after them, "exact." ones (with a full
 * stop) are exact; "|" is the cursor, "⏎" a line feed.
 */
function check(marked: string, shares: Partial<HealingShares> | HealingRule, expected: string) {
  test(`${marked} by ${typeof shares === "function" ? "Turnkey's own rule" : JSON.stringify(shares)}`, () => {
    const all = marked.split(" ");
    const cursor = all.indexOf("|");
    const words = all.filter((word) => word !== "|");
    const textOf = (id: TokenId) => (words[id] === "⏎" ? "\n" : words[id]!.replace(".", "").toLowerCase());
    const ids = words.map((word) => words.findIndex((other) => fold(other) === fold(word)));
    const isNew = (word: string) => /^[A-Z]/.test(word);
    const debts = {
      ids,
      stale: words.map((word) => !isNew(word) && !word.endsWith(".")),
      ages: words.map((word) => (isNew(word) ? 2 : 1)),
      changes: [...words.keys()]
        .filter((at) => at > 0 && !isNew(words[at]!) && isNew(words[at - 1]!))
        .map((at) => ({ at, debt: words.slice(0, at).filter(isNew).length })),
    };
    const rule = typeof shares === "function" ? shares : healingBy(shares, textOf);
    const spans = rule(debts, cursor);
    expect(spans.map(({ from, to }) => words.slice(from, to).join(" ")).join(" / ")).toBe(expected);
  });
}

const fold = (word: string) => word.replace(".", "").toLowerCase();

describe("what is evaluated again before a suggestion", () => {
  check("def. NEW a b c d | e f", { near: 2 }, "c d");
  check("def. NEW a b c. d | e f", { near: 2 }, "d");
  check("def. NEW a b c d | e f", { suffix: 1 }, "e");
  check("def. NEW a b c d | e f", { behind: 2 }, "a b");
  check("A one two B three four | five", { behind: 2 }, "one / three");
  check("A one two B three four | five", { behind: 9, perChange: 1 }, "one / three four");
  check("A one two B three four | five", { behind: 2, perChange: 1 }, "one / three");
  check("WIDTH ⏎ x width ⏎ other line ⏎ y width ⏎ | e", { mention: 3 }, "y width ⏎");
  check("WIDTH ⏎ x width ⏎ other line ⏎ y width ⏎ | e", { mention: 9 }, "x width ⏎ / y width ⏎");
  check("IF ⏎ x if ⏎ | e", { mention: 9 }, "");
  check("a b c d e f | g", { even: 3 }, "a / c / e");
  check("a b c | d", { near: 2, suffix: 1 }, "b c d");
  check("a b NEW c d | e", { near: 2, behind: 1 }, "c d");
  check("A one two B three four | five", BEFORE_SUGGESTION, "one / three four");
  check(`${"N ".repeat(90)}${"a ".repeat(90)}| b`, BEFORE_SUGGESTION, "a ".repeat(64).trim());
  check("A one two | three", NO_HEALING, "");
  check("a. b. | c.", { near: 9, mention: 9, behind: 9, suffix: 9, even: 9 }, "");
});

describe("the sweep", () => {
  const spans = (stale: number[], tokens: number) => planSweep(stale, tokens).map(({ from, to }) => `${from}..${to}`);
  test("starts at the leftmost", () => expect(spans([3, 4, 5, 9], 2)).toEqual(["3..5"]));
  test("takes exact ones in between along, within its size", () => expect(spans([3, 9], 4)).toEqual(["3..7"]));
  test("ends when nothing is stale", () => expect(spans([], 4)).toEqual([]));

  test("after enough steps of any size every cell is exact", () => {
    for (const size of [1, 2, 5]) {
      const cells = cellsOf(run("abcdefghijz"));
      carryOut(cells, run("aXbcdeYfghijz"));
      let steps = 0;
      for (let stale = cells.staleLive("inexact"); stale.length > 0; stale = cells.staleLive("inexact")) {
        carryOut(cells, run("aXbcdeYfghijz"), { refresh: () => planSweep(stale, size) });
        steps += 1;
        expect(steps, `steps of ${size}`).toBeLessThanOrEqual(13);
      }
    }
  });
});
