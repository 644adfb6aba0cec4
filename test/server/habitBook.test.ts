/** What was learnt is kept as counts, comes back after a restart, and goes when it is to. */

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HABIT_REPORT } from "../../src/core/panel/habitReport.ts";
import { Notebook } from "../../src/llama/notebook.ts";
import { HabitBook } from "../../src/server/habitBook.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "habit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function open(): Promise<HabitBook> {
  const book = new HabitBook(new Notebook(folder, "habit.json"));
  await book.save();
  return book;
}

function learn(book: HabitBook, languageId: string, looks: number, right: number): void {
  for (let look = 0; look < looks; look += 1) {
    book.weighed(languageId, "balanced", true);
    book.judged(languageId, "balanced", 0.5, look < right);
  }
}

test("survives a restart, language by language, as counts", async () => {
  const book = await open();
  learn(book, "python", 103, 10);
  learn(book, "go", 103, 60);
  await book.save();
  const again = await open();
  expect(again.report).toEqual(book.report);
  expect(again.factor("python")).toBeLessThan(0.8);
  expect(again.factor("go")).toBeGreaterThan(1);
  expect(again.factor("rust")).toBe(1);
  expect(again.report.levels[1]).toMatchObject({ level: "balanced", weighed: 206, shown: 206, judged: 206, right: 70 });
  expect(HABIT_REPORT(JSON.parse(JSON.stringify(again.report)), "report")).toHaveProperty("value");
  const path = join(folder, "habit.json");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(
    readFileSync(path, "utf8").replaceAll(
      /\\?"(python|go|levels|recent|eager|balanced|quiet|weighed|shown|judged|right|promised)\\?"/g,
      "",
    ),
  ).toMatch(/^[\s\d{}":,.e\\-]*$/);
});

test("forgotten, nothing is left here nor on the disk", async () => {
  const book = await open();
  learn(book, "python", 103, 10);
  await book.forget();
  expect(book.factor("python")).toBe(1);
  expect(book.report.languages).toEqual([]);
  expect((await open()).report.languages).toEqual([]);
});

test("damaged notes are none, and the others hold", async () => {
  const book = await open();
  learn(book, "go", 53, 3);
  await book.save();
  const path = join(folder, "habit.json");
  const notes = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...notes, python: "{", rust: 7, lua: '{"levels":[]}' }));
  expect((await open()).report.languages.map(({ languageId }) => languageId)).toEqual(["go"]);
  writeFileSync(path, "not json");
  expect((await open()).report.languages).toEqual([]);
});

test("without a storage folder it is learnt for as long as the engine runs", async () => {
  const book = new HabitBook(new Notebook(undefined, "habit.json"));
  learn(book, "python", 100, 0);
  await book.save();
  expect(book.factor("python")).toBeLessThan(1);
});
