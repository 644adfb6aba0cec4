import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EditStep } from "../src/core/text/textEdit.ts";
import type { Session, SessionStep } from "../src/replay/session.ts";
import { documentsAfter } from "../src/replay/sessionDocuments.ts";
import { type TypistOptions, typeSession, USUAL_TYPIST } from "./typist.ts";
import { trimmed } from "./typistHabits.ts";

const NOTHING_BUT_KEYS: TypistOptions = {
  seed: 1,
  typo: 0,
  autoClose: 0,
  undo: 0,
  jump: 0,
  accept: 0,
  pause: 0,
  complete: 0,
};

describe("a hunk as keys", () => {
  /** `before` has the place of the hunk as ▮. */
  const check = (name: string, before: string, inserted: string, options: Partial<TypistOptions>, expected: string) =>
    it(name, () => {
      const session = insertion(before, inserted);
      const typed = typeSession(session, { ...NOTHING_BUT_KEYS, ...options });
      expect(show(typed.trace.slice(1))).toBe(expected);
    });

  check("plain", "▮", "ab", {}, "@0 0+a 1+b");
  check("closing brackets are typed over", "▮\n", "f(x)", { autoClose: 1 }, "@0 0+f 1+() @2 2+x @4");
  check("what the editor closed in vain is deleted", "▮\n", "f(", { autoClose: 1 }, "@0 0+f 1+() @2 2-1");
  check("an apostrophe does not close", "▮\n", "it's", { autoClose: 1 }, "@0 0+i 1+t 2+' 3+s");
  check("no closing in front of a word", "▮x", "(", { autoClose: 1 }, "@0 0+(");
  check("three quotes", "▮\n", '"""', { autoClose: 1 }, '@0 0+"" @1 @2 2+"');
  check("enter keeps the indentation", "  a▮", "\n  b", {}, "@3 3+⏎·· 6+b");
  check("enter between brackets", "  a▮", "{\n    b\n  }", { autoClose: 1 }, "@3 3+{} @4 4+⏎····⏎·· @9 9+b @14");
  check("a bracket goes back", "if {\n  a▮", "\n}", {}, "@8 8+⏎·· 9-2+}");
  check("backspace goes back", "if:\n  a▮", "\nb", {}, "@7 7+⏎·· 8-2 8+b");
  check("no spaces stay on an empty line", "  a▮", "\n\n  b", {}, "@3 3+⏎·· 4-2+⏎·· 7+b");
  check("windows", "  a▮", "\r\n  b", {}, "@3 3+␍⏎·· 7+b");
  check(
    "the truth is the rest of the line",
    "▮\n",
    "f(x)\ny",
    { autoClose: 1, complete: 1 },
    "@0 0+f ?(x) 1+() @2 ?x 2+x ? @4 ?⏎y 4+⏎ ?y 5+y ?",
  );
  check(
    "an acceptance",
    "▮\n",
    "f(xy);",
    { complete: 1, accept: 0.5, seed: 5 },
    "@0 0+f ?(xy); 1+( ?xy); 2+xy 4+) ?; 5+;",
  );
});

it("nobody types what stays the same", () => {
  expect(trimmed("a = 1;\n", { offset: 0, deleted: 7, inserted: "a = 12;\n" })).toEqual({
    offset: 5,
    deleted: 0,
    inserted: "2",
  });
  expect(trimmed("😀", { offset: 0, deleted: 2, inserted: "😁" })).toEqual({ offset: 0, deleted: 2, inserted: "😁" });
  expect(trimmed("a\r\n", { offset: 0, deleted: 3, inserted: "a\n" })).toEqual({
    offset: 1,
    deleted: 2,
    inserted: "\n",
  });
});

