import { expect, test } from "vitest";
import type { SessionStep } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { typeByWords } from "./typedHunk.ts";

/** `inserted` at `offset` of `text`: the document when the truth is asked for, with `▮` there, and the truth. */
function check(text: string, offset: number, inserted: string, expected: string | undefined, asked = 0) {
  test(`${JSON.stringify(inserted)} in ${JSON.stringify(text)}`, () => {
    const trace: SessionStep[] = [
      { kind: "open", path: "a.ts", languageId: "typescript", text },
      { kind: "complete", offset: 0, truth: undefined },
      { kind: "edit", changes: [{ offset, deleted: 0, inserted }], path: undefined },
      { kind: "complete", offset: offset + inserted.length, truth: "x" },
    ];
    const typed = typeByWords({ id: "one", trace });
    if (typed === undefined) return expect(expected).toBeUndefined();
    const documents = documentsAfter(typed.trace);
    const last = typed.trace.at(-1)!;
    if (last.kind !== "complete") throw new Error(`the last step is ${last.kind}`);
    const whole = documents.textOf("a.ts");
    expect(`${whole.slice(0, last.offset)}▮${whole.slice(last.offset)} + ${last.truth}`).toBe(expected);
    expect(typed.trace.filter(({ kind }) => kind === "edit")).toHaveLength(asked + 1);
  });
}

check("a\nb\n", 2, "const total = items.length;\n", "a\nconst total = ▮\nb\n + items.length;", 6);
check("a\nb\n", 2, "x = 1;\n", undefined);
