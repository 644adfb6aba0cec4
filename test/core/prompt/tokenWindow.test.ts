import "../../seed.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Document } from "../../../src/core/prompt/document.ts";
import { growWindow, type Window } from "../../../src/core/prompt/window.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { tokenizeText } from "../../../src/core/tokens/tokenText.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";

const piece = fc.constantFrom("a", "word", " ", "\n", "(", "12", "    ", "it's");
const pieces = fc.array(piece).map((parts) => parts.join(""));

test("the tokens around a cursor are those of tokenizing their text afresh, through any changes", () => {
  const change = fc.record({
    at: fc.nat(),
    deleted: fc.nat(6),
    text: pieces,
    isPaste: fc.boolean(),
    asks: fc.boolean(),
  });
  fc.assert(
    fc.property(pieces, fc.nat(3000), fc.array(change), (text, copies, changes) => {
      const tokenizer = createFakeTokenizer();
      const document = new Document("file:///a.ts", "typescript", 1, text.repeat(1 + (copies % 40)));
      document.around(0, tokenizer);
      for (const { at, deleted, text: inserted, isPaste, asks } of changes) {
        const start = at % (document.text.length + 1);
        const end = Math.min(document.text.length, start + deleted);
        document.change(TextEdit.replace(start, end, isPaste ? inserted.repeat(900) : inserted), 2);
        if (!asks) continue;
        const cursor = (at + deleted) % (document.text.length + 1);
        const { tokens, window } = document.around(cursor, tokenizer);
        const shown = document.text.slice(window.start, window.end);
        const { segments: fresh, ...expected } = tokenizeText(
          shown,
          cursor - window.start,
          tokenizer,
          new InstanceSource(),
        );
        const { segments, ...rest } = tokens;
        expect(rest).toEqual(expected);
        expect(segments.flatMap(({ ids }) => ids)).toEqual(fresh.flatMap(({ ids }) => ids));
      }
    }),
  );
});

test("a window that grows holds the cursor, takes a step at a time, and ends as large as it may be", () => {
  const line = fc.nat(90).map((length) => `${"x".repeat(length)}\n`);
  const text = fc.array(line, { minLength: 1, maxLength: 120 }).map((lines) => lines.join(""));
  fc.assert(
    fc.property(text, fc.nat(), fc.array(fc.nat(400)), (text, at, moves) => {
      const [step, most] = [100, 600];
      let cursor = at % (text.length + 1);
      let previous: Window | undefined;
      const next = () => {
        const before: Window | undefined = previous;
        previous = growWindow({ text, cursor, previous, step, most });
        const { start, end } = previous;
        expect(start <= cursor && cursor <= end && start >= 0 && end <= text.length).toBe(true);
        // The new part and what is left of two lines.
        if (before !== undefined && before.start <= cursor && cursor <= before.end)
          expect(Math.max(before.start - start, end - before.end)).toBeLessThanOrEqual(2 * step);
        return previous;
      };
      for (const move of moves) {
        cursor = (cursor + move) % (text.length + 1);
        next();
      }
      for (let round = 0; round < 10; round += 1) next();
      const { start, end } = next();
      expect(start === 0 || cursor - start >= most - step).toBe(true);
      expect(end === text.length || end - cursor >= most - step).toBe(true);
      expect(end - start).toBeLessThanOrEqual(2 * (1.2 * most + step));
    }),
  );
});
