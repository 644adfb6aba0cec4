import { describe, expect, test } from "vitest";
import type { Sight } from "../../src/core/worth/sight.ts";
import { type Truth, truthOf } from "./worthTruth.ts";

describe("of a suggestion is right", () => {
  /** `text` at the cursor in place of `replaced` characters of `there`, where `truth` will stand. */
  const check = (text: string, there: string, truth: string | undefined, expected: Partial<Truth>, replaced = 0) =>
    test(`${JSON.stringify(text)} at ▮${JSON.stringify(there)} that becomes ${JSON.stringify(truth)}`, () => {
      expect(truthOf({ sight: { text, replaced } as Sight, there, truth })).toMatchObject(expected);
    });
  check("b + c;", "\n", "b + c;\n", { line: true, word: true, whole: true, keys: 5 });
  check("b + d;", "\n", "b + c;\n", { line: false, inserted: false, word: true, whole: false });
  check("bc;", "\n", "b;\n", { line: false, word: false });
  check("b, c", ")\n", "b, c)\n", { line: true, inserted: true, keys: 3 });
  // The rest of the line is still to come, behind what stands there.
  check("b, c", ")\n", "b, c);\n", { line: false, inserted: true });
  check("b, c);", ")\n", "b, c);\n", { line: true, keys: 4 }, 1);
  check("\n  b();\n  c();", "\n", "\n  b();\n  d();\n", { line: true, whole: false, keys: 4 });
  check("\n  b();\n  c();", "\n", "\n  b();\n  c();\n", { line: true, whole: true, wholeKeys: 9 });
  check("b();", "\n", undefined, { line: false, word: false, whole: false });
  test("nothing where nothing was suggested", () =>
    expect(truthOf({ sight: undefined, there: "", truth: "a" })).toBeUndefined());
});
