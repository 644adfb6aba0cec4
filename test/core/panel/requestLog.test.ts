/** The latest requests, put together from events: what is told of them, and whose text is kept. */

import { expect, test } from "vitest";
import { RequestLog } from "../../../src/core/panel/requestLog.ts";
import { REQUEST_RECORD, type RequestRecord } from "../../../src/core/panel/requestRecord.ts";
import type { Outcome } from "../../../src/core/request/outcome.ts";
import { NO_TIMING } from "../../../src/core/request/requestCosts.ts";
import type { OtherFate, TraceEvent } from "../../../src/core/request/trace.ts";

const DOCUMENT = { text: "one\ntwo\nthree\n", languageId: "typescript" };

function started(documentOf: ConstructorParameters<typeof RequestLog>[0] = () => DOCUMENT) {
  const log = new RequestLog(documentOf);
  const emit = (...events: TraceEvent[]): void => {
    for (const event of events) log.emit(event);
  };
  return { log, emit };
}

const asked = (request: number, offset = 5): TraceEvent => ({
  ...{ stage: "request", request, uri: "file:///a.ts", version: 1, offset, invoked: false },
});

const written = (request: number): TraceEvent => ({
  ...{ stage: "written", request },
  written: {
    drafted: "return a",
    tokens: [
      { end: 6, logprob: -0.1, endLogprob: undefined },
      { end: 8, logprob: -1, endLogprob: undefined },
    ],
    choices: { first: [{ text: "return", logprob: -0.1 }], refused: [{ text: " )", logprob: -2, index: 1 }] },
  },
});

function ended(request: number, outcome: Outcome): TraceEvent {
  const tokens = { kept: 1, moved: 2, evaluated: 3, beforeFirst: 3, generated: 2 };
  return { stage: "outcome", request, outcome, timing: { ...NO_TIMING, firstTokenMs: 30, totalMs: 80 }, tokens };
}

const SHOWN: Outcome = {
  kind: "shown",
  suggestions: [{ start: 5, end: 5, text: "return a", confidence: 0 }],
  cut: "too long",
};

function last(log: RequestLog): RequestRecord {
  return log.records[0]!;
}

test("a request is told with all that was done for it", () => {
  const { log, emit } = started();
  const chunk = { path: "b.ts", startLine: 2, endLine: 5, reason: "defines it", value: 0.4, tokens: 20 };
  emit({ stage: "context", request: undefined, chunks: [{ ...chunk, isNew: true }] }, asked(1));
  emit({ stage: "plan", request: 1, cost: { kept: 9, moved: 8, evaluated: 7 }, stale: 4, isNear: true });
  emit({ stage: "evaluated", request: 1, tokens: 7, healed: 2, ms: 12 });
  emit({ stage: "decoded", request: 1, tokens: 2, stop: "end", ms: 34 }, written(1), ended(1, SHOWN));
  expect(last(log)).toMatchObject({
    ...{ number: 1, uri: "file:///a.ts", line: 1, outcome: "shown", detail: "cut: too long", end: "end" },
    ...{ firstTokenMs: 30, totalMs: 80, readMs: 12, writeMs: 34, isNear: true, chunks: [chunk] },
    work: { kept: 9, moved: 8, evaluated: 7, healed: 2, stale: 4 },
    texts: {
      text: "return a",
      tokens: [
        { text: "return", logprob: -0.1 },
        { text: " a", logprob: -1 },
      ],
      first: [{ text: "return", logprob: -0.1 }],
      refused: [{ text: " )", logprob: -2, index: 1 }],
    },
  });
  // The page takes it as it is.
  expect(REQUEST_RECORD(JSON.parse(JSON.stringify(last(log))), "record")).toHaveProperty("value");
  expect(log.sourceOf(1)).toEqual({ ...DOCUMENT, offset: 5 });
});

test("a text that was made before is told of the request that uses it", () => {
  const { log, emit } = started();
  emit(asked(1), written(1), ended(1, SHOWN), asked(2, 6), { stage: "reused", request: 2, of: 1 }, ended(2, SHOWN));
  expect(last(log)).toMatchObject({ number: 2, reused: 1, texts: { tokens: [{ text: "return" }, { text: " a" }] } });
});

test("all texts that were offered are told, which was taken, and what was left out", () => {
  const { log, emit } = started();
  const other = (text: string, fate: OtherFate): TraceEvent => ({
    ...{ stage: "other", request: 1, text, logprob: -1, fate },
  });
  const suggestions = ["return a", "throw b"].map((text) => ({ start: 5, end: 5, text, confidence: 0 }));
  emit(asked(1), written(1), ended(1, SHOWN), asked(2), { stage: "reused", request: 2, of: 1 });
  emit(other("throw b", "offered"), other("return c", "alike"), ended(2, { kind: "shown", suggestions }));
  log.take({ request: 2, index: 1, chars: 7 });
  const others = [
    { text: "throw b", logprob: -1, fate: "offered" },
    { text: "return c", logprob: -1, fate: "alike" },
  ];
  const expected = { taken: { index: 1, chars: 7 }, texts: { offered: ["return a", "throw b"], others } };
  expect(last(log)).toMatchObject({ number: 2, ...expected });
  expect(REQUEST_RECORD(JSON.parse(JSON.stringify(last(log))), "record")).toHaveProperty("value");
  emit(asked(3), ended(3, SHOWN));
  expect(log.records[1]).toMatchObject({ number: 2, taken: expected.taken, texts: undefined });
});

