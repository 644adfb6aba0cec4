/**
 * `npm run bench -- latency --with-model`: how long it takes until the first token of a suggestion is there, and the whole, by what
 * the user has just done, or with a key half a second after arriving: the embedded model as the product has it, and a plain llama-server as llama.vscode asks it, in turns
 * on the same steps. Where Turnkey's time goes stands below.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import { percentile } from "../../src/core/percentile.ts";
import type { KeepingOptions } from "../../src/core/request/cellKeeper.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { createSyntax } from "../../src/grammars.ts";
import { CellFolder } from "../../src/llama/cellFolder.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import { findPackageRoot, findStorageFolder } from "../../src/places.ts";
import { type Completed, Player, REPLAY_HEALING } from "../../src/replay/player.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { SessionStep } from "../../src/replay/session.ts";
import { toTimingTable } from "../../src/replay/timingTable.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { Deadline, readOptions, report } from "./bench.ts";
import { toTable } from "./comparison.ts";
import { hasRests, inOrder, isRested, type LatencyRow, planBoth, RESTED } from "./latencySession.ts";
import { buildLlamaServer, postTo, startLlamaServer } from "./llamaServer.ts";
import { linesAround } from "./llamaVscode.ts";
import { loadSessions } from "./sessions.ts";

interface Timed {
  readonly row: LatencyRow;
  readonly completed: Completed;
  readonly serverMs: number;
}

const SERVER_WORDS = ["--parallel", "1", "--ctx-size", "8192", "--cache-reuse", "256", "--cache-ram", "0"];
const options = readOptions({ quickMinutes: 5, minutes: 14 });
const deadline = new Deadline(options.minutes);
const folder = mkdtempSync(join(tmpdir(), "turnkey-latency-"));
const syntax = createSyntax(report);
const engine = new ReplayEngine(
  await createEngine({
    modelPath: options.model,
    packageRoot: findPackageRoot(),
    ...{ threads: 0, gpu: "auto", contextSize: 0, storageFolder: findStorageFolder() },
    ...{ maxRotateMs: 50, readsFor: DEFAULT_SETTINGS, nearFirst: true },
  }),
);
const server = await startLlamaServer(buildLlamaServer(), SERVER_WORDS);
const timed: Timed[] = [];
try {
  for (const plan of (await loadSessions(options.sessionFile)).flatMap(planBoth)) {
    if (deadline.isOver) break;
    const keeping = { store: new CellFolder({ folder, note: report }), isAllowed: () => true };
    await play(plan.session.trace, plan.rows, keeping);
    for (const { trace, row } of plan.later) await play(trace, [row], keeping);
    report(`${timed.length} requests`);
  }
  process.stdout.write(`${toTimesTable().join("\n")}\n\n`);
  process.stdout.write(`${toTimingTable(timed.map(({ completed }) => completed)).join("\n")}\n`);
} finally {
  server.stop();
  syntax.close();
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
}

/** In a window of its own. */
async function play(
  trace: readonly SessionStep[],
  rows: readonly LatencyRow[],
  keeping: KeepingOptions,
): Promise<void> {
  const player = new Player({
    ...{ engine, syntax, keeping, clock: systemClock, settings: DEFAULT_SETTINGS, signal: deadline.signal },
    ...{ planner: PLANNERS.edit, healing: REPLAY_HEALING.request, finishUnlikely: true },
    // Before a rest nothing else is done to the end: the rest is for that.
    pace: hasRests(trace) ? "hurry" : "rest",
  });
  let at = 0;
  try {
    for (const step of trace) {
      if (deadline.isOver) break;
      if (step.kind !== "complete") {
        await (step.kind === "idle" ? systemClock.sleep(step.ms, deadline.signal) : player.do(step));
        continue;
      }
      const completed = await player.complete(step.offset, undefined);
      const { documents } = player;
      const { before, behind } = linesAround(documents.textOf(documents.current), step.offset);
      const startedAt = performance.now();
      const asked = { input_prefix: before, input_suffix: behind, n_predict: 1, cache_prompt: true };
      await postTo(`${server.address}/infill`, asked);
      timed.push({ row: rows[at]!, completed, serverMs: performance.now() - startedAt });
      at += 1;
    }
  } finally {
    await player.end();
  }
}

function toTimesTable(): readonly string[] {
  const head = [
    "milliseconds, p50 / p90 / p95",
    "times",
    "first token",
    "whole",
    "llama-server, first token",
    "ratio at p90",
  ];
  const names = inOrder(timed.map(({ row }) => row));
  const rows = [
    ...names.map((name) => [name, timed.filter(({ row }) => row === name)] as const),
    ["all, at the moment", timed.filter(({ row }) => !isRested(row))] as const,
    [`all, a key ${RESTED} later`, timed.filter(({ row }) => isRested(row))] as const,
  ];
  const lines = rows.map(([name, some]) => {
    const first = some.flatMap(({ completed }) => completed.timing.firstTokenMs ?? []);
    const whole = some.map(({ completed }) => completed.timing.totalMs);
    const theirs = some.map(({ serverMs }) => serverMs);
    const ratio = (percentile(first, 0.9) ?? 0) / (percentile(theirs, 0.9) ?? 1);
    return [name, `${some.length}`, ranks(first), ranks(whole), ranks(theirs), ratio.toFixed(2)];
  });
  return toTable(head, lines);
}

function ranks(values: readonly number[]): string {
  return [0.5, 0.9, 0.95].map((share) => Math.round(percentile(values, share) ?? 0)).join(" / ");
}
