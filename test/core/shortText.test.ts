/** Texts from outside, cut for messages. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shorten } from "../../src/core/shortText.ts";

describe("shorten", () => {
  const check = (text: string, most: number, expected: string) =>
    it(JSON.stringify([text, most]), () => {
      expect(shorten(text, most)).toBe(expected);
    });
  check("", 10, "");
  check("0123456789", 10, "0123456789");
  check("0123456789a", 10, "012345…89a");
  check("a\nb\u0000\u001b[31m", 20, "a�b��[31m");
  // No half of a pair of surrogates on either side of the cut.
  check(`${"🚀".repeat(10)}`, 9, "🚀🚀🚀…🚀");

  it("never longer than asked for", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 3, max: 50 }), (text, most) => {
        expect(shorten(text, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });
});
