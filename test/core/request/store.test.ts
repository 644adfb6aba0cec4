/** What the store of suggestions keeps. */

import { describe, expect, test } from "vitest";
import { type Stored, SuggestionStore } from "../../../src/core/request/store.ts";
import { Changes } from "../../../src/core/text/changes.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";

const URI = "file:///a.ts";
const HALF = "x".repeat(1_100_000);

/** Of entries only what the store looks at. */
function stored(number: number, recipeLength = 0): Stored {
  const recipe = { near: { text: "x".repeat(recipeLength) }, grammar: undefined, place: { size: 0 } };
  return { uri: URI, number, changes: Changes.none, recipe } as unknown as Stored;
}

/** Those of `entries` that the store still follows. */
function followed(store: SuggestionStore, entries: readonly Stored[]): readonly number[] {
  const before = entries.map(({ changes }) => changes);
  store.changed(URI, TextEdit.replace(0, 0, "y"), TextEdit.replace(0, 1, ""));
  return entries.filter(({ changes }, index) => changes !== before[index]).map(({ number }) => number);
}

describe("the store", () => {
  test("keeps the newest 64", () => {
    const store = new SuggestionStore();
    const entries = Array.from({ length: 66 }, (_, number) => stored(number));
    for (const entry of entries) store.add(entry);
    expect(followed(store, entries)).toEqual(Array.from({ length: 64 }, (_, index) => index + 2));
  });

  test("keeps 2 million characters of changes, of the newest first, and those of the newest in any case", () => {
    const store = new SuggestionStore();
    const entries = [stored(1), stored(2)];
    for (const entry of entries) store.add(entry);
    store.changed(URI, TextEdit.replace(5, 5, HALF), TextEdit.replace(5, 5 + HALF.length, ""));
    expect(followed(store, entries)).toEqual([2]);
    store.changed(URI, TextEdit.replace(9, 9, HALF), TextEdit.replace(9, 9 + HALF.length, ""));
    expect(followed(store, entries)).toEqual([2]);
  });

  test("keeps recipes of a million characters", () => {
    const store = new SuggestionStore();
    const entries = [1, 2, 3, 4].map((number) => stored(number, 400_000));
    for (const entry of entries) store.add(entry);
    expect(entries.map(({ recipe }) => recipe !== undefined)).toEqual([false, false, true, true]);
  });

  test("forgets texts that were changed in more than 16 places", () => {
    const store = new SuggestionStore();
    const entries = [stored(1)];
    store.add(entries[0]!);
    const insert = (count: number) =>
      TextEdit.of(
        Array.from({ length: count }, (_, index) => ({ start: 9 * index + 9, end: 9 * index + 9, text: "z" })),
      );
    store.changed(URI, insert(15), insert(15).inverse("a".repeat(900)));
    expect(followed(store, entries)).toEqual([1]);
    store.changed(URI, TextEdit.replace(700, 700, "z"), TextEdit.replace(700, 701, ""));
    expect(followed(store, entries)).toEqual([]);
  });
});
