import { expect, it } from "vitest";
import type { SyntaxUnit } from "./syntaxShown.ts";
import { toShownTable } from "./syntaxShownReport.ts";

const common = { language: "typescript", place: "hunk", outcome: "shown", truth: "a;", generated: 2 } as const;
const none = { text: "", shown: false } as const;

const UNITS: readonly SyntaxUnit[] = [
  {
    pass: "free",
    id: "1",
    requests: [
      {
        ...common,
        gaps: [10, 30],
        arms: {
          free: { text: "a;", shown: true, effect: "keeps" },
          parse: { text: "a;", shown: true, effect: "keeps" },
          brackets: { text: "a;", shown: true, effect: "keeps" },
        },
      },
      {
        ...common,
        gaps: [20],
        arms: {
          free: { text: "b)", shown: true, effect: "breaks" },
          parse: none,
          brackets: { text: "b", shown: true, effect: "keeps" },
        },
      },
    ],
  },
  {
    pass: "ours",
    id: "1",
    requests: [
      { ...common, gaps: [22], arms: { ours: { text: "a;", shown: true, effect: "keeps" } } },
      { ...common, gaps: [20], arms: { ours: none } },
    ],
  },
  // Not measured in the other pass: left out.
  { pass: "free", id: "2", requests: [{ ...common, gaps: [900], arms: { free: none, parse: none, brackets: none } }] },
];

it("counts arm by arm, over the same sessions", () => {
  const rows = toShownTable(UNITS)
    .split("\n")
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
  const of = (start: string) => rows.find(([name]) => name!.includes(start))?.slice(1);
  expect(of("requests")).toEqual(["2", "2", "2", "2"]);
  expect(of("share shown")).toEqual(["100.0 %", "50.0 %", "100.0 %", "50.0 %"]);
  expect(of("exact match")).toEqual(["50.0 %", "50.0 %", "50.0 %", "50.0 %"]);
  expect(of("precision")).toEqual(["50.0 %", "100.0 %", "50.0 %", "100.0 %"]);
  expect(of("adds a syntax error")).toEqual(["1 of 2", "0 of 1", "0 of 2", "0 of 1"]);
  expect(of("wall time per token")).toEqual(["20.0 / 30.0", "– / –", "– / –", "20.0 / 22.0"]);
  expect(of("mean, against free")).toEqual(["0.0 %", "–", "–", "5.0 %"]);
});
