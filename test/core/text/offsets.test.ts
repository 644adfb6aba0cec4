/** What the compiler refuses: `npm run check` fails where a line below does compile that says it does not. */

import { expect, test } from "vitest";
import type { Near } from "../../../src/core/place/near.ts";
import type { GeneratedEdit, Suggestion } from "../../../src/core/place/suggestion.ts";
import type { SuggestRequest } from "../../../src/core/request/suggestRequest.ts";
import { toModelText } from "../../../src/core/text/modelText.ts";
import type { ModelOffset, Offset, RawOffset } from "../../../src/core/text/offsets.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import type { Target } from "../../../src/core/writing/writer.ts";

const model = toModelText("a\r\nb\r\n");
const raw: RawOffset = 3;
const cursor: ModelOffset = model.toModel(raw);
const generated: GeneratedEdit = { start: cursor, end: cursor, text: "x" };
const suggestion: Suggestion = { start: raw, end: raw, text: "x", confidence: 0 };
const near: Near = { text: "b\n", cursor: 0, start: cursor };

test("an offset of one text does not go for that of another", () => {
  // @ts-expect-error
  const asModel: ModelOffset = raw;
  // @ts-expect-error
  const asRaw: RawOffset = cursor;
  // @ts-expect-error
  model.toRaw(raw);
  // @ts-expect-error
  model.toModel(cursor);
  // @ts-expect-error
  const nearAsModel: ModelOffset = near.cursor;
  // @ts-expect-error
  const request: Pick<SuggestRequest, "offset"> = { offset: cursor };
  // @ts-expect-error
  const target: Pick<Target, "cursor"> = { cursor: raw };
  expect([asModel, asRaw, nearAsModel, request.offset, target.cursor]).toEqual([3, 2, 0, 2, 3]);
});

test("nor does a suggestion go for what it is made of", () => {
  // @ts-expect-error
  const shown: Suggestion = { ...generated, confidence: 0 };
  // @ts-expect-error
  const made: GeneratedEdit = suggestion;
  // @ts-expect-error
  const ofDocument: GeneratedEdit = { start: 0, end: 0, text: "" } as GeneratedEdit<"near">;
  expect([shown.start, made.start, ofDocument.start]).toEqual([2, 3, 0]);
});

test("nor an edit of one text for that of another", () => {
  const ofRaw = TextEdit.replace(raw, raw, "x");
  const { edit: ofModel } = model.withEdit(ofRaw);
  // @ts-expect-error
  const asModel: TextEdit<"model"> = ofRaw;
  // @ts-expect-error
  expect(() => model.withEdit(ofModel)).not.toThrow();
  // @ts-expect-error
  expect(ofModel.compose(ofRaw).isEmpty).toBe(false);
  // @ts-expect-error
  expect(ofModel.mapOffset(raw, "after")).toBe(4);
  // @ts-expect-error
  const made: TextEdit<"model"> = TextEdit.of([suggestion]);
  expect([asModel.lengthDelta, made.lengthDelta]).toEqual([1, 1]);
});

test("numbers of no text go for any, and an edit made of them", () => {
  const offsets: readonly Offset[] = [raw, cursor, near.cursor, 1];
  const edit = TextEdit.replace(0, 1, "");
  const edits: readonly [TextEdit<"raw">, TextEdit<"model">] = [edit, edit];
  const later: ModelOffset = raw + 1;
  expect([offsets.length, edits.length, later]).toEqual([4, 2, 4]);
});
