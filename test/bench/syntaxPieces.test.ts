import { describe, expect, it } from "vitest";
import { Random } from "../random.ts";
import { breakCloser, breakIndentation, breakString, toPieces } from "./syntaxPieces.ts";

describe("toPieces", () => {
  const check = (text: string, expected: readonly string[]) =>
    it(JSON.stringify(text), () => {
      expect(toPieces(text)).toEqual(expected);
      expect(expected.join("")).toBe(text);
    });

  check("", []);
  check("return total", ["return", " total"]);
  check("calculation(a1);\n  b", ["calcul", "ation", "(", "a", "1", ");", "\n  ", "b"]);
  check("\t\tx == 1234", ["\t\t", "x", " ==", " ", "123", "4"]);
  check("é😀", ["é😀"]);
});

describe("damage", () => {
  const random = new Random("1");

  it("a closing bracket becomes another, with one character more", () => {
    const text = "f(')', a) + b";
    const leaves = [
      { type: "string", start: 2, end: 5 },
      { type: ")", start: 8, end: 9 },
    ];
    expect(breakCloser(text, leaves, random)).toEqual({ kind: "closer", text: "f(')', a] " });
  });

  it("a line break in a string between quotes", () => {
    const damaged = breakString('a("bcd")', [{ type: "s", start: 3, end: 6 }], { random, isOneLine: () => true });
    expect(['a("b\nc', 'a("bc\nd']).toContain(damaged?.text);
  });

  it("a statement one column to the left", () => {
    expect(breakIndentation("if a:\n    b\n    cde", [16], random)?.text).toBe("if a:\n    b\n   cde");
  });
});
