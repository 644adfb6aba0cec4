/** What tours have shown, as tables in Markdown. Pure. */

import { percentile } from "../../src/core/percentile.ts";
import { onlyComplete, toTable } from "./comparison.ts";
import { mean, pairedBootstrap } from "./metrics.ts";
import { ROWS, type Row } from "./tour.ts";
import type { StepWork, StopResult } from "./tourGuide.ts";

export interface TourResult {
  readonly arm: string;
  readonly id: string;
  /** Of the truth. */
  readonly characters: number;
  readonly isLong: boolean;
  readonly stops: readonly StopResult[];
}

/** What all are compared with, and what it differs from itself by. */
const FRESH = "none";
export const NOISE = "none, other batches";
const IGNORE = "ignore";
const RIVAL = "reuse256";

export function toTables(results: readonly TourResult[], arms: readonly string[]): string {
  const complete = onlyComplete(results, arms);
  const sessions = new Set(complete.map(({ id }) => id)).size;
  if (sessions === 0) return "No session was measured with all arms; give it more time.\n";
  // The noise floor is about answers, not about work.
  const working = arms.filter((arm) => arm !== NOISE);
  const long = new Set(complete.filter(({ isLong }) => isLong).map(({ id }) => id)).size;
  const steps: readonly Steps[] = [
    ...(Object.keys(ROWS) as Row[]).map((row) => ({ name: ROWS[row], rows: [row], windowStep: false })),
    { name: "window steps, whatever made them", rows: Object.keys(ROWS) as Row[], windowStep: true },
  ];
  return [
    `${sessions} documents, each visited by every arm; ${long} of them are longer than the prompt, so that its window moves.`,
    "",
    ...sumTable(complete, working),
    "",
    ...qualityTable(complete, arms),
    "",
    ...steps.flatMap((one) => rowTable(complete, working, one)),
  ].join("\n");
}

/** Whole tours: the keys, the changes and the questions together, and what was healed in between. */
function sumTable(results: readonly TourResult[], arms: readonly string[]): string[] {
  const stopsOf = (arm: string) => results.filter((one) => one.arm === arm).flatMap(({ stops }) => stops);
  const total = (arm: string) => sumUp(stopsOf(arm).flatMap(({ steps, idle }) => [...steps, ...(idle ? [idle] : [])]));
  const typing = (arm: string) => {
    const stops = stopsOf(arm).filter(({ row }) => row === "typing");
    const keys = sumUp(stops.flatMap(({ steps }) => steps.filter(({ windowStep }) => !windowStep)));
    const idle = sumUp(stops.flatMap((stop) => stop.idle ?? []));
    return { ...keys, healed: keys.healed + idle.healed, cpuMs: keys.cpuMs + idle.cpuMs };
  };
  const fresh = total(FRESH);
  const rival = typing(RIVAL).cpuMs;
  return toTable(
    [
      "whole tours",
      "evaluated",
      "moved",
      "healed",
      "time, of fresh",
      "tokens per key: evaluated + healed",
      "CPU s per 100 keys, healing included",
      "of reuse256",
    ],
    arms.map((arm) => {
      const [all, typed] = [total(arm), typing(arm)];
      return [
        arm,
        all.evaluated.toFixed(0),
        all.moved.toFixed(0),
        all.healed.toFixed(0),
        percent(all.ms / fresh.ms),
        `${(typed.evaluated / typed.count).toFixed(1)} + ${(typed.healed / typed.count).toFixed(1)}`,
        (typed.cpuMs / typed.count / 10).toFixed(1),
        percent(typed.cpuMs / rival),
      ];
    }),
  );
}

function qualityTable(results: readonly TourResult[], arms: readonly string[]): string[] {
  const questions = questionsOf(results);
  const cells = (arm: string, only: (question: Question) => boolean): string => {
    const chosen = questions.filter((question) => question.arm === arm && only(question));
    const gap = mean(chosen.map(({ ignored }) => ignored)) ?? 0;
    const interval = pairedBootstrap(
      chosen.map(({ delta }) => delta),
      { seed: 1 },
    );
    if (interval === undefined) return "–";
    const closed =
      gap === 0 ? "" : `, ${percent(1 - (mean(chosen.map(({ delta }) => Math.abs(delta))) ?? 0) / gap)} closed`;
    return `${signed(interval.mean)} (${signed(interval.low)} … ${signed(interval.high)})${closed}`;
  };
  const agreement = (arm: string) => {
    const mine = questions.filter((question) => question.arm === arm);
    const tokens = mine.reduce((sum, { tokens: count }) => sum + count, 0);
    return percent(mine.reduce((sum, { agreeing }) => sum + agreeing, 0) / tokens);
  };
  return toTable(
    [
      "the true line after it",
      "Δ bits per character to fresh, 95 %; share of ignore→fresh closed",
      "after edits that share a name with it",
      "top-1 agreement with fresh",
    ],
    arms.map((arm) => [
      arm === NOISE ? `${arm}: the noise floor` : arm.startsWith("suffix first") ? `${arm} (not trained for it)` : arm,
      cells(arm, () => true),
      cells(arm, ({ related }) => related),
      agreement(arm),
    ]),
  );
}

