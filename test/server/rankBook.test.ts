/** What was learnt of other files' text is kept as numbers, comes back after a restart, and goes when it is to. */

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RANK_REPORT } from "../../src/core/panel/rankReport.ts";
import type { LearntRank } from "../../src/core/prompt/learntRanks.ts";
import { Notebook } from "../../src/llama/notebook.ts";
import { RankBook } from "../../src/server/rankBook.ts";

let folder = "";
let notes: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ranks-"));
  notes = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(): RankBook {
  const note = (sentence: string) => void notes.push(sentence);
  return new RankBook(new Notebook(folder, "ranks.json", note), note);
}

const RANK: LearntRank = { ranker: 7, delta: [0.25, -1], squares: [0.5, 2], lines: 40, gain: 0.125 };

test("survives a restart, and is for its owner alone", async () => {
  const book = open();
  book.learnt("python", RANK);
  book.learnt("python@1x2", RANK);
  book.learnt("go", RANK);
  book.learnt("go", undefined);
  await book.save();
  const again = open();
  expect([...(await again.known())]).toEqual([
    ["python", RANK],
    ["python@1x2", RANK],
  ]);
  expect(again.report).toEqual([{ languageId: "python", lines: 40, gain: 0.125 }]);
  expect(RANK_REPORT(JSON.parse(JSON.stringify(again.report)), "report")).toHaveProperty("value");
  expect(statSync(join(folder, "ranks.json")).mode & 0o777).toBe(0o600);
  expect(notes).toEqual([]);
});

test("forgotten, nothing is left here nor on the disk, and those who use it hear of it", async () => {
  const book = open();
  const heard: string[] = [];
  const stop = book.onForgotten(() => void heard.push("forgotten"));
  book.learnt("python", RANK);
  await book.forget();
  stop();
  await book.forget();
  expect([heard.length, (await book.known()).size, (await open().known()).size]).toEqual([1, 0, 0]);
});

const check = (name: string, damaged: unknown, left: readonly string[], lines: number) =>
  test(`damaged notes are left out with one line: ${name}`, async () => {
    const text =
      typeof damaged === "string" ? damaged : JSON.stringify({ go: JSON.stringify(RANK), ...(damaged as object) });
    writeFileSync(join(folder, "ranks.json"), text);
    expect([...(await open().known()).keys()]).toEqual(left);
    expect(notes.length).toBe(lines);
    expect(readFileSync(join(folder, "ranks.json"), "utf8")).toBe(text);
  });

check("none is", {}, ["go"], 0);
check("no JSON at all", "not json", [], 1);
check("two of them", { python: "{", rust: 7 }, ["go"], 1);
check("text for a number", { python: JSON.stringify({ ...RANK, delta: ["x"] }) }, ["go"], 1);
check("a weight out of all bounds", { python: JSON.stringify({ ...RANK, delta: [0, 1e9] }) }, ["go"], 1);
check("of two lengths", { python: JSON.stringify({ ...RANK, delta: [0] }) }, ["go"], 1);
