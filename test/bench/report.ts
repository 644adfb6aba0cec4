/** Results as a table in Markdown. Pure. */

import { percentile } from "../../src/core/percentile.ts";
import { toTable } from "./comparison.ts";
import { judge, mean, pairedBootstrap } from "./metrics.ts";
import type { Arm, RequestResult, UnitResult } from "./units.ts";

/** What is measured outside of the pipeline; undefined where it was not. */
export interface Surroundings {
  /** From the start of the command line to its first suggestion, model load included. */
  readonly startToSuggestionMs: number | undefined;
  /** Of the extension, by the editor suite. */
  readonly activationMs: number | undefined;
  /** Of the extension host, by the editor suite. */
  readonly keystrokeP95Ms: number | undefined;
}

export const ARM_NAMES: Readonly<Record<Arm, string>> = {
  edit: "Turnkey",
  prefix: "prefix cache",
  none: "plain recompute",
};
/** What the differences are against. */
const BASELINE: Arm = "none";
const ARMS = Object.keys(ARM_NAMES) as Arm[];

/** Rows of cells: a name, then one per arm. */
type Row = readonly [string, ...(readonly string[])];

export function toMarkdown(units: readonly UnitResult[], surroundings: Surroundings): string {
  const arms = ARMS.filter((arm) => units.some((unit) => unit.arm === arm));
  const rows: Row[] = [
    ...qualityRows(units, arms, "typing"),
    ...qualityRows(units, arms, "hunk"),
    ...costRows(units, arms),
    ...surroundingRows(surroundings, arms),
  ];
  const head: Row = ["", ...arms.map((arm) => ARM_NAMES[arm])];
  return `${toTable(head, rows).join("\n")}\n`;
}

function qualityRows(units: readonly UnitResult[], arms: readonly Arm[], place: RequestResult["place"]): Row[] {
  const judged = arms.map((arm) =>
    judge(requestsOf(units, arm, place).map((request) => ({ ...request, truth: request.truth! }))),
  );
  if (judged.every((quality) => quality === undefined)) return [];
  const row = (name: string, cell: (quality: NonNullable<(typeof judged)[number]>) => string): Row => [
    name,
    ...judged.map((quality) => (quality === undefined ? "–" : cell(quality))),
  ];
  return [
    row(
      place === "typing" ? "**While typing**: requests" : "**At the start of a change**: requests",
      ({ requests }) => `${requests}`,
    ),
    [
      "Δ log-probability per character of the true text, 95 %",
      ...arms.map((arm) => (arm === BASELINE ? "0" : showDelta(deltas(units, arm, place)))),
    ],
    row("exact match of the first line, of all requests", ({ exactMatch }) => percent(exactMatch)),
    row("edit similarity of the first line, of all requests", ({ editSimilarity }) => percent(editSimilarity)),
    row("share shown", ({ shareShown }) => percent(shareShown)),
    row("precision of what was shown", ({ precision }) => percent(precision)),
  ];
}

function requestsOf(units: readonly UnitResult[], arm: Arm, place: RequestResult["place"]): RequestResult[] {
  return units
    .filter((unit) => unit.pass === "quality" && unit.arm === arm)
    .flatMap(({ requests }) => requests)
    .filter((request) => request.place === place && request.truth !== undefined);
}

/** Per request that both arms have measured. */
function deltas(units: readonly UnitResult[], arm: Arm, place: RequestResult["place"]): number[] {
  const quality = units.filter(({ pass }) => pass === "quality");
  return quality
    .filter((unit) => unit.arm === arm)
    .flatMap((mine) => {
      const base = quality.find((unit) => unit.arm === BASELINE && unit.id === mine.id);
      return mine.requests.map((request, index) => {
        const other = base?.requests[index]?.logprob;
        if (request.place !== place || request.logprob === undefined || other === undefined) return undefined;
        return (request.logprob - other) / request.truth!.length;
      });
    })
    .filter((delta) => delta !== undefined);
}

function showDelta(values: readonly number[]): string {
  const interval = pairedBootstrap(values, { seed: 1 });
  if (interval === undefined) return "–";
  const show = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
  return `${show(interval.mean)} (${show(interval.low)} … ${show(interval.high)}, n ${values.length})`;
}

/** The requests that a model or the store of suggestions had to answer. */
const ANSWERED = new Set(["shown", "lowConfidence", "empty", "notShowable", "breaksSyntax", "repeats"]);

function costRows(units: readonly UnitResult[], arms: readonly Arm[]): Row[] {
  const cost = arms.map((arm) => {
    const mine = units.filter((unit) => unit.pass === "cost" && unit.arm === arm);
    const requests = mine.flatMap((unit) => unit.requests);
    const answered = requests.filter(({ outcome }) => ANSWERED.has(outcome));
    const worked = answered.filter(({ firstTokenMs }) => firstTokenMs !== undefined);
    return {
      keystrokes: sum(mine.map(({ keystrokes }) => keystrokes)),
      evaluated: sum(requests.map(({ evaluated }) => evaluated)),
      cpuMs: sum(mine.map(({ cpuMs }) => cpuMs)),
      known: 1 - worked.length / Math.max(answered.length, 1),
      first: worked.map(({ firstTokenMs }) => firstTokenMs!),
      whole: worked.filter((request) => request.shown).map(({ totalMs }) => totalMs),
    };
  });
  if (cost.every(({ keystrokes }) => keystrokes === 0)) return [];
  const row = (name: string, cell: (arm: (typeof cost)[number]) => string): Row => [
    name,
    ...cost.map((arm) => (arm.keystrokes === 0 ? "–" : cell(arm))),
  ];
  return [
    row("**Each key asks**: keystrokes", ({ keystrokes }) => `${keystrokes}`),
    row("tokens evaluated per keystroke", ({ evaluated, keystrokes }) => (evaluated / keystrokes).toFixed(1)),
    row("answers known at once: typed as suggested", ({ known }) => percent(known)),
    row("of the others, time to the first token, p50 / p95", ({ first }) => p50p95(first)),
    row("of the others, time to the whole suggestion, p50 / p95", ({ whole }) => p50p95(whole)),
    row("CPU seconds per 100 keystrokes", ({ cpuMs, keystrokes }) => (cpuMs / 10 / keystrokes).toFixed(1)),
  ];
}

function surroundingRows(
  { startToSuggestionMs, activationMs, keystrokeP95Ms }: Surroundings,
  arms: readonly Arm[],
): Row[] {
  const row = (name: string, ms: number | undefined, digits: number): Row[] =>
    ms === undefined ? [] : [[name, `${ms.toFixed(digits)} ms`, ...arms.slice(1).map(() => "")]];
  return [
    ...row("**Start** to first suggestion, model load included", startToSuggestionMs, 0),
    ...row("activation of the extension", activationMs, 0),
    ...row("extension host per keystroke, p95", keystrokeP95Ms, 2),
  ];
}

function p50p95(values: readonly number[]): string {
  if (values.length === 0) return "–";
  return `${percentile(values, 0.5)!.toFixed(0)} / ${percentile(values, 0.95)!.toFixed(0)} ms`;
}

function percent(share: number | undefined): string {
  return share === undefined ? "–" : `${(100 * share).toFixed(1)} %`;
}

function sum(values: readonly number[]): number {
  return (mean(values) ?? 0) * values.length;
}
