import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { toMarkdown } from "./report.ts";
import { ResultFile } from "./results.ts";
import { inTurns } from "./sessions.ts";
import { type RequestResult, typeForQuality, type UnitResult } from "./units.ts";

const REQUEST: RequestResult = {
  place: "typing",
  outcome: "shown",
  shown: true,
  text: "abcd",
  heldBack: "",
  truth: "abcd",
  logprob: -2,
  firstTokenMs: 10,
  totalMs: 40,
  kept: 5,
  evaluated: 3,
  generated: 2,
};

function unit(changes: Partial<UnitResult>): UnitResult {
  return { pass: "quality", arm: "edit", id: "a", keystrokes: 10, cpuMs: 500, requests: [REQUEST], ...changes };
}

it("is a table with a column for each arm", () => {
  const hidden: RequestResult = { ...REQUEST, shown: false, outcome: "lowConfidence", text: "", totalMs: 90 };
  const { firstTokenMs: _, ...known } = { ...REQUEST, totalMs: 0, evaluated: 0 };
  const worse: RequestResult = { ...REQUEST, logprob: -4 };
  const nothing = { startToSuggestionMs: 1234.4, activationMs: undefined, keystrokeP95Ms: 0.456 };
  const table = toMarkdown(
    [
      unit({ requests: [REQUEST, hidden, { ...REQUEST, place: "hunk", truth: "abxx" }] }),
      unit({ arm: "none", requests: [worse, worse, { ...worse, place: "hunk" }] }),
      unit({ pass: "cost", requests: [REQUEST, hidden, known, { ...REQUEST, outcome: "cancelled", totalMs: 9999 }] }),
      unit({ pass: "cost", arm: "none", cpuMs: 4000, requests: [{ ...REQUEST, evaluated: 300 }] }),
    ],
    nothing,
  );
  expect(table).toBe(`|  | Turnkey | plain recompute |
|---|---:|---:|
| **While typing**: requests | 2 | 2 |
| Δ log-probability per character of the true text, 95 % | +0.5000 (+0.5000 … +0.5000, n 2) | 0 |
| exact match of the first line, of all requests | 50.0 % | 100.0 % |
| edit similarity of the first line, of all requests | 50.0 % | 100.0 % |
| share shown | 50.0 % | 100.0 % |
| precision of what was shown | 100.0 % | 100.0 % |
| **At the start of a change**: requests | 1 | 1 |
| Δ log-probability per character of the true text, 95 % | – | 0 |
| exact match of the first line, of all requests | 0.0 % | 100.0 % |
| edit similarity of the first line, of all requests | 50.0 % | 100.0 % |
| share shown | 100.0 % | 100.0 % |
| precision of what was shown | 0.0 % | 100.0 % |
| **Each key asks**: keystrokes | 10 | 10 |
| tokens evaluated per keystroke | 0.9 | 30.0 |
| answers known at once: typed as suggested | 33.3 % | 0.0 % |
| of the others, time to the first token, p50 / p95 | 10 / 10 ms | 10 / 10 ms |
| of the others, time to the whole suggestion, p50 / p95 | 40 / 40 ms | 40 / 40 ms |
| CPU seconds per 100 keystrokes | 5.0 | 40.0 |
| **Start** to first suggestion, model load included | 1234 ms |  |
| extension host per keystroke, p95 | 0.46 ms |  |
`);
});

it("the quality pass asks in the same states as the typist, with one edit in between", () => {
  const text = "def f(x):\n    return x\n\n";
  const trace = [
    { kind: "open", path: "a", languageId: "python", text: "" },
    { kind: "edit", changes: [{ offset: 0, deleted: 0, inserted: text.repeat(5) }], path: undefined },
    { kind: "edit", changes: [{ offset: 0, deleted: 0, inserted: "import os\n" }], path: undefined },
    { kind: "complete", offset: 3, truth: "ort" },
  ] as const;
  const { trace: asked } = typeForQuality({ id: "s", trace });
  const kinds = asked.map(({ kind }) => kind).join(" ");
  expect(kinds).toMatch(/^open( edit( complete)+)+$/);
  expect(asked.at(-1)).toEqual(trace[3]);
  expect(documentsAfter(asked).textOf("a")).toBe(documentsAfter(trace).textOf("a"));
  const truths = asked.flatMap((step) => (step.kind === "complete" && step.truth !== undefined ? [step.truth] : []));
  expect(truths.length).toBeGreaterThan(2);
});

it("results outlive the process, and a half-written line does no harm", () => {
  const folder = mkdtempSync(join(tmpdir(), "turnkey-results-"));
  try {
    const path = join(folder, "deep", "run.jsonl");
    const open = () => new ResultFile<UnitResult>(path, ({ id }) => id);
    const header = { rates: { prefill: 1, decode: 2 }, model: "m", threads: "2" };
    const first = open();
    first.setHeader(header);
    first.add(unit({ id: "one" }));
    writeFileSync(path, `${readFileSync(path, "utf8")}\n{"result": {"id": "tw`);
    const second = open();
    expect(second.header).toEqual(header);
    expect(second.results.map(({ id }) => id)).toEqual(["one"]);
    second.add(unit({ id: "two" }));
    expect(open().results.map(({ id }) => id)).toEqual(["one", "two"]);
    open().clear();
    expect(open().results).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("sessions come one repository after the other", () => {
  const ids = ["x/a@1", "x/a@2", "x/a@3", "y/b@1", "z/c@1", "z/c@2"];
  const sorted = inTurns(ids.map((id) => ({ id, trace: [] }))).map(({ id }) => id);
  expect([...sorted].sort()).toEqual(ids);
  expect(sorted.map((id) => id[0]).join("")).toBe("xyzxzx");
  expect(inTurns(ids.map((id) => ({ id, trace: [] }))).map(({ id }) => id)).toEqual(sorted);
});
