import "../../seed.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Document } from "../../../src/core/prompt/document.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { tokenizeText } from "../../../src/core/tokens/tokenText.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";

test("all tokens of a document are those of tokenizing it afresh, through any changes", () => {
  const piece = fc.constantFrom("a", "word", " ", "\n", "(", "12", "    ", "it's");
  const change = fc.record({
    at: fc.nat(),
    deleted: fc.nat(6),
    text: fc.array(piece).map((parts) => parts.join("")),
    asks: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(piece).map((parts) => parts.join("")),
      fc.array(change),
      (text, changes) => {
        const tokenizer = createFakeTokenizer();
        const document = new Document("file:///a.ts", "typescript", 1, text);
        document.whole(0, tokenizer);
        for (const { at, deleted, text: inserted, asks } of changes) {
          const start = at % (document.text.length + 1);
          document.change(TextEdit.replace(start, Math.min(document.text.length, start + deleted), inserted), 2);
          if (!asks) continue;
          const cursor = (at + deleted) % (document.text.length + 1);
          const { segments, ...whole } = document.whole(cursor, tokenizer);
          const { segments: fresh, ...expected } = tokenizeText(document.text, cursor, tokenizer, new InstanceSource());
          expect(whole).toEqual(expected);
          expect(segments.flatMap(({ ids }) => ids)).toEqual(fresh.flatMap(({ ids }) => ids));
        }
      },
    ),
  );
});
