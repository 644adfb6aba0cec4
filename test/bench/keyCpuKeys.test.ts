import { expect, test } from "vitest";
import type { Session, SessionStep } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { type KeyCost, toKeyCpuTable, typedAtOnePlace } from "./keyCpuKeys.ts";

const LINE = "const value = other;\n";
const HUNK = "export const more = compute(value, other);\n";
const FAR = LINE.length * 100;

const edit = (offset: number): SessionStep => ({
  kind: "edit",
  changes: [{ offset, deleted: 0, inserted: HUNK }],
  path: undefined,
});

const of = (...edits: readonly SessionStep[]): Session => ({
  id: "one",
  trace: [{ kind: "open", path: "a.ts", languageId: "typescript", text: LINE.repeat(200) }, ...edits],
});

test("keys are typed until somebody goes elsewhere, each with a question, and nothing is taken", () => {
  const near = typedAtOnePlace(of(edit(0), edit(HUNK.length)))!;
  const far = typedAtOnePlace(of(edit(0), edit(FAR)))!;
  const asked = ({ trace }: Session) => trace.flatMap((step) => (step.kind === "complete" ? [step.offset] : []));
  expect(asked(near).length).toBeGreaterThan(asked(far).length);
  expect(Math.max(...asked(far))).toBeLessThan(FAR);
  expect(documentsAfter(far.trace).textOf("a.ts").startsWith("export const more")).toBe(true);
  expect(far.trace.at(-1)!.kind).toBe("complete");
  expect(near.trace.some(({ kind }) => kind === "accept")).toBe(false);
});

test("a place with few keys is none", () => {
  const short: SessionStep = { kind: "edit", changes: [{ offset: 0, deleted: 0, inserted: "a = 1" }], path: undefined };
  expect(typedAtOnePlace(of(short, edit(FAR)))).toBeUndefined();
});

test("per key and beside the other side", () => {
  const key = (decoding: number): KeyCost => ({
    ...{ reading: 1, rotating: 2, decoding, choosing: 3, other: 4, outcome: "shown" },
    ...{ evaluated: 1, generated: 5, healed: 0, moved: 0, walked: 2560, evaluations: 6 },
  });
  const table = toKeyCpuTable([{ there: [key(90), key(90)], here: [key(20), key(60)] }]).join("\n");
  expect(table).toContain("| CPU, ms | 100 | 50.0 | 0.50 |");
  expect(table).toContain("2 keys at 1 places");
  expect(table).toContain("p50 0.50");
});
