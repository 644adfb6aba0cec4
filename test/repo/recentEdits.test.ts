/** Where documents were edited stays known, and moves with the lines. */

import { expect, it } from "vitest";
import { RecentEdits } from "../../src/repo/recentEdits.ts";

const lines = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `line ${at + from}`);
const check = (
  name: string,
  changes: readonly (readonly [string, readonly string[], readonly string[]])[],
  expected: string,
) =>
  it(name, () => {
    const edits = new RecentEdits();
    for (const change of changes) edits.change(...change);
    expect(edits.all.map(({ path, line }) => `${path}:${line}`).join(" ")).toBe(expected);
  });

const ALL = lines(100);
const with2 = (at: number, ...others: string[]) => [...ALL.slice(0, at), ...others, ...ALL.slice(at)];

check("none", [["a", ALL, ALL]], "");
check("a line was written", [["a", ALL, with2(10, "new")]], "a:10");
check("three were: the last of them", [["a", ALL, with2(10, "new", "newer", "newest")]], "a:12");
check("some were deleted", [["a", with2(10, "new"), ALL]], "a:10");
check(
  "the newest first",
  [
    ["a", ALL, with2(10, "x")],
    ["b", ALL, with2(3, "x")],
  ],
  "b:3 a:10",
);
check(
  "near an older one it is the same",
  [
    ["a", ALL, with2(10, "x")],
    ["a", with2(10, "x"), with2(10, "x", "y")],
  ],
  "a:11",
);
check(
  "an older one below moves",
  [
    ["a", ALL, with2(50, "x")],
    ["a", with2(50, "x"), ["1", "2", "3", ...with2(50, "x")]],
  ],
  "a:2 a:53",
);
check(
  "one above stays",
  [
    ["a", ALL, with2(10, "x")],
    ["a", with2(10, "x"), [...with2(10, "x"), "end"]],
  ],
  "a:101 a:10",
);
check("another branch is no edit", [["a", ALL, lines(100, 7)]], "");
check(
  "nor is what stood there before",
  [
    ["a", ALL, with2(10, "x")],
    ["a", with2(10, "x"), lines(300, 500)],
  ],
  "a:10",
);

it("no more than a dozen", () => {
  const edits = new RecentEdits();
  for (let at = 0; at < 30; at += 1) edits.change(`f${at}`, ALL, with2(at, "x"));
  expect(edits.all.length).toBe(12);
  expect(edits.all[0]).toEqual({ path: "f29", line: 29 });
});
