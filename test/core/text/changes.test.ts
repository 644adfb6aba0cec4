import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Changes } from "../../../src/core/text/changes.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { anyEdit, anyText } from "../anyText.ts";

/** One door: edits done one after the other; what was changed since, as an edit of the text at first. */
function check(before: string, edits: readonly TextEdit<"model">[]): Changes {
  let [text, changes] = [before, Changes.none];
  for (const edit of edits) {
    changes = changes.and(edit, edit.inverse(text));
    text = edit.apply(text);
    expect(changes.since.apply(before)).toBe(text);
    expect(changes.back.apply(text)).toBe(before);
  }
  return changes;
}

const since = (before: string, edits: readonly TextEdit<"model">[]) => check(before, edits).since.toString();

describe("what was changed since", () => {
  test("is nothing when it was changed back, whatever the way", () => {
    expect(since("one two three", [TextEdit.replace(4, 7, "2"), TextEdit.replace(4, 5, "two")])).toBe("TextEdit.empty");
    expect(since("one two three", [TextEdit.replace(0, 13, ""), TextEdit.replace(0, 0, "one two three")])).toBe(
      "TextEdit.empty",
    );
  });

  test("is only what differs", () => {
    expect(since("one two three", [TextEdit.replace(0, 13, ""), TextEdit.replace(0, 0, "one 2 three")])).toBe(
      TextEdit.replace(4, 7, "2").toString(),
    );
  });

  test("leads there and back, whatever is done", () => {
    const edits = anyText.chain((text) =>
      fc
        .tuple(fc.constant(text), anyEdit(text))
        .chain(([text, first]) =>
          anyEdit(first.apply(text)).chain((second) =>
            fc.tuple(
              fc.constant(text),
              fc.constant(first),
              fc.constant(second),
              anyEdit(second.apply(first.apply(text))),
            ),
          ),
        ),
    );
    fc.assert(
      fc.property(edits, ([text, ...done]) => {
        const changes = check(text, done);
        expect(changes.back.replacements.map(({ text }) => text)).toEqual(
          changes.since.replacements.map(({ start, end }) => text.slice(start, end)),
        );
        expect(changes.size).toBeLessThanOrEqual(2 * text.length + 2 * changes.since.apply(text).length);
      }),
      { numRuns: 2000 },
    );
  });
});
