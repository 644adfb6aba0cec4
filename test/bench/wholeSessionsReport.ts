/** What whole sessions have cost, as a table in Markdown. Pure. */

import { percentile } from "../../src/core/percentile.ts";
import { onlyComplete, toTable } from "./comparison.ts";
import type { CountedKind, CountedStep } from "./wholeSessions.ts";

/** Sums of one arm over sessions; counts of tokens by how many steps had them, so that sessions can be added up. */
export interface SessionCounts {
  readonly arm: string;
  readonly id: string;
  /** Steps of the same kind and the same work are written once. */
  readonly steps: readonly (CountedStep & { readonly times: number })[];
}

/** A session's steps in few words, for the file of results. */
export function summarise(arm: string, id: string, steps: readonly CountedStep[]): SessionCounts {
  const found = new Map<string, CountedStep & { times: number }>();
  for (const step of steps) {
    const key = JSON.stringify(step);
    const one = found.get(key);
    if (one === undefined) found.set(key, { ...step, times: 1 });
    else one.times += 1;
  }
  return { arm, id, steps: [...found.values()] };
}

interface Row {
  readonly name: string;
  readonly has: (step: CountedStep) => boolean;
}

const of = (name: string, kind: CountedKind): Row => ({
  name,
  has: (step) => step.kind === kind && !step.windowStep,
});

const ROWS: readonly Row[] = [
  of("key", "key"),
  of("text at once (acceptance, paste, deletion)", "text"),
  of("undo, redo", "undo"),
  of("cursor jump", "jump"),
  of("file switch", "switch"),
  { name: "window steps while typing", has: ({ windowStep, kind }) => windowStep && kind === "key" },
  { name: "window steps of jumps", has: ({ windowStep, kind }) => windowStep && kind === "jump" },
  { name: "other window steps", has: ({ windowStep, kind }) => windowStep && kind !== "key" && kind !== "jump" },
];

export function toSessionTables(results: readonly SessionCounts[], arms: readonly string[]): string {
  const complete = onlyComplete(results, arms);
  const sessions = new Set(complete.map(({ id }) => id)).size;
  if (sessions === 0) return "No whole session was counted with all arms; give it more time.\n\n";
  const byArm = new Map(
    arms.map((arm) => [arm, complete.filter((one) => one.arm === arm).flatMap(({ steps }) => steps)]),
  );
  const first = byArm.get(arms[0]!)!;
  const rows = ROWS.filter(({ has }) => first.some(has));
  const keys = count(first.filter(({ kind }) => kind === "key"));
  return [
    `${sessions} whole sessions, ${keys} keys: tokens counted on the embedded model's tokenizer and the window of a laptop.`,
    "",
    ...sumTable(byArm),
    "",
    ...rows.flatMap((row) => [...rowTable(byArm, row), ""]),
  ].join("\n");
}

type Steps = SessionCounts["steps"];

function sumTable(byArm: ReadonlyMap<string, Steps>): string[] {
  const head = [
    "sum over whole sessions, per key",
    "evaluated",
    "moved",
    "healed",
    "of this in window steps: evaluated",
  ];
  const lines = [...byArm].map(([arm, steps]) => {
    const keys = count(steps.filter(({ kind }) => kind === "key"));
    const perKey = (only: Steps, pick: (step: CountedStep) => number) => (sum(only, pick) / keys).toFixed(1);
    const inSteps = steps.filter(({ windowStep }) => windowStep);
    return [
      arm,
      perKey(steps, ({ evaluated }) => evaluated),
      perKey(steps, ({ moved }) => moved),
      perKey(steps, ({ healed }) => healed),
      perKey(inSteps, ({ evaluated }) => evaluated),
    ];
  });
  return toTable(head, lines);
}

function rowTable(byArm: ReadonlyMap<string, Steps>, { name, has }: Row): string[] {
  const head = [name, "steps", "evaluated: mean", "p50 / p95 / max", "moved: mean", "healed: mean / max"];
  const lines = [...byArm].map(([arm, all]) => {
    const steps = all.filter(has);
    const times = count(steps);
    const each = steps.flatMap(({ times: repeated, evaluated }) => new Array<number>(repeated).fill(evaluated));
    const mean = (pick: (step: CountedStep) => number) => (sum(steps, pick) / times).toFixed(1);
    const at = (share: number) => `${percentile(each, share) ?? "–"}`;
    return [
      arm,
      `${times}`,
      mean(({ evaluated }) => evaluated),
      `${at(0.5)} / ${at(0.95)} / ${at(1)}`,
      mean(({ moved }) => moved),
      `${mean(({ healed }) => healed)} / ${Math.max(...steps.map(({ healed }) => healed))}`,
    ];
  });
  return toTable(head, lines);
}

function count(steps: Steps): number {
  return steps.reduce((total, { times }) => total + times, 0);
}

function sum(steps: Steps, pick: (step: CountedStep) => number): number {
  return steps.reduce((total, step) => total + pick(step) * step.times, 0);
}
