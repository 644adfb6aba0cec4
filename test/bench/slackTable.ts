/** What free positions behind the cursor cost and save, as a table in Markdown. Pure. */

import { percentile } from "../../src/core/percentile.ts";
import { mean, pairedBootstrap } from "./metrics.ts";

/** A session typed word by word, one way of leaving positions free. */
export interface SlackResult {
  readonly arm: string;
  readonly id: string;
  /** Times that the keys were re-rotated. */
  readonly rotations: number;
  readonly words: readonly SlackWord[];
}

export interface SlackWord {
  /** Until the cache was up to date; undefined where it was not brought there. */
  readonly ms?: number;
  /** What the model thinks of the rest of the line; undefined where nothing is left of it. */
  readonly rest?: { readonly characters: number; readonly logprob: number; readonly best: readonly number[] };
}

/** What all are compared with. */
export const FRESH = "fresh";

const COLUMNS = [
  "",
  "Δ bits per character to fresh, 95 %",
  "to no slack, 95 %",
  "mean distance",
  "top-1 as fresh",
  "re-rotations per 100 words",
  "ms per word, p50",
] as const;

/** The same without free positions: "slack 2, healed" → "slack 0, healed". */
function withoutSlack(arm: string): string {
  return arm.replace(/^slack \d+/, "slack 0");
}

export function toTable(results: readonly SlackResult[], arms: readonly string[]): string {
  const ids = new Set(results.map(({ id }) => id));
  const complete = results.filter(
    ({ id }) => ids.has(id) && arms.every((arm) => results.some((one) => one.arm === arm && one.id === id)),
  );
  const rows = arms.map((arm) => toRow(arm, complete)).filter((row) => row !== undefined);
  if (rows.length === 0) return "No session was measured in all ways; give it more time.\n";
  const words = complete.filter(({ arm }) => arm === FRESH).flatMap(({ words: list }) => list);
  const scored = words.filter(({ rest }) => rest !== undefined).length;
  return [
    `${new Set(complete.map(({ id }) => id)).size} documents, ${words.length} words typed, the rest of the line scored after ${scored}.`,
    "",
    `| ${COLUMNS.join(" | ")} |`,
    `|---|${"---:|".repeat(COLUMNS.length - 1)}`,
    ...rows,
    "",
  ].join("\n");
}

function toRow(arm: string, results: readonly SlackResult[]): string | undefined {
  const mine = results.filter((one) => one.arm === arm);
  if (mine.length === 0) return undefined;
  const pairs = pairUp(mine, results, FRESH);
  const deltas = pairs.map(bitsBetween);
  const agreement = mean(
    pairs.flatMap(({ rest, other }) => rest.best.map((id, at) => (id === other.best[at] ? 1 : 0))),
  );
  const plain = withoutSlack(arm);
  const words = mine.flatMap(({ words: list }) => list);
  const cells = [
    arm,
    showInterval(deltas),
    plain === arm ? "" : showInterval(pairUp(mine, results, plain).map(bitsBetween)),
    mean(deltas.map(Math.abs))?.toFixed(4) ?? "–",
    agreement === undefined ? "–" : `${(100 * agreement).toFixed(1)} %`,
    ((100 * mine.reduce((sum, { rotations }) => sum + rotations, 0)) / words.length).toFixed(0),
    percentile(
      words.flatMap(({ ms }) => ms ?? []),
      0.5,
    )?.toFixed(0) ?? "–",
  ];
  return `| ${cells.join(" | ")} |`;
}

type Rest = NonNullable<SlackWord["rest"]>;

/** Each scored rest beside the same one of `otherArm`. */
function pairUp(
  mine: readonly SlackResult[],
  results: readonly SlackResult[],
  otherArm: string,
): { readonly rest: Rest; readonly other: Rest }[] {
  return mine.flatMap(({ id, words }) => {
    const others = results.find((one) => one.arm === otherArm && one.id === id)?.words ?? [];
    return words.flatMap(({ rest }, index) => {
      const other = others[index]?.rest;
      return rest === undefined || other === undefined ? [] : [{ rest, other }];
    });
  });
}

function bitsBetween({ rest, other }: { readonly rest: Rest; readonly other: Rest }): number {
  return (rest.logprob - other.logprob) / rest.characters / Math.LN2;
}

function showInterval(deltas: readonly number[]): string {
  const interval = pairedBootstrap(deltas, { seed: 1 });
  if (interval === undefined) return "–";
  return `${signed(interval.mean)} (${signed(interval.low)} … ${signed(interval.high)})`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
