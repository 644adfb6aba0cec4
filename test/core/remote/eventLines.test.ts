/** Streams come in pieces of any size; their lines are the same. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventLines, MOST_LINE } from "../../../src/core/remote/eventLines.ts";
import "../../seed.ts";

function linesOf(pieces: readonly string[]): { lines: string[] | undefined; rest: string } {
  const reader = new EventLines();
  const lines: string[] = [];
  for (const piece of pieces) {
    const found = reader.push(piece);
    if (found === undefined) return { lines: undefined, rest: "" };
    lines.push(...found);
  }
  return { lines, rest: reader.rest };
}

describe("lines", () => {
  const check = (pieces: readonly string[], lines: string[] | undefined, rest: string) =>
    it(JSON.stringify(pieces.map((piece) => piece.slice(0, 20))), () =>
      expect(linesOf(pieces)).toEqual({ lines, rest }),
    );

  check(["a\nb\n"], ["a", "b"], "");
  check(["a", "b", "c\nd"], ["abc"], "d");
  check(["a\r\nb\r", "\nc"], ["a", "b"], "c");
  check(["\n\n"], ["", ""], "");
  check([], [], "");
  check(["x".repeat(MOST_LINE), "\n"], ["x".repeat(MOST_LINE)], "");
  check(["x".repeat(MOST_LINE), "y"], undefined, "");
  check([`${"x".repeat(MOST_LINE + 1)}\n`], undefined, "");
});

it("the same wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-c\r]{0,4}$/)),
      fc.infiniteStream(fc.nat({ max: 5 })),
      (lines, sizes) => {
        const text = lines.map((line) => `${line}\n`).join("");
        const pieces: string[] = [];
        for (let at = 0; at < text.length; ) {
          const size = sizes.next().value as number;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        expect(linesOf(pieces)).toEqual(linesOf([text]));
      },
    ),
    { numRuns: 300 },
  );
});