describe("any session", () => {
  it("typed, leads to the same texts", () => {
    fc.assert(
      fc.property(anySession, anyOptions, (session, options) => {
        expect(finalTexts(typeSession(session, options))).toEqual(finalTexts(session));
      }),
      { numRuns: 300 },
    );
  });

  it("is typed the same way by the same seed", () => {
    fc.assert(
      fc.property(anySession, anyOptions, (session, options) => {
        expect(typeSession(session, options)).toEqual(typeSession(session, options));
      }),
    );
  });

  it("has truths that come true", () => {
    fc.assert(
      fc.property(anyText, fc.nat(), anyText, anyOptions, (text, at, inserted, options) => {
        const place = at % (text.length + 1);
        const before = `${text.slice(0, place)}▮${text.slice(place)}`;
        const { trace } = typeSession(insertion(before, inserted), options);
        const [final] = finalTexts({ id: "", trace });
        for (const [index, step] of trace.entries()) {
          if (step.kind !== "complete" || step.truth === undefined) continue;
          const written = documentsAfter(trace.slice(0, index)).textOf("a").slice(0, step.offset);
          expect(final!.startsWith(written + step.truth), JSON.stringify({ written, truth: step.truth, final })).toBe(
            true,
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});

it("pauses, mistakes, jumps and all the rest happen", () => {
  const text = "def read(path):\n    with open(path) as file:\n        return file.read()\n";
  const session = insertion(`import os\n\n▮\n`, text.repeat(20));
  const options = { ...USUAL_TYPIST, seed: 3, complete: 0.5 };
  const kinds = new Set(typeSession(session, options).trace.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(["complete", "cursor", "edit", "idle", "open", "redo", "undo"]);
});

const anyText = fc
  .array(
    fc.constantFrom(
      "(",
      ")",
      "{",
      "}",
      '"',
      "'",
      "\n",
      "\r\n",
      "    ",
      "\t",
      "  ",
      "a",
      "Bc",
      ":",
      ";",
      "😀",
      "é",
      "end",
    ),
    {
      maxLength: 24,
    },
  )
  .map((parts) => parts.join(""));

const rate = fc.constantFrom(0, 0.1, 0.5, 1);

const anyOptions: fc.Arbitrary<TypistOptions> = fc.record({
  seed: fc.nat(),
  typo: rate,
  autoClose: rate,
  undo: rate,
  jump: rate,
  accept: rate,
  pause: rate,
  complete: rate,
});

const anySession: fc.Arbitrary<Session> = fc
  .record({
    text: anyText,
    changes: fc.array(fc.record({ at: fc.nat(), length: fc.nat(12), inserted: anyText, other: fc.boolean() }), {
      maxLength: 4,
    }),
  })
  .map(({ text, changes }) => {
    const trace: SessionStep[] = [open("b", ""), open("a", text)];
    const lengths: Record<string, number> = { a: text.length, b: 0 };
    for (const { at, length, inserted, other } of changes) {
      const path = other ? "b" : "a";
      const offset = at % (lengths[path]! + 1);
      const deleted = Math.min(length, lengths[path]! - offset);
      lengths[path]! += inserted.length - deleted;
      trace.push({ kind: "edit", changes: [{ offset, deleted, inserted }], path: other ? path : undefined });
    }
    return { id: "any", trace };
  });

function open(path: string, text: string): SessionStep {
  return { kind: "open", path, languageId: "x", text };
}

function insertion(before: string, inserted: string): Session {
  const offset = before.indexOf("▮");
  const changes = [{ offset, deleted: 0, inserted }];
  return { id: "one", trace: [open("a", before.replace("▮", "")), { kind: "edit", changes, path: undefined }] };
}

function finalTexts({ trace }: Session): string[] {
  const documents = documentsAfter(trace);
  return documents.paths.map((path) => documents.textOf(path));
}

/** `@5` cursor, `5-2+x` at 5 two deleted and x written, `?x` asked, x was right. */
function show(trace: readonly SessionStep[]): string {
  return trace.map(showStep).join(" ");
}

function showStep(step: SessionStep): string {
  switch (step.kind) {
    case "edit":
      return step.changes.map(showChange).join(",");
    case "cursor":
      return `@${step.offset}`;
    case "complete":
      return `?${visible(step.truth ?? "")}`;
    default:
      return step.kind;
  }
}

function showChange({ offset, deleted, inserted }: EditStep): string {
  return offset + (deleted > 0 ? `-${deleted}` : "") + (inserted === "" ? "" : `+${visible(inserted)}`);
}

function visible(text: string): string {
  return text.replaceAll("\n", "⏎").replaceAll("\r", "␍").replaceAll(" ", "·");
}