/** What a table is about: steps of these kinds, those apart that moved the prompt's window. */
interface Steps {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly windowStep: boolean;
}

function rowTable(results: readonly TourResult[], arms: readonly string[], about: Steps): string[] {
  const freshSteps = stepsOf(results, FRESH, about);
  if (freshSteps.length === 0) return [];
  const fresh = sumUp(freshSteps);
  const questions = questionsOf(results).filter(
    ({ row, windowStep }) => about.rows.includes(row) && windowStep === about.windowStep,
  );
  return [
    ...toTable(
      [
        `${about.name} (${freshSteps.length})`,
        "evaluated p50 / p95 / max",
        "moved p50",
        "healed p50",
        "time p50 / p95 ms",
        "of fresh",
        "Δ bits per character",
      ],
      arms.map((arm) => {
        const steps = stepsOf(results, arm, about);
        const of = (pick: (step: StepWork) => number, p: number) => percentile(steps.map(pick), p)?.toFixed(0) ?? "–";
        const delta = mean(questions.filter((question) => question.arm === arm).map((question) => question.delta));
        return [
          arm,
          `${of(({ evaluated }) => evaluated, 0.5)} / ${of(({ evaluated }) => evaluated, 0.95)} / ${of(({ evaluated }) => evaluated, 1)}`,
          of(({ moved }) => moved, 0.5),
          of(({ healed }) => healed, 0.5),
          `${of(({ ms }) => ms, 0.5)} / ${of(({ ms }) => ms, 0.95)}`,
          percent(sumUp(steps).ms / fresh.ms),
          delta === undefined ? "–" : signed(delta),
        ];
      }),
    ),
    "",
  ];
}

interface Question {
  readonly arm: string;
  readonly row: Row;
  readonly related: boolean;
  /** The prompt's window moved in the last step before it. */
  readonly windowStep: boolean;
  /** Bits per character better than fresh. */
  readonly delta: number;
  /** How far ignoring the change is off, bits per character. */
  readonly ignored: number;
  readonly tokens: number;
  /** Tokens of the truth at which the model's own choice is that of the fresh evaluation. */
  readonly agreeing: number;
}

function questionsOf(results: readonly TourResult[]): readonly Question[] {
  const find = (arm: string, id: string, index: number) =>
    results.find((one) => one.arm === arm && one.id === id)?.stops[index];
  return results.flatMap(({ arm, id, characters, stops }) =>
    stops.flatMap((stop, index) => {
      const [fresh, ignored] = [find(FRESH, id, index), find(IGNORE, id, index)];
      if (stop.logprobs.length === 0 || fresh === undefined || ignored === undefined) return [];
      const bits = (one: StopResult) => (mean(one.logprobs) ?? 0) * (one.logprobs.length / characters / Math.LN2);
      const question: Question = {
        arm,
        row: stop.row,
        related: stop.related,
        windowStep: stop.steps.some(({ windowStep }) => windowStep),
        delta: bits(stop) - bits(fresh),
        ignored: Math.abs(bits(ignored) - bits(fresh)),
        tokens: stop.best.length,
        agreeing: stop.best.filter((token, at) => token === fresh.best[at]).length,
      };
      return [question];
    }),
  );
}

function stepsOf(results: readonly TourResult[], arm: string, { rows, windowStep }: Steps): readonly StepWork[] {
  return results
    .filter((one) => one.arm === arm)
    .flatMap(({ stops }) => stops.filter(({ row }) => rows.includes(row)).flatMap(({ steps }) => steps))
    .filter((step) => step.windowStep === windowStep);
}

function sumUp(steps: readonly StepWork[]): Omit<StepWork, "windowStep"> & { readonly count: number } {
  const sum = (pick: (step: StepWork) => number) => steps.reduce((total, step) => total + pick(step), 0);
  return {
    evaluated: sum(({ evaluated }) => evaluated),
    moved: sum(({ moved }) => moved),
    healed: sum(({ healed }) => healed),
    ms: sum(({ ms }) => ms),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    count: steps.length,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}
