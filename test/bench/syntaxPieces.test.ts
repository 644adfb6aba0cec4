import { describe, expect, it } from "vitest";
import { toPieces } from "./syntaxPieces.ts";

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
