/** Whole requests on something that writes without a cache: all but the writing is the same. */

import { expect, test } from "vitest";
import { throwBug } from "../../../src/core/bug.ts";
import type { Outcome } from "../../../src/core/request/outcome.ts";
import { Pipeline } from "../../../src/core/request/pipeline.ts";
import { CurrentSettings } from "../../../src/core/settings/currentSettings.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings/settings.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { type Piece, StreamingWriter } from "../../fakes/streamingWriter.ts";
import { cursorMark } from "../place/marks.ts";
import { plainWeigh } from "./plainWeigh.ts";

const URI = "file:///a.ts";

function open(marked: string, answer: (prefix: string, alternative: number) => readonly Piece[]) {
  const { text, cursor } = cursorMark(marked);
  const stages: string[] = [];
  const settings = new CurrentSettings();
  const pipeline = new Pipeline({
    clock: createFakeClock(),
    trace: { emit: ({ stage }) => stages.push(stage) },
    settings,
    weigh: plainWeigh,
    onBug: throwBug,
  });
  const writer = new StreamingWriter(answer);
  pipeline.setWriter(writer, "");
  pipeline.open({ uri: URI, languageId: "typescript", version: 1, text });
  const suggest = (offset: number, invoked = false): Promise<Outcome> =>
    pipeline.suggest({ uri: URI, offset, invoked }, new AbortController().signal);
  return { pipeline, settings, writer, stages, cursor, suggest };
}

const textsOf = (outcome: Outcome): readonly string[] =>
  outcome.kind === "shown" ? outcome.suggestions.map(({ text }) => text) : [outcome.kind];

test("what is streamed is shown up to the end that the rules see", async () => {
  const { suggest, cursor, writer, stages } = open("const a = ▮;\r\n", () => [
    ["one", 0.9],
    ["()", 0.9],
    ["\nconst b = 2;", 0.9],
  ]);
  expect(textsOf(await suggest(cursor))).toEqual(["one()"]);
  expect(writer.read).toEqual(["const a = "]);
  expect(stages).toEqual(["request", "plan", "evaluated", "decoded", "written", "weighed", "outcome"]);
});

test("it stays while the user types along, and nothing is written anew", async () => {
  const { suggest, cursor, pipeline, writer, stages } = open("const a = ▮\n", () => [
    ["one", 0.9],
    ["()\n", 0.9],
  ]);
  await suggest(cursor);
  pipeline.change(URI, TextEdit.replace(cursor, cursor, "on"), 2);
  expect(textsOf(await suggest(cursor + 2))).toEqual(["e()"]);
  expect(writer.read).toHaveLength(1);
  expect(stages).toContain("reused");
});

test("what is unlikely is held back, and shown when it is asked for, with others beside it", async () => {
  const { suggest, cursor } = open("const a = ▮\n", (_, alternative) => [
    [["x", "y()", "x"][alternative] ?? "z", 1e-2],
    ["\n", 1],
  ]);
  expect(textsOf(await suggest(cursor))).toEqual(["lowConfidence"]);
  expect(textsOf(await suggest(cursor, true))).toEqual(["x", "y()"]);
});

test("it is ended where the settings say by now", async () => {
  const { settings, suggest, cursor } = open("function f() {\n▮\n}\n", () => [
    ["  a();\n  b();\n  c();\n  d();\n", 0.9],
  ]);
  settings.set({ ...DEFAULT_SETTINGS, maxLines: 3 });
  expect(textsOf(await suggest(cursor))).toEqual(["  a();\n  b();\n  c();"]);
});

test("it is told where the user is, when nobody looks, and of its end", async () => {
  const { pipeline, writer, cursor } = open("a▮\n", () => []);
  pipeline.cursor(URI, cursor, true);
  pipeline.change(URI, TextEdit.replace(cursor, cursor, "b"), 2);
  pipeline.focus(false);
  pipeline.change(URI, TextEdit.replace(cursor, cursor, "c"), 3);
  expect(writer.calls).toEqual(["watched true", "follow", "watched false"]);
  pipeline.focus(true);
  pipeline.setWriter(undefined, "gone");
  expect(writer.calls.slice(3)).toEqual(["watched true", "follow", "close"]);
});
