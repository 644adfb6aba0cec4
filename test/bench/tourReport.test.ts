import { expect, test } from "vitest";
import type { StopResult } from "./tourGuide.ts";
import { type TourResult, toTables } from "./tourReport.ts";

const step = (evaluated: number, healed = 0) => ({
  windowStep: false,
  evaluated,
  moved: 10 * healed,
  healed,
  ms: evaluated,
  cpuMs: 2 * evaluated,
});

function tour(arm: string, id: string, evaluated: number, logprob: number): TourResult {
  const typing: StopResult = {
    row: "typing",
    related: false,
    steps: [step(evaluated, 1), step(evaluated)],
    idle: undefined,
    logprobs: [logprob, -1],
    best: [1, 2],
  };
  const above: StopResult = {
    row: "above",
    related: true,
    steps: [step(2 * evaluated)],
    idle: undefined,
    logprobs: [logprob, -1],
    best: [1, arm === "none" ? 3 : 2],
  };
  const paste: StopResult = { ...above, row: "paste", related: false, steps: [{ ...step(300), windowStep: true }] };
  return { arm, id, characters: 2, isLong: id === "b", stops: [typing, above, paste] };
}

const ARMS = ["none", "ignore", "reuse256", "Turnkey"];
const LOSSES = { none: -1, ignore: -3, reuse256: -1, Turnkey: -1.5 } as const;

test("tables", () => {
  const all = ["a", "b"].flatMap((id) =>
    ARMS.map((arm) => tour(arm, id, arm === "Turnkey" ? 2 : 100, LOSSES[arm as keyof typeof LOSSES])),
  );
  const text = toTables([...all, tour("none", "half", 1, -1)], ARMS);
  expect(text).toContain("2 documents");
  const rows = (start: string) => text.split("\n").filter((line) => line.startsWith(start));
  // Evaluated: 2 keys, a change of twice the size and a window step of 300, on two tours.
  expect(rows("| Turnkey |")[0]).toBe("| Turnkey | 616 | 20 | 2 | 44 % | 2.0 + 0.5 | 0.4 | 2.0 % |");
  // Half a nat of two characters is what is lost, of two that ignoring loses.
  expect(rows("| Turnkey |")[1]).toContain("−0.361 (−0.361 … −0.361), 75 % closed");
  expect(rows("| Turnkey |")[1]).toMatch(/ 67 % \|$/);
  expect(text).toContain("1 of them are longer");
  expect(rows("| edit 20")).toHaveLength(1);
  expect(rows("| paste")).toHaveLength(0);
  expect(rows("| window steps")[0]).toContain("(2)");
  expect(rows("| Turnkey |").at(-1)).toMatch(/^\| Turnkey \| 300 \/ 300 \/ 300 \|/);
});

test("nothing to compare", () => {
  expect(toTables([tour("none", "a", 1, -1)], ARMS)).toMatch(/give it more time/);
});
