import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SessionStep } from "../../src/replay/session.ts";
import { documentsAfter, SessionDocuments } from "../../src/replay/sessionDocuments.ts";
import { UsageError } from "../../src/system/usageError.ts";

const OPEN: SessionStep = { kind: "open", path: "a", languageId: "x", text: "one two" };

function edit(...changes: [number, number, string][]): SessionStep {
  return {
    kind: "edit",
    changes: changes.map(([offset, deleted, inserted]) => ({ offset, deleted, inserted })),
    path: undefined,
  };
}

describe("a trace leads to texts and a cursor, shown as ▮", () => {
  const check = (name: string, steps: readonly SessionStep[], expected: string) =>
    it(name, () => {
      const documents = documentsAfter([OPEN, ...steps]);
      const text = documents.textOf("a");
      expect(`${text.slice(0, documents.cursor)}▮${text.slice(documents.cursor)}`).toBe(expected);
    });

  check("changes come one after the other", [edit([0, 3, "1"], [2, 3, "2"])], "1 2▮");
  check("undo takes a whole step back", [edit([0, 3, "1"], [2, 3, "2"]), { kind: "undo" }], "one two▮");
  check("redo", [edit([0, 3, "1"]), { kind: "undo" }, { kind: "redo" }], "1▮ two");
  check("nothing to undo", [{ kind: "undo" }, edit([3, 0, ","])], "one,▮ two");
  check(
    "an edit ends what can be done again",
    [edit([0, 3, "1"]), { kind: "undo" }, edit([3, 4, ""]), { kind: "redo" }],
    "one▮",
  );
  check("the cursor", [{ kind: "cursor", offset: 4 }], "one ▮two");
  check("behind an accept nothing is known", [{ kind: "accept", part: "all" }, edit([90, 9, ""])], "▮one two");
});

describe("a step that does not fit", () => {
  const check = (steps: readonly SessionStep[], expected: string) =>
    it(expected, () => {
      let message = "no complaint";
      try {
        documentsAfter(steps);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        message = error.message;
      }
      expect(message).toBe(expected);
    });

  check([{ kind: "cursor", offset: 0 }], 'no document is open here; a session begins with "open"');
  check([OPEN, OPEN], 'a is open already; "switch" goes to it');
  check([OPEN, { kind: "switch", path: "b" }], "b is not open");
  check(
    [OPEN, { kind: "close", path: "a" }, { kind: "undo" }],
    'no document is open here; a session begins with "open"',
  );
  check([OPEN, { kind: "complete", offset: 8, truth: undefined }], "offset 8 is behind the end of a (7)");
  check([OPEN, edit([5, 3, ""])], "a change from 5 to 8 does not fit a (7)");
  check([OPEN, edit([0, 7, ""], [1, 0, "x"])], "a change from 1 to 1 does not fit a (0)");
});

it("undoing everything leads back, doing everything again leads forth", () => {
  const anyChange = fc.record({ at: fc.nat(), length: fc.nat(3), inserted: fc.string({ maxLength: 3 }) });
  fc.assert(
    fc.property(
      fc.string({ maxLength: 9 }),
      fc.array(fc.array(anyChange, { maxLength: 3 }), { maxLength: 8 }),
      (text, steps) => {
        const documents = new SessionDocuments();
        documents.open("a", "x", text);
        const texts = [text];
        for (const changes of steps) {
          let length = documents.textOf("a").length;
          documents.edit(
            changes.map(({ at, length: wanted, inserted }) => {
              const offset = at % (length + 1);
              const deleted = Math.min(wanted, length - offset);
              length += inserted.length - deleted;
              return { offset, deleted, inserted };
            }),
          );
          texts.push(documents.textOf("a"));
        }
        const back = steps.map(() => {
          documents.undo();
          return documents.textOf("a");
        });
        expect(back).toEqual(texts.slice(0, -1).reverse());
        const forth = steps.map(() => {
          documents.redo();
          return documents.textOf("a");
        });
        expect(forth).toEqual(texts.slice(1));
      },
    ),
  );
});
