import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../../src/core/bug.ts";
import { toModelText } from "../../../src/core/text/modelText.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { anyEdit, anyText } from "../anyText.ts";

/** Straight from the definition, without any cleverness. */
function modelTextByDefinition(raw: string): string {
  return raw.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
}

function checkOffsets(raw: string, expectedText: string, expectedToModel: readonly number[]): void {
  const modelText = toModelText(raw);
  expect(modelText.text).toBe(expectedText);
  expect(Array.from({ length: raw.length + 1 }, (_, offset) => modelText.toModel(offset))).toEqual(expectedToModel);
}

describe("offsets", () => {
  test("cases", () => {
    checkOffsets("", "", [0]);
    checkOffsets("a\nb", "a\nb", [0, 1, 2, 3]);
    checkOffsets("a\r\nb", "a\nb", [0, 1, 1, 2, 3]);
    checkOffsets("\ufeffa\r\n\r\n", "a\n\n", [0, 0, 1, 1, 2, 2, 3]);
    checkOffsets("a\rb\r\r\n", "a\rb\r\n", [0, 1, 2, 3, 4, 4, 5]);
    checkOffsets("a\ufeff", "a\ufeff", [0, 1, 2]);
  });

  test("outside of the text is our own mistake", () => {
    const modelText = toModelText("a\r\n");
    expect(() => modelText.toModel(4)).toThrow(BugError);
    expect(() => modelText.toRaw(3)).toThrow(BugError);
    expect(() => modelText.toRaw(-1)).toThrow(BugError);
  });

  test("toModel leads back from toRaw, and cuts the text at the same place", () => {
    fc.assert(
      fc.property(anyText, fc.nat(), (raw, number) => {
        const modelText = toModelText(raw);
        expect(modelText.text).toBe(modelTextByDefinition(raw));
        const offset = number % (modelText.text.length + 1);
        const rawOffset = modelText.toRaw(offset);
        expect(modelText.toModel(rawOffset)).toBe(offset);
        expect(modelTextByDefinition(raw.slice(0, rawOffset))).toBe(modelText.text.slice(0, offset));
      }),
    );
  });
});

test("line ends of generated text follow the document's first line", () => {
  const check = (raw: string, expected: string) => expect(toModelText(raw).toRawText("x\ny\n")).toBe(expected);
  check("", "x\ny\n");
  check("a\nb\r\n", "x\ny\n");
  check("a\r\nb\n", "x\r\ny\r\n");
  check("\ufeff\r\n", "x\r\ny\r\n");
});

describe("withEdit", () => {
  function checkEdit(raw: string, edit: TextEdit<"raw">, expected: string): void {
    const after = toModelText(raw).withEdit(edit);
    expect(after.edit.toString()).toBe(expected);
    expect(after.edit.apply(toModelText(raw).text)).toBe(modelTextByDefinition(edit.apply(raw)));
  }

  test("a text with LF keeps its edits", () => {
    const edit = TextEdit.replace(1, 2, "xyz");
    expect(toModelText("abc\n").withEdit(edit).edit).toBe(edit);
  });

  test("pairs that an edit splits or joins", () => {
    checkEdit("a\r\nb", TextEdit.replace(1, 2, ""), 'TextEdit.of([{ start: 1, end: 2, text: "\\n" }])');
    checkEdit("a\r\nb", TextEdit.replace(2, 3, ""), 'TextEdit.of([{ start: 1, end: 2, text: "\\r" }])');
    checkEdit("a\r\nb", TextEdit.replace(2, 2, "x"), 'TextEdit.of([{ start: 1, end: 2, text: "\\rx\\n" }])');
    checkEdit("a\rb", TextEdit.replace(2, 2, "\n"), 'TextEdit.of([{ start: 1, end: 2, text: "\\n" }])');
    checkEdit("a\nb", TextEdit.replace(1, 1, "\r"), 'TextEdit.of([{ start: 1, end: 2, text: "\\n" }])');
    checkEdit("\rx\n", TextEdit.replace(1, 2, ""), 'TextEdit.of([{ start: 0, end: 3, text: "\\n" }])');
    checkEdit("a\r\nb", TextEdit.replace(4, 4, "\r\n"), 'TextEdit.of([{ start: 3, end: 3, text: "\\n" }])');
  });

  test("byte order marks that come and go", () => {
    checkEdit("\ufeffa", TextEdit.replace(0, 0, "x"), 'TextEdit.of([{ start: 0, end: 0, text: "x\ufeff" }])');
    checkEdit("\ufeffa", TextEdit.replace(0, 1, ""), "TextEdit.empty");
    checkEdit("a", TextEdit.replace(0, 0, "\ufeff"), "TextEdit.empty");
    checkEdit("x\ufeffa", TextEdit.replace(0, 1, ""), 'TextEdit.of([{ start: 0, end: 2, text: "" }])');
    checkEdit("\ufeffa", TextEdit.replace(1, 1, "x"), 'TextEdit.of([{ start: 0, end: 0, text: "x" }])');
  });

  const anyRaw = fc.oneof(
    anyText,
    fc.string({ unit: fc.constantFrom("\r", "\n", "\r\n", "\ufeff", "a", "b"), maxLength: 15 }),
  );
  const editedTwice = anyRaw.chain((raw) =>
    anyRawEdit(raw).chain((first) =>
      anyRawEdit(first.apply(raw)).map((second) => ({ raw, edits: [first, second] as const })),
    ),
  );

  test("always equals converting the new text", () => {
    fc.assert(
      fc.property(editedTwice, fc.nat(), ({ raw, edits }, number) => {
        let modelText = toModelText(raw);
        for (const edit of edits) {
          const before = modelText;
          const next = before.withEdit(edit);
          modelText = next.modelText;
          const afresh = toModelText(edit.apply(before.raw));
          expect(next.edit.apply(before.text)).toBe(afresh.text);
          expect([modelText.raw, modelText.text, modelText.eol]).toEqual([afresh.raw, afresh.text, afresh.eol]);
          const offset = number % (afresh.raw.length + 1);
          expect(modelText.toModel(offset)).toBe(afresh.toModel(offset));
          const modelOffset = number % (afresh.text.length + 1);
          expect(modelText.toRaw(modelOffset)).toBe(afresh.toRaw(modelOffset));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Mostly edits that write nothing but line ends and marks. */
function anyRawEdit(raw: string): fc.Arbitrary<TextEdit<never>> {
  return fc.oneof(anyEdit(raw, "\r\n\ufeffx"), anyEdit(raw));
}
