import { expect, test, vi } from "vitest";
import "../fakes/vscode/index.ts";
import type * as vscode from "vscode";
import { FirstHint } from "../../src/editor/firstHint.ts";

function memento(): vscode.Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string, otherwise?: unknown) => kept.get(key) ?? otherwise,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  } as vscode.Memento;
}

test("the first suggestion that is shown gives the hint for a moment, and no other ever does", () => {
  vi.useFakeTimers();
  const store = memento();
  const hint = new FirstHint(store);
  let changes = 0;
  hint.onDidChange(() => changes++);
  hint.noteOutcome("empty");
  expect([hint.isGiven, changes]).toEqual([false, 0]);
  hint.noteOutcome("shown");
  expect([hint.isGiven, changes]).toEqual([true, 1]);
  hint.noteOutcome("shown");
  vi.advanceTimersByTime(10_000);
  expect([hint.isGiven, changes]).toEqual([false, 2]);
  hint.noteOutcome("shown");
  const later = new FirstHint(store);
  later.noteOutcome("shown");
  expect([hint.isGiven, later.isGiven]).toEqual([false, false]);
  vi.useRealTimers();
});
