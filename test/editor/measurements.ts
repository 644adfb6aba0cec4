/** What the extension itself costs the editor, written down for `npm run bench`. */

import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TurnkeyApi } from "../../src/extension.ts";
import { TEST_ENVIRONMENT } from "./testEnvironment.ts";

/** Milliseconds per keystroke; by V8's profiler everything is in it, and the profiler's own trouble too. */
export interface TypingCost {
  readonly keystrokeP50Ms: number;
  readonly keystrokeP95Ms: number;
  readonly profiledMeanMs: number;
}

let noted: TypingCost | undefined;

/** While a page was typed. */
export function noteTypingCost(cost: TypingCost): void {
  noted = cost;
}

/**
 * While a page was typed last, and in all tests. In milliseconds of the thread's own work where Node can tell them,
 * otherwise by the time of day.
 */
export function writeMeasurements(metrics: ReturnType<TurnkeyApi["metrics"]>): void {
  const { hostTime, activationMs } = metrics;
  const folder = process.env[TEST_ENVIRONMENT.screenshots] ?? "";
  const measurements = { activationMs, ...noted, suiteP95Ms: hostTime.p95Ms };
  writeFileSync(join(dirname(folder), "editor-measurements.json"), JSON.stringify(measurements));
}

/**
 * Milliseconds of this thread's own work: on a busy machine the turns of other programs are not the extension's.
 * Undefined where the editor's Node cannot tell (before 23.9).
 */
export function threadClock(): (() => number) | undefined {
  if (process.threadCpuUsage === undefined) return undefined;
  return () => {
    // Linux brings the thread's account up to date only for the question about the whole process.
    process.cpuUsage();
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
}
