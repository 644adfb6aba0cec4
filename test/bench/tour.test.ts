import { describe, expect, test } from "vitest";
import type { SessionStep } from "../../src/replay/session.ts";
import { type Move, planTour, ROWS, type Tour } from "./tour.ts";

const LINES = Array.from({ length: 45 }, (_, index) => `const value${index} = compute(${index}, it);`);
const TEXT = `${LINES.join("\n")}\n`;
const OFFSET = TEXT.indexOf("const value42");

function session(text: string, offset: number, truth: string) {
  const trace: SessionStep[] = [
    { kind: "open", path: "a.ts", languageId: "typescript", text },
    { kind: "complete", offset, truth },
  ];
  return { id: "one", trace };
}

/** The document after moves, the cursor's way aside. */
function walked(text: string, moves: readonly Move[]): string {
  return moves.reduce((result, move) => (move.kind === "edit" ? move.edit.apply(result) : result), text);
}

describe("a tour", () => {
  const tour = planTour(session(TEXT, OFFSET, "return compute(items);")) as Tour;

  test("has every stop", () => expect(tour.stops.map(({ row }) => row)).toEqual(Object.keys(ROWS)));

  test("leaves the document whole after each stop", () => {
    let text = tour.text;
    for (const { row, before, measured } of tour.stops) {
      text = walked(walked(text, before), measured);
      expect(text, row).toBe(TEXT);
    }
  });

  test("begins without 30 lines, and changes only what stands in front of the cursor", () => {
    expect(TEXT.split("\n").length - tour.text.split("\n").length).toBe(30);
    for (const { measured } of tour.stops.slice(1))
      for (const move of measured)
        if (move.kind === "edit") for (const { end } of move.edit.replacements) expect(end).toBeLessThanOrEqual(OFFSET);
  });

  test("types key by key", () => {
    const typing = tour.stops.find(({ row }) => row === "typing")!;
    expect(typing.measured.map((move) => (move.kind === "edit" ? move.edit.replacements[0]!.text : "")).join("")).toBe(
      TEXT.slice(OFFSET - 8, OFFSET),
    );
  });

  test("changes a name of the true line, 20 to 40 lines above and in several places", () => {
    const find = (wanted: string) => tour.stops.find(({ row }) => row === wanted)!;
    const edits = (wanted: string) =>
      find(wanted).measured.flatMap((move) => (move.kind === "edit" ? move.edit.replacements : []));
    expect(find("above").related && find("several").related).toBe(true);
    expect(edits("above").map(({ text }) => text)).toEqual(["compute"]);
    const line = TEXT.slice(0, edits("above")[0]!.start).split("\n").length - 1;
    expect(line).toBeGreaterThanOrEqual(42 - 40);
    expect(line).toBeLessThanOrEqual(42 - 20);
    expect(edits("several")).toHaveLength(6);
  });
});

test("of a long document", () => {
  const tour = planTour(session(TEXT.repeat(4), OFFSET + 2 * TEXT.length, "return compute(items);")) as Tour;
  expect(tour).toMatchObject({ isLong: true, stops: Object.keys(ROWS).map((row) => ({ row })) });
});

describe("no tour", () => {
  const check = (name: string, text: string, offset: number, truth = "return compute(items);") =>
    test(name, () => expect(planTour(session(text, offset, truth))).toBeUndefined());

  check("of a short document", "a\n".repeat(40), 80);
  check("of a document with too few lines in front of the cursor", TEXT, 100);
  check("of a document of neither length", TEXT.repeat(2), OFFSET);
  check("for a truth that says nothing", TEXT, OFFSET, "}");
});
