import { describe, expect, test } from "vitest";
import type { Session } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { planLatency } from "./latencySession.ts";

const of = (text: string): Session => ({
  id: "one",
  trace: [{ kind: "open", path: "a.ts", languageId: "typescript", text }],
});

describe("what a user does in a file", () => {
  test("has a name for each question, and each is inside of its text", () => {
    const plan = planLatency(of("const value = other;\n".repeat(400)))!;
    const asked = plan.session.trace.flatMap((step, index) => (step.kind === "complete" ? [{ step, index }] : []));
    expect(asked.length).toBe(plan.rows.length);
    for (const { step, index } of asked) {
      const documents = documentsAfter(plan.session.trace.slice(0, index));
      expect(step.offset).toBeLessThanOrEqual(documents.textOf(documents.current).length);
    }
    expect(new Set(plan.rows)).toContain("jump, further");
    expect(planLatency(of("const value = other;\n".repeat(400)))).toEqual(plan);
  });

  test("is not made up for a file in which nothing is far", () => {
    expect(planLatency(of("const value = 1;\n"))).toBeUndefined();
  });
});
