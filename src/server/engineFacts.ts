/** Facts for a bug report: no source text, no file names, no paths. */

import { arch, availableParallelism, freemem, platform, release, totalmem } from "node:os";
import type { Outcome } from "../core/request/outcome.ts";
import { describeChanged, type Settings } from "../core/settings/settings.ts";
import type { EngineStatus } from "../protocol.ts";

export interface DiagnosticsFacts {
  readonly status: EngineStatus;
  readonly settings: Settings;
  readonly languageIds: readonly string[];
  readonly outcomes: ReadonlyMap<Outcome["kind"], number>;
  /** Rules of grammars that were found wrong. */
  readonly lessons: number;
  readonly client: string;
  readonly runningMs: number;
}

/** Lines of `name: value`. */
export function describeFacts(facts: DiagnosticsFacts): string {
  const { status, settings } = facts;
  const memory = process.memoryUsage();
  const lines: readonly (readonly [string, string])[] = [
    ["client", facts.client],
    ["node", `${process.version}${process.versions.electron ? ` in Electron ${process.versions.electron}` : ""}`],
    ["system", `${platform()} ${release()} ${arch()}`],
    ["cores", String(availableParallelism())],
    ["memory", `${toMegabytes(freemem())} MB free of ${toMegabytes(totalmem())} MB`],
    ["process", `${toMegabytes(memory.rss)} MB, heap ${toMegabytes(memory.heapUsed)} MB, ${minutes(facts.runningMs)}`],
    // Messages of the engine may name files; the state says enough.
    ["engine", status.state],
    ["shared", describeSharing(status)],
    ["model", settings.modelPath === "" ? "embedded" : "a file of the user's"],
    ["threads", `${status.threads ?? "?"} (setting ${settings.threads})`],
    ["context", `${status.contextSize ?? "?"} (setting ${settings.contextSize})`],
    ["cache", describeCache(status)],
    ["index", describeIndex(status)],
    [
      "rates",
      status.rates ? `prefill ${round(status.rates.prefill)}, decode ${round(status.rates.decode)} per s` : "?",
    ],
    ["changed settings", describeChanged(settings).join(", ") || "none"],
    ["documents", facts.languageIds.length === 0 ? "none" : toCounts(countOf(facts.languageIds))],
    ["grammars", `${facts.lessons} rules found wrong`],
    ["outcomes", facts.outcomes.size === 0 ? "none" : toCounts(facts.outcomes)],
  ];
  return lines.map(([name, value]) => `${name}: ${value}`).join("\n");
}

function describeSharing({ windows }: EngineStatus): string {
  if (windows === undefined) return "no";
  return `by ${windows} ${windows === 1 ? "window" : "windows"}`;
}

function describeCache({ cache }: EngineStatus): string {
  if (cache === undefined) return "?";
  // The reason may name the model.
  const { mode, type, immovable, rotateMs } = cache;
  const moved = immovable === undefined ? `moved, one re-rotation ${rotateMs.toFixed(1)} ms` : "not moved";
  return `${mode}, ${type}, ${moved}`;
}

function describeIndex({ index }: EngineStatus): string {
  if (index === undefined) return "none";
  const { files, units, bytes, isComplete } = index;
  return `${files} files, ${units} units, ${toMegabytes(bytes)} MB, ${isComplete ? "ready" : "being built"}`;
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function toCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

function minutes(ms: number): string {
  return `running for ${Math.round(ms / 60_000)} min`;
}

function round(rate: number): string {
  return rate.toFixed(1);
}
