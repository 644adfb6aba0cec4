import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COLOURS, type DemoState, NO_COLOURS, renderFrame } from "../../src/replay/demoFrame.ts";

const FIGURES = ["one", "two", "three", "four", "five", "six"];

function state(marked: string, ghost: string): DemoState {
  const cursor = marked.indexOf("▮");
  return {
    model: "small",
    path: "a.ts",
    text: marked.replace("▮", ""),
    cursor,
    ghost,
    figures: FIGURES,
    status: "typing",
  };
}

describe("the code in the frame", () => {
  const check = (name: string, marked: string, ghost: string, expected: string[], rows = 12) =>
    it(name, () => {
      const frame = renderFrame(state(marked, ghost), { columns: 24, rows }, NO_COLOURS);
      expect(frame.slice(1, rows - 7)).toEqual(expected);
    });

  check("a cursor at a line's end", "one▮\ntwo", "", ["   1 one▮", "   2 two", "", ""]);
  check("a cursor in a line", "o▮ne", "", ["   1 one", "", "", ""]);
  check("ghost text in a line", "x = ▮;", "1 + 2", ["   1 x = ‹1 + 2›;", "", "", ""]);
  check("ghost text over several lines moves the rest down", "{▮\n}", "\n  a\n  b", [
    "   1 {",
    "     ‹  a›",
    "     ‹  b›",
    "   2 }",
  ]);
  check("tabs are spaces", "\ta▮", "", ["   1     a▮", "", "", ""]);
  check("long lines are cut", `${"x".repeat(40)}▮`, "", [`   1 ${"x".repeat(19)}`, "", "", ""]);
  check("the cursor stays in view", "1\n2\n3\n4\n5\n6\n7▮\n8", "", ["   5 5", "   6 6", "   7 7▮", "   8 8"]);
});

it("has the latest figures and what is going on", () => {
  const frame = renderFrame(state("▮", ""), { columns: 24, rows: 12 }, NO_COLOURS);
  expect(frame[0]).toBe(" Turnkey  small  a.ts".padEnd(24));
  expect(frame.slice(-7)).toEqual(["─".repeat(24), "two", "three", "four", "five", "six", " typing".padEnd(24)]);
});

it("fits any terminal, with and without colours", () => {
  const text = fc.string({ unit: fc.constantFrom("a", " ", "\n", "{", "\t"), maxLength: 60 });
  fc.assert(
    fc.property(
      text,
      fc.nat(),
      text,
      fc.integer({ min: 8, max: 100 }),
      fc.integer({ min: 9, max: 40 }),
      (code, at, ghost, columns, rows) => {
        const cursor = at % (code.length + 1);
        const shown = { ...state("▮", ghost), text: code, cursor };
        const plain = renderFrame(shown, { columns, rows }, NO_COLOURS);
        const coloured = renderFrame(shown, { columns, rows }, COLOURS);
        for (const frame of [plain, coloured]) {
          expect(frame.length).toBe(rows);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
          for (const line of frame) expect(line.replace(/\u001b\[\d+m|[‹›]/g, "").length).toBeLessThanOrEqual(columns);
        }
        expect(plain.join("")).not.toContain("\u001b");
      },
    ),
  );
});
