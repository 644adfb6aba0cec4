import { describe, expect, test } from "vitest";
import type { Session } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { inOrder, isRested, planBoth } from "./latencySession.ts";

const of = (text: string): Session => ({
  id: "one",
  trace: [{ kind: "open", path: "a.ts", languageId: "typescript", text }],
});

describe("what a user does in a file", () => {
  test("has a name for each question, and each is inside of its text", () => {
    const plans = planBoth(of("const value = other;\n".repeat(400)));
    for (const plan of plans) {
      const asked = plan.session.trace.flatMap((step, index) => (step.kind === "complete" ? [{ step, index }] : []));
      expect(asked.length).toBe(plan.rows.length);
      for (const { step, index } of asked) {
        const documents = documentsAfter(plan.session.trace.slice(0, index));
        expect(step.offset).toBeLessThanOrEqual(documents.textOf(documents.current).length);
      }
    }
    expect(new Set(plans[0]!.rows)).toContain("jump, further");
    expect(planBoth(of("const value = other;\n".repeat(400)))).toEqual(plans);
  });

  test("is done twice: who rests comes to the same places, half a second before each question", () => {
    const [atOnce, rested] = planBoth(of("const value = other;\n".repeat(400)));
    const tracesOf = ({ session, later }: NonNullable<typeof rested>) => [session, ...later].map(({ trace }) => trace);
    for (const trace of tracesOf(rested!))
      for (const [index, step] of trace.entries())
        if (step.kind === "complete")
          expect(trace.slice(index - 3, index)).toMatchObject([
            { kind: "cursor" },
            { kind: "idle", ms: 500 },
            { kind: "edit" },
          ]);
    expect(rested!.rows.every(isRested)).toBe(true);
    expect(inOrder([...atOnce!.rows, ...rested!.rows]).slice(0, 2)).toEqual([atOnce!.rows[0], rested!.rows[0]]);
    const jumps = (rows: readonly string[]) => rows.filter((row) => row.startsWith("jump, further")).length;
    expect(jumps(rested!.rows)).toBe(jumps(atOnce!.rows));
  });

  test("is not made up for a file in which nothing is far", () => {
    expect(planBoth(of("const value = 1;\n"))).toEqual([]);
  });
});
