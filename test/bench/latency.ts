/**
 * `npm run bench -- latency`: how much is read before the first token of a suggestion, by what the user has just done, with and
 * without a small cache that answers first, and with what is kept when a window is closed. Counted on the embedded model's tokenizer and a laptop's window; no token is evaluated.
 */

import { PLANNERS } from "../../src/core/cache/planners.ts";
import { percentile } from "../../src/core/percentile.ts";
import type { KeepingOptions } from "../../src/core/request/cellKeeper.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import type { TokenId } from "../../src/core/tokens/tokenizer.ts";
import { LAPTOP_CONTEXT_SIZE, NEAR_SIZE } from "../../src/llama/contextSize.ts";
import { Player, REPLAY_HEALING } from "../../src/replay/player.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { SessionStep } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { MemoryCellStore } from "../fakes/cellStore.ts";
import { Deadline, loadLlama, readOptions, report } from "./bench.ts";
import { toTable } from "./comparison.ts";
import { type CountedModel, CountingEngine } from "./countingEngine.ts";
import {
  hasRests,
  inOrder,
  isRested,
  type LatencyRow,
  type LatencySession,
  planBoth,
  RESTED,
  SUGGESTED,
} from "./latencySession.ts";
import { ServerReading, theirTokens } from "./llamaVscode.ts";
import { RestingEngine, RestingTime } from "./restingTime.ts";
import { loadSessions } from "./sessions.ts";

interface Asked {
  readonly row: LatencyRow;
  readonly beforeFirst: number;
  readonly evaluated: number;
  readonly moved: number;
}

interface Arm {
  /** Positions of the small cache; undefined: there is none. */
  readonly near: number | undefined;
  /** What was read outlives the engine. */
  readonly keeps: boolean;
}

const ARMS: Readonly<Record<string, Arm>> = {
  kept: { near: NEAR_SIZE.contextSize, keeps: true },
  "near first": { near: NEAR_SIZE.contextSize, keeps: false },
  "whole window": { near: undefined, keeps: false },
};

/** As llama.vscode has it started. */
const SERVER_CONTEXT = 8192;
const SERVER = "llama-server";

const options = readOptions({ quickMinutes: 5, minutes: 20 });
const deadline = new Deadline(options.minutes);
const llama = await loadLlama(options);
const counted = new Map<string, Asked[]>([...Object.keys(ARMS), SERVER].map((arm) => [arm, []]));
try {
  let done = 0;
  for (const session of await loadSessions(options.sessionFile)) {
    const plans = planBoth(session);
    if (plans.length === 0) continue;
    if (deadline.isOver) break;
    for (const plan of plans) {
      for (const [name, arm] of Object.entries(ARMS)) counted.get(name)!.push(...(await count(plan, llama, arm)));
      counted.get(SERVER)!.push(...countServer(plan, llama));
    }
    done += 1;
    if (done % 10 === 0) report(`${done} sessions`);
  }
  process.stdout.write(`${done} files.\n\n${toLatencyTable(counted).join("\n")}\n`);
} finally {
  await llama.dispose();
}

async function count(
  { session, rows, later }: LatencySession,
  model: CountedModel,
  arm: Arm,
): Promise<readonly Asked[]> {
  const disk = new Map<string, readonly TokenId[]>();
  const keeping = { store: new MemoryCellStore(), isAllowed: () => true };
  const asked: Asked[] = [];
  for (const { trace, names } of [
    { trace: session.trace, names: rows },
    ...later.map((one) => ({ trace: one.trace, names: [one.row] })),
  ]) {
    const facts = { ...model.facts, contextSize: LAPTOP_CONTEXT_SIZE };
    const { tokenizer, rates, rotateMs } = model;
    const own = { nearContextSize: arm.near, disk: arm.keeps ? disk : undefined, says: SUGGESTED };
    const counting = new CountingEngine({ facts, tokenizer, rates, rotateMs }, own);
    asked.push(...(await play(trace, names, counting, keeping)));
  }
  return asked;
}

/** A server goes on while windows are closed and opened. */
function countServer({ session, rows, later }: LatencySession, { facts, tokenizer }: CountedModel): readonly Asked[] {
  const reading = new ServerReading(SERVER_CONTEXT);
  const asked: Asked[] = [];
  for (const { trace, names } of [
    { trace: session.trace, names: rows },
    ...later.map((one) => ({ trace: one.trace, names: [one.row] })),
  ]) {
    let at = 0;
    documentsAfter(trace, (index, documents) => {
      const step = trace[index]!;
      if (step.kind !== "complete") return;
      const row = names[at]!;
      at += 1;
      const ids = theirTokens(documents.textOf(documents.current), step.offset, facts.fim!, tokenizer);
      // It refuses what does not fit.
      if (ids.length > SERVER_CONTEXT) return;
      const read = reading.read(ids);
      asked.push({ row, beforeFirst: read, evaluated: read, moved: 0 });
    });
  }
  return asked;
}

/** In a window of its own. Time passes by work and by rests: what is read by the end of a rest is there for the key behind it. */
async function play(
  trace: readonly SessionStep[],
  rows: readonly LatencyRow[],
  counting: CountingEngine,
  keeping: KeepingOptions,
): Promise<readonly Asked[]> {
  const time = new RestingTime();
  const engine: ReplayEngine = new ReplayEngine(new RestingEngine(counting, time, () => engine.rates));
  engine.fixRates();
  const player = new Player({
    engine,
    clock: time.clock,
    planner: PLANNERS.edit,
    healing: REPLAY_HEALING.request,
    settings: { ...DEFAULT_SETTINGS, syntaxMode: "off" },
    signal: deadline.signal,
    pace: hasRests(trace) ? "hurry" : "rest",
    keeping,
  });
  const asked: Asked[] = [];
  try {
    for (const step of trace) {
      if (step.kind === "idle") await time.rest(step.ms);
      else if (step.kind !== "complete") await player.do(step);
      else {
        const completing = player.complete(step.offset, undefined);
        await time.goOn();
        const { tokens, healed } = await completing;
        const { beforeFirst, evaluated, moved } = tokens;
        asked.push({ row: rows[asked.length]!, beforeFirst, evaluated: evaluated + healed, moved });
      }
    }
  } finally {
    await player.end();
  }
  return asked;
}

function toLatencyTable(arms: ReadonlyMap<string, readonly Asked[]>): readonly string[] {
  const rows = inOrder([...arms.values()].flat().map(({ row }) => row));
  const head = [
    "tokens before the first one",
    "times",
    ...[...arms.keys()].flatMap((arm) => [`${arm}: p50 / p90 / p95`, "in all"]),
  ];
  head.push("re-rotations, first arm");
  const lines = [
    ...rows.map((row) => [row, (one: Asked) => one.row === row] as const),
    ["all, at the moment", (one: Asked) => !isRested(one.row)] as const,
    [`all, a key ${RESTED} later`, (one: Asked) => isRested(one.row)] as const,
  ].map(([name, has]) => {
    const [first, ...others] = [...arms.values()].map((all) => all.filter(has));
    const rotated = first!.filter(({ moved }) => moved > 0).length / first!.length;
    const cells = [first!, ...others].flatMap((asked) => {
      const at = (share: number) =>
        percentile(
          asked.map(({ beforeFirst }) => beforeFirst),
          share,
        );
      return [`${at(0.5)} / ${at(0.9)} / ${at(0.95)}`, `${asked.reduce((sum, { evaluated }) => sum + evaluated, 0)}`];
    });
    return [name, `${first!.length}`, ...cells, `${Math.round(100 * rotated)} %`];
  });
  return toTable(head, lines);
}
