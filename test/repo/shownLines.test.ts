/** Lines that hold keys leave their file in no way, whichever is asked for first. */

import { expect, it } from "vitest";
import { ShownLines } from "../../src/repo/shownLines.ts";

const KEY = `const apiKey = "${"a1B2c3D4e5F6"}g7H8i9J0";`;
const TEXT = `const shelf = openShelf(shelf);\r\n${KEY}\nclose(shelf);`;

it("a line with a key is empty, and names nothing", () => {
  const ways: readonly ((lines: ShownLines) => unknown)[] = [
    (lines) => lines.at(1),
    (lines) => lines.slice(1, 2).join(),
    (lines) => lines.namesAt(1).join(),
  ];
  for (const first of ways) {
    const lines = ShownLines.ofText(TEXT);
    for (const way of [first, ...ways]) expect(way(lines)).toBe("");
  }
});

it("the others are as they are", () => {
  const lines = ShownLines.ofText(`\uFEFF${TEXT}`);
  expect(lines.length).toBe(3);
  expect(lines.slice(0, 99)).toEqual(["const shelf = openShelf(shelf);", "", "close(shelf);"]);
  expect(lines.slice(2, 1)).toEqual([]);
  expect(lines.namesAt(0)).toEqual(["shelf", "openShelf"]);
});

it("lines that were judged already are not judged again", () => expect(ShownLines.ofIndexed([KEY]).at(0)).toBe(KEY));
