import { expect, test } from "vitest";
import { FRESH, type SlackResult, toTable } from "./slackTable.ts";

const typed = (arm: string, id: string, logprob: number, rotations: number): SlackResult => ({
  arm,
  id,
  rotations,
  words: [{ ms: 10 }, { ms: 30, rest: { characters: 2, logprob, best: [1, arm === FRESH ? 2 : 3] } }],
});

const ARMS = [FRESH, "slack 0, healed", "slack 1, healed"];

test("each way beside a fresh evaluation, on the sessions that all have", () => {
  const results = ["a", "b"].flatMap((id) => [
    typed(FRESH, id, -1, 0),
    typed("slack 0, healed", id, -1.25, 2),
    typed("slack 1, healed", id, -1.5, 1),
  ]);
  const table = toTable([...results, typed(FRESH, "half", -9, 0)], ARMS);
  expect(table).toContain("2 documents, 4 words typed, the rest of the line scored after 2.");
  expect(table).toContain(
    "| slack 1, healed | −0.3607 (−0.3607 … −0.3607) | −0.1803 (−0.1803 … −0.1803) | 0.3607 | 50.0 % | 50 | 10 |",
  );
  expect(table).toContain(`| ${FRESH} | +0.0000 (+0.0000 … +0.0000) |  | 0.0000 | 100.0 % | 0 | 10 |`);
});

test("nothing to compare", () => {
  expect(toTable([typed(FRESH, "a", -1, 0)], ARMS)).toMatch(/more time/);
});
