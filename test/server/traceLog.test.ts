import { describe, expect, it } from "vitest";
import { type Outcome, outcomeDetail } from "../../src/core/request/outcome.ts";
import { NO_TIMING } from "../../src/core/request/requestCosts.ts";
import type { TraceEvent } from "../../src/core/request/trace.ts";
import { TraceLog } from "../../src/server/traceLog.ts";
import { createFakeClock } from "../fakes/clock.ts";

const TOKENS = { kept: 900, moved: 0, evaluated: 12, beforeFirst: 12, generated: 5 };
const TIMING = {
  firstTokenMs: 30,
  totalMs: 81.25,
  parts: { ...NO_TIMING.parts, queue: 0.4, evaluate: 30.2, decode: 50 },
};

async function checkLine(event: TraceEvent, expected: string): Promise<void> {
  const clock = createFakeClock();
  await clock.advance(1234);
  const log = new TraceLog(clock);
  log.emit(event);
  expect(log.lines()).toEqual([`1.234 ${expected}`]);
}

const outcomeEvent = (outcome: Outcome): TraceEvent => ({
  stage: "outcome",
  request: 7,
  outcome,
  timing: TIMING,
  tokens: TOKENS,
});
const WORK = "after 81.3 ms (evaluate 30, decode 50), kept 900, moved 0, evaluated 12, generated 5";

describe("TraceLog", () => {
  it.each<[TraceEvent, string]>([
    [
      { stage: "request", request: 7, uri: "file:///a", version: 3, offset: 42, invoked: true },
      "#7 request: file:///a version 3 offset 42, invoked",
    ],
    [
      { stage: "plan", request: undefined, cost: { kept: 1, moved: 2, evaluated: 3 }, stale: 0 },
      "plan: keep 1, move 2, evaluate 3",
    ],
    [
      { stage: "plan", request: 7, cost: { kept: 0, moved: 0, evaluated: 70 }, stale: 0, isNear: true },
      "#7 plan: keep 0, move 0, evaluate 70, near the cursor only",
    ],
    [{ stage: "evaluated", request: 7, tokens: 12, healed: 0, ms: 30 }, "#7 evaluated: 12 tokens in 30.0 ms"],
    [
      { stage: "decoded", request: 7, tokens: 5, stop: "lineEnd", ms: 51.5 },
      "#7 decoded: 5 tokens in 51.5 ms, ended by lineEnd",
    ],
    [
      { stage: "decoded", request: 7, tokens: 2, stop: "lineEnd", dropped: "\n}", ms: 20 },
      '#7 decoded: 2 tokens in 20.0 ms, ended by lineEnd, nothing left of "\\n}"',
    ],
    [
      {
        stage: "weighed",
        request: 7,
        worth: {
          line: 0.314,
          here: 0.314,
          whole: 0.05,
          next: 0.62,
          keys: 12,
          value: 2.26,
          confidence: -1.5,
          isWorthALook: true,
          isRestWorthALook: false,
        },
      },
      "#7 weighed: first line right 31 %, all of it 5 %, next keys 62 %, log-probability -1.50; saves 12 keys if right, 2.3 to be expected: its first line is worth a look",
    ],
    [
      {
        stage: "learnt",
        request: 7,
        lessons: [
          { languageId: "java", rule: "239 .", scope: "document" },
          { languageId: "java", rule: "239 . behind ?", scope: "everywhere" },
        ],
      },
      "#7 learnt: java 239 . proves nothing in this document; java 239 . behind ? proves nothing any more",
    ],
    [
      {
        stage: "joined",
        request: 7,
        join: { footing: "clean", cut: 0, closed: false, refused: false, learnt: true },
      },
      "#7 joined: kept whole, by what was learnt; the place was clean",
    ],
    [
      { stage: "copied", request: 7, stretch: { path: "/a/b.ts", tokens: 70 } },
      "#7 copied: 70 tokens in a row stand in /a/b.ts",
    ],
    [{ stage: "reused", request: 7, of: 6 }, "#7 reused: the suggestion of #6"],
    [{ stage: "note", message: "hello" }, "note: hello"],
    [outcomeEvent({ kind: "cancelled" }), `#7 outcome: cancelled ${WORK}`],
    [outcomeEvent({ kind: "excluded", rule: "", reason: "A key." }), `#7 outcome: excluded (A key.) ${WORK}`],
    [
      outcomeEvent({ kind: "lowConfidence", confidence: -1.5, reason: "Too little.", text: "a\n" }),
      `#7 outcome: lowConfidence (Too little.) "a\\n" ${WORK}`,
    ],
    [
      outcomeEvent({ kind: "shown", suggestions: [{ start: 0, end: 0, text: "a", confidence: 0 }] }),
      `#7 outcome: shown "a" ${WORK}`,
    ],
  ])("%j", checkLine);

  it("counts what is learnt", () => {
    const log = new TraceLog(createFakeClock());
    const lesson = { languageId: "java", rule: "239 .", scope: "document" } as const;
    log.emit({ stage: "learnt", request: 1, lessons: [lesson, lesson] });
    for (let index = 1; index <= 450; index++) log.note(`${index}`);
    expect(log.lessons).toBe(2);
  });

  it("keeps the latest 200 events, newest last", () => {
    const log = new TraceLog(createFakeClock());
    for (let index = 1; index <= 450; index++) log.note(`${index}`);
    const lines = log.lines();
    expect(lines).toHaveLength(200);
    expect([lines[0], lines.at(-1)]).toEqual(["0.000 note: 251", "0.000 note: 450"]);
  });

  it("an outcome's detail never holds source text", () => {
    const secret = "let password = 1;";
    const outcomes: Outcome[] = [
      { kind: "shown", suggestions: [{ start: 0, end: 0, text: secret, confidence: 0 }] },
      { kind: "lowConfidence", confidence: -1, reason: "Too little.", text: secret },
    ];
    expect(outcomes.map(outcomeDetail)).toEqual(["", "Too little."]);
  });
});
