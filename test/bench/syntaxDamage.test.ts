import { describe, expect, it } from "vitest";
import { Random } from "../random.ts";
import { breakCloser, breakIndentation, breakString, type Damaged, doubleToken, dropToken } from "./syntaxDamage.ts";

describe("damage", () => {
  const random = new Random("1");
  const words = ["a", "=", "b", ";"].map((type, index) => ({ type, start: 2 * index, end: 2 * index + 1 }));

  /** `▮` stands behind what is judged as a prefix. */
  const check = (name: string, damaged: Damaged | undefined, ...expected: readonly string[]) =>
    it(name, () => {
      const { whole, end } = damaged!;
      expect(expected).toContain(`${whole.slice(0, end)}▮${whole.slice(end)}`);
    });

  const brackets = [
    { type: "string", start: 2, end: 5 },
    { type: ")", start: 8, end: 9 },
  ];
  check("a closing bracket becomes another", breakCloser("f(')', a) + b", brackets, random), "f(')', a] ▮+ b");
  const string = { type: "s", start: 3, end: 6 };
  check(
    "a line break in a string between quotes",
    breakString('a("bcd") e', [string], { random, isOneLine: () => true }),
    'a("b\nc▮d") e',
    'a("bc\nd▮") e',
  );
  check(
    "a statement one column to the left",
    breakIndentation("if a:\n    b\n    cdefgh", [16], random),
    "if a:\n    b\n   cdef▮gh",
  );
  check("a token that is gone", dropToken("a = b ; c", words, random), " = b ; ▮c");
  check("a token twice", doubleToken("a = b ; c", words, random), "a a = b ; ▮c");

  it("nothing where there is no place for it", () => {
    expect(breakCloser("a", [], random)).toBeUndefined();
    expect(dropToken("a = b", words.slice(0, 3), random)).toBeUndefined();
  });
});
