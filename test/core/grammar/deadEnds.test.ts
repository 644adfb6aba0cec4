import { describe, expect, test } from "vitest";
import { DeadEnds } from "../../../src/core/grammar/deadEnds.ts";

function known(prefix: string, dead: readonly string[]): DeadEnds {
  const deadEnds = new DeadEnds();
  for (const text of dead) deadEnds.at("go", prefix).add(text);
  return deadEnds;
}

describe("what was proved dead", () => {
  const check = (name: string, at: readonly [prefix: string, inserted: string, from?: number], expected: boolean) =>
    test(name, () => {
      const [prefix, inserted, from = 0] = at;
      expect(known("x = ", ["f(]", "a b;"]).at("go", prefix).has(inserted, from)).toBe(expected);
    });

  check("is known", ["x = ", "f(]"], true);
  check("stays dead with more behind it", ["x = ", "f(]);"], true);
  check("says nothing of its beginning", ["x = ", "f("], false);
  check("is not looked for in what stands already", ["x = ", "f(];", 3], false);
  check("is known after typing", ["x = f", "(]"], true);
  check("is known after typing nearly all of it", ["x = f(", "]"], true);
  check("says nothing once all of it was typed", ["x = f(]", ""], false);
  check("is known after going back", ["x", " = f(]"], true);
  check("says nothing of another place", ["y = ", "f(]"], false);
  check("says nothing after other typing", ["x = g", "(]"], false);
});

test("what was proved by a rule that proves nothing any more is forgotten", () => {
  const deadEnds = known("x = ", ["f(]"]);
  deadEnds.at("rust", "x = ").add("f(]");
  deadEnds.forget("go");
  expect(["go", "rust"].map((language) => deadEnds.at(language, "x = ").has("f(]", 0))).toEqual([false, true]);
});

test("languages do not mix", () => {
  expect(known("x = ", ["]"]).at("rust", "x = ").has("]", 0)).toBe(false);
});

test("what is known is bounded", () => {
  const deadEnds = new DeadEnds();
  const place = deadEnds.at("go", "x");
  for (let count = 0; count < 1000; count += 1) place.add(`a${count};`);
  expect([place.has("a0;", 0), place.has("a999;", 0)]).toEqual([false, true]);
  for (let count = 0; count < 100; count += 1) deadEnds.at("go", `elsewhere ${count}`);
  expect(deadEnds.at("go", "x").has("a999;", 0)).toBe(false);
});

test("what is known is forgotten with the long texts of 2 million characters in front of it, the oldest first", () => {
  const deadEnds = new DeadEnds();
  const prefixes = ["a", "b", "c"].map((letter) => letter.repeat(900_000));
  for (const prefix of prefixes) deadEnds.at("go", prefix).add("f(]");
  expect(prefixes.toReversed().map((prefix) => deadEnds.at("go", prefix).has("f(]", 0))).toEqual([true, true, false]);
});