test("others that are made while nobody looks keep no text of older requests", () => {
  const { log, emit } = started();
  emit(asked(1), written(1), ended(1, SHOWN));
  emit(asked(2), written(2), ended(2, SHOWN), asked(3), { stage: "reused", request: 3, of: 2 });
  emit({ stage: "other", request: 2, text: "throw b", logprob: -1, fate: "offered" });
  expect(log.records.map(({ texts }) => texts?.others.length)).toEqual([1, 1, undefined]);
});

test("a text that is typed along is told of each request that shows it, and kept as long", () => {
  const { log, emit } = started();
  const uses = (request: number, of: number): TraceEvent => ({ stage: "reused", request, of });
  const state = () => log.records.map(({ number, texts }) => [number, texts?.tokens.length]);
  emit(asked(1), written(1), ended(1, SHOWN));
  // The second begins while the third is asked for already.
  emit(asked(2), uses(2, 1), asked(3), ended(2, { kind: "cancelled" }), uses(3, 1), ended(3, SHOWN));
  const kept = [
    [3, 2],
    [2, undefined],
    [1, 2],
  ];
  expect(state()).toEqual(kept);
  emit(asked(4), uses(4, 1), ended(4, SHOWN));
  expect(state()).toEqual([[4, 2], [3, undefined], ...kept.slice(1)]);
  emit(asked(5), ended(5, SHOWN));
  expect(state().slice(1)).toEqual([4, 3, 2, 1].map((number) => [number, undefined]));
});

test("a text that is still being written when another request waits for it is told of that one", () => {
  const { log, emit } = started();
  emit(asked(1), asked(2), { stage: "reused", request: 2, of: 1 }, ended(1, { kind: "cancelled" }), written(1));
  emit(ended(2, SHOWN));
  expect(last(log)).toMatchObject({ number: 2, texts: { tokens: [{ text: "return" }, { text: " a" }] } });
});

test("text is kept of the last request alone, unless somebody looks", () => {
  const { log, emit } = started();
  const kept = () =>
    log.records.map(({ number, texts }) => [number, texts !== undefined, log.sourceOf(number) !== undefined]);
  emit(asked(1), written(1), ended(1, SHOWN), asked(2), ended(2, SHOWN));
  expect(kept()).toEqual([
    [2, true, true],
    [1, false, false],
  ]);
  log.watch(true);
  emit(asked(3), ended(3, SHOWN));
  expect(kept().map(([, texts]) => texts)).toEqual([true, true, false]);
  log.watch(false);
  expect(kept().map(([, texts]) => texts)).toEqual([true, false, false]);
});

test("of what was not shown, the reason is told, and the text where there was one", () => {
  const { log, emit } = started();
  emit(asked(1), ended(1, { kind: "lowConfidence", confidence: -3, reason: "Too unlikely.", text: "foo()" }));
  expect(last(log)).toMatchObject({ outcome: "lowConfidence", detail: "Too unlikely.", texts: { text: "foo()" } });
  emit(asked(2), ended(2, { kind: "excluded", reason: "It is excluded.", rule: "*.pem" }));
  expect(last(log)).toMatchObject({ outcome: "excluded", detail: "It is excluded." });
});

test("fifty requests are kept, and of a long document what stands around the cursor, in whole lines", () => {
  const line = "x".repeat(99);
  const text = `${line}\n`.repeat(1_000);
  const { log, emit } = started(() => ({ text, languageId: "go" }));
  for (let request = 1; request <= 60; request += 1) emit(asked(request, 50_050), ended(request, SHOWN));
  expect(log.records.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, at) => 60 - at));
  const source = log.sourceOf(60)!;
  expect(source.text.length).toBeLessThanOrEqual(40_000);
  expect(source.text.startsWith(`${line}\n`) && source.text.endsWith(`\n${line}`)).toBe(true);
  expect(source.text.slice(source.offset - 50, source.offset)).toBe("x".repeat(50));
  expect(source.text[source.offset - 51]).toBe("\n");
});

test("a request of a document that is gone, and events of requests that nobody knows, do no harm", () => {
  const { log, emit } = started(() => undefined);
  emit(written(9), ended(9, SHOWN), { stage: "reused", request: 9, of: 8 });
  emit(asked(1), { stage: "reused", request: 1, of: 0 }, ended(1, { kind: "cancelled" }));
  expect(log.records).toHaveLength(1);
  expect(last(log)).toMatchObject({ line: 0, outcome: "cancelled" });
});
