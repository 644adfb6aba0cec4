/** Which lines of another file are like those before the cursor, and what of what follows is shown. */

import { describe, expect, it } from "vitest";
import { findLikest, followingSpan, readLead } from "../../src/repo/following.ts";
import { ShownLines } from "../../src/repo/shownLines.ts";

const SHELF = ShownLines.ofText(`
const shelf = openShelf(name);
for (const book of shelf.books) {
  print(book.title);
}
shelf.close();
const basket = openBasket(name);
for (const egg of basket.eggs) {
  print(egg.size);
}
basket.close();
`);

describe("the likest line", () => {
  const check = (before: string, expected: number | undefined) =>
    it(JSON.stringify(before), () => {
      const span = { start: 0, end: SHELF.length };
      expect(findLikest(readLead(before), SHELF, span)?.line).toBe(expected);
    });

  check("const cart = openBasket(name);\n", 6);
  check("const cart = openShelf(name);\n", 1);
  check("const cart = openBasket(name);\nfor (const egg of cart.eggs) {\n  ", 7);
  check("basket.close();\n", 10);
  check("nothing.of(this, kind);\n", undefined);
  check("", undefined);

  it("is looked for in its span", () => {
    const lead = readLead("openBasket(name);\n");
    expect(findLikest(lead, SHELF, { start: 0, end: 5 })?.line).toBe(1);
    expect(findLikest(lead, SHELF, { start: 7, end: 99 })?.line).toBe(7);
  });
  it("is surer the more is shared", () => {
    const likeness = (before: string) => findLikest(readLead(before), SHELF, { start: 0, end: 12 })!.likeness;
    const [exact, partly] = [
      likeness(`${SHELF.at(1)}\n${SHELF.at(2)}\n`),
      likeness("openShelf(other, thing, less);\n"),
    ];
    expect(exact).toBeGreaterThan(partly);
    expect(exact).toBeLessThanOrEqual(1);
  });
});

describe("what is shown", () => {
  it("begins a little above and goes on below", () => {
    expect(followingSpan(20, 100)).toEqual({ start: 17, end: 35 });
    expect(followingSpan(1, 100)).toEqual({ start: 0, end: 16 });
    expect(followingSpan(99, 100)).toEqual({ start: 96, end: 100 });
  });
});

describe("the lead", () => {
  const check = (before: string, expected: Record<string, number>) =>
    it(JSON.stringify(before), () => expect(Object.fromEntries(readLead(before))).toEqual(expected));

  check("first(one)\n\n  second(one, two)", { second: 1, one: 1, two: 1, first: 0.75 });
  check("\n", {});
  check("\n\nfirst()\n", { first: 1 });
  check("aa\nbb\ncc\ndd\nee\nff", { ff: 1, ee: 0.75, dd: 0.5625, cc: 0.421875, bb: 0.31640625 });
});
