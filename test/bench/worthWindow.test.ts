import { describe, expect, test } from "vitest";
import type { Session } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { newPrograms } from "./newPrograms.ts";
import { keyTimes } from "./worthRhythm.ts";
import { windowsOf } from "./worthWindow.ts";

const SESSION: Session = {
  id: "owner/name@1:a.ts",
  trace: [
    { kind: "open", path: "a.ts", languageId: "typescript", text: "start();\n\nend();\n" },
    {
      kind: "edit",
      path: undefined,
      changes: [{ offset: 9, deleted: 0, inserted: "const first = compute(one, two);\n" }],
    },
    {
      kind: "edit",
      path: undefined,
      changes: [{ offset: 42, deleted: 0, inserted: "const second = first + compute(two);\n" }],
    },
  ],
};
const WHOLE = "start();\nconst first = compute(one, two);\nconst second = first + compute(two);\n\nend();\n";

describe("a window", () => {
  const windowed = windowsOf(SESSION, 1, 12)!;
  const window = windowed.windows[0]!;

  test("has its keys one after another, each with its request", () => {
    expect(window.keys).toHaveLength(12);
    for (const { step } of window.keys) expect(windowed.session.trace[step]?.kind).toBe("complete");
    expect(window.keys.at(-1)!.step).toBe(windowed.session.trace.length - 1);
  });

  test("knows what stands behind the cursor, and what will", () => {
    let right = 0;
    for (const { step, truth, there } of window.keys) {
      const documents = documentsAfter(windowed.session.trace.slice(0, step + 1));
      const [text, cursor] = [documents.textOf("a.ts"), documents.cursor];
      expect(text.slice(cursor)).toBe(there);
      if (truth === undefined) continue;
      right += 1;
      expect([WHOLE, WHOLE.replace("const second = first + compute(two);\n", "")]).toContain(
        text.slice(0, cursor) + truth,
      );
    }
    expect(right).toBeGreaterThan(6);
  });

  test("is one of several, with all between them there at once", () => {
    const two = windowsOf(SESSION, 2, 8)!;
    expect(two.windows.map(({ keys }) => keys.length)).toEqual([8, 8]);
    const [end, start] = [two.windows[0]!.keys.at(-1)!.step, two.windows[1]!.keys[0]!.step];
    expect(two.session.trace.slice(end + 1, start).filter(({ kind }) => kind === "complete").length).toBeLessThan(2);
    const last = documentsAfter(two.session.trace).textOf("a.ts");
    expect(WHOLE.startsWith(last.slice(0, documentsAfter(two.session.trace).cursor))).toBe(true);
  });

  test("is another one elsewhere, and the same one again", () => {
    expect(windowsOf(SESSION, 1, 12)).toEqual(windowed);
    expect(windowsOf({ ...SESSION, id: "owner/name@2:a.ts" }, 1, 12)!.windows[0]!.keys).not.toEqual(window.keys);
  });

  test("is none where nothing is typed", () =>
    expect(windowsOf({ ...SESSION, trace: SESSION.trace.slice(0, 1) }, 1, 12)).toBeUndefined());
});

describe("the rhythm of keys", () => {
  const key = (inserted: string) =>
    ({ steps: [{ kind: "edit", path: undefined, changes: [{ offset: 0, deleted: 0, inserted }] }] }) as const;
  const mean = (inserted: string) => {
    const times = keyTimes(
      "any",
      Array.from({ length: 400 }, () => key(inserted)),
    );
    return times.at(-1)! / 399;
  };

  test("is faster within words than between them and between lines", () => {
    expect(mean("a")).toBeGreaterThan(120);
    expect(mean("a")).toBeLessThan(mean(" "));
    expect(mean(" ")).toBeLessThan(mean("\n"));
  });

  test("has the pauses of the session", () => {
    const times = keyTimes("any", [key("a"), { steps: [{ kind: "idle", ms: 9000 }, ...key("a").steps] }]);
    expect(times[1]).toBeGreaterThan(9000);
  });
});

test("what was undone outside of the windows is undone in the windowed session too", () => {
  for (const program of newPrograms().slice(0, 12)) {
    const { session, windows } = windowsOf(program, 2, 48)!;
    for (const { step, there } of windows.flatMap(({ keys }) => keys)) {
      const documents = documentsAfter(session.trace.slice(0, step + 1));
      const text = documents.textOf(documents.current);
      expect(text.slice(documents.cursor).slice(0, there.length), `${program.id}, step ${step}`).toBe(there);
    }
  }
});
