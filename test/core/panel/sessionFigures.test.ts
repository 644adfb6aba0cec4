/** The figures of a session, from its events. */

import { expect, test } from "vitest";
import { HEALTH_FIGURES } from "../../../src/core/panel/panelHealth.ts";
import { SessionFigures } from "../../../src/core/panel/sessionFigures.ts";
import type { Outcome } from "../../../src/core/request/outcome.ts";
import { NO_TIMING } from "../../../src/core/request/requestCosts.ts";
import type { TraceEvent } from "../../../src/core/request/trace.ts";

const TOKENS = { kept: 0, moved: 0, evaluated: 0, beforeFirst: 0, generated: 0 };
const SHOWN: Outcome = { kind: "shown", suggestions: [{ start: 4, end: 4, text: "abc", confidence: 0 }] };

function ended(
  figures: SessionFigures,
  request: number,
  outcome: Outcome,
  [firstTokenMs, totalMs]: readonly [number | undefined, number] = [10, 20],
): void {
  figures.emit({ stage: "request", request, uri: "file:///a", version: 1, offset: 4, invoked: false }, 0);
  figures.emit(
    { stage: "outcome", request, outcome, timing: { ...NO_TIMING, firstTokenMs, totalMs }, tokens: TOKENS },
    0,
  );
}

test("what was given up for the next key is no request that showed nothing", () => {
  const figures = new SessionFigures();
  ended(figures, 1, SHOWN);
  ended(figures, 2, { kind: "cancelled" });
  ended(figures, 3, { kind: "stale", askedFor: 1, now: 2 });
  ended(figures, 4, { kind: "empty", reason: "" });
  expect(figures.figures(0)).toMatchObject({ asked: 2, shown: 1 });
});

test("percentiles are of what was shown; a text that was there already has no first token", () => {
  const figures = new SessionFigures();
  for (let request = 1; request <= 20; request += 1)
    ended(figures, request, SHOWN, [request % 2 ? request : undefined, 10 * request]);
  expect(figures.figures(0)).toMatchObject({
    first: { p50: 9, p95: 19, count: 10 },
    total: { p50: 100, p95: 190, count: 20 },
  });
  expect(figures.figures(0).times.slice(0, 4)).toEqual([1, 10, -1, 20]);
  expect(new SessionFigures().figures(0)).toMatchObject({ first: undefined, total: undefined, times: [] });
});

test("work is added up whoever asked for it, and what is taken is found in the changes", () => {
  const figures = new SessionFigures();
  const events: TraceEvent[] = [
    { stage: "plan", request: 1, cost: { kept: 5, moved: 4, evaluated: 3 }, stale: 0 },
    { stage: "plan", request: undefined, cost: { kept: 1, moved: 1, evaluated: 1 }, stale: 0 },
    { stage: "evaluated", request: undefined, tokens: 7, healed: 2, ms: 1 },
    { stage: "decoded", request: 1, tokens: 6, stop: "end", ms: 1 },
    { stage: "joined", request: 1, join: { footing: "known", cut: 3, closed: false, refused: false } as never },
  ];
  for (const event of events) figures.emit(event, 0);
  ended(figures, 2, SHOWN);
  const edit = { replacements: [{ start: 4, end: 4, text: "abc" }] } as never;
  figures.emit({ stage: "changed", request: undefined, uri: "file:///a", edit }, 1_000);
  const found = figures.figures(60_000);
  expect(found).toMatchObject({ kept: 6, moved: 5, evaluated: 7, healed: 2, generated: 6, cuts: 1, keys: 1 });
  expect(found).toMatchObject({ taken: 1, takenChars: 3, judgedChars: 3, keptChars: 3 });
  expect(HEALTH_FIGURES(JSON.parse(JSON.stringify(found)), "figures")).toHaveProperty("value");
});
