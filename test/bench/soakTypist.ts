/**
 * A long day of typing in one process. The native cache is compared with its mirror after every step of it; every hundred
 * steps of the typist the answers are compared with those of a fresh evaluation, and the memory is read.
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import type { InstanceId } from "../../src/core/tokens/tokenizer.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import type { EngineOptions } from "../../src/llama/load.ts";
import { findPackageRoot, findStorageFolder } from "../../src/places.ts";
import { Player, REPLAY_HEALING } from "../../src/replay/player.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { SessionStep } from "../../src/replay/session.ts";
import { readSessions } from "../../src/replay/sessionFile.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { SAMPLE_HUNKS } from "../sample.ts";
import { typeSession, USUAL_TYPIST } from "../typist.ts";
import { loadMeasured, loadWatched, type Scored } from "./watchedEngine.ts";

export interface SoakOptions {
  readonly engine: EngineOptions;
  /** Steps of the typist. */
  readonly steps: number;
  readonly onCheck: (check: SoakCheck) => void;
}

export interface SoakCheck {
  /** Steps of the typist, and of the cache, so far; of these the re-rotations. */
  readonly step: number;
  readonly cacheSteps: number;
  readonly moves: number;
  /** Mean difference from a fresh evaluation, nats per token. */
  readonly difference: number;
  /** Megabytes after a garbage collection: of the process, and of JavaScript's heap. */
  readonly memory: number;
  readonly heap: number;
}

const CHECK_EVERY = 100;

/** Rejects when the native cache and its mirror differ. */
export async function soak({ engine: engineOptions, steps, onCheck }: SoakOptions): Promise<void> {
  const watched = await loadWatched(engineOptions);
  const fresh = await loadMeasured(engineOptions);
  const engine = new ReplayEngine(watched);
  engine.fixRates();
  const player = new Player({
    engine,
    clock: systemClock,
    planner: PLANNERS.edit,
    healing: REPLAY_HEALING.idle,
    settings: DEFAULT_SETTINGS,
    signal: new AbortController().signal,
    pace: "rest",
  });
  try {
    let step = 0;
    let checkedAt = 0;
    for await (const next of typing()) {
      if (step >= steps) break;
      step += 1;
      if (next === "closeAll") player.closeAll();
      else if (next.kind !== "complete") await player.do(next);
      else if (step - checkedAt < CHECK_EVERY || next.truth === undefined)
        await player.complete(next.offset, undefined);
      else {
        const { tokens } = await player.complete(next.offset, next.truth);
        // Without a generation nothing was brought up to date for it, and nothing would have been asked of the model.
        if (tokens.generated === 0) continue;
        checkedAt = step;
        const difference = await compare(watched.lastScored!, fresh);
        onCheck({ step, cacheSteps: watched.steps, moves: watched.moves, difference, ...readMemory() });
      }
    }
  } finally {
    await player.end();
    await watched.dispose();
    await fresh.dispose();
  }
}

/** The sample's hunks, typed again and again, each time by another hand. */
async function* typing(): AsyncGenerator<SessionStep | "closeAll", never> {
  const sessions = await readSessions(SAMPLE_HUNKS, undefined);
  for (let seed = 1; ; seed += 1)
    for (const session of sessions) {
      yield* typeSession(session, { ...USUAL_TYPIST, seed, undo: 0.05, jump: 0.2, accept: 0.1, complete: 0.3 }).trace;
      yield "closeAll";
    }
}

async function compare({ context, tokens, scores }: Scored, fresh: LlamaEngine): Promise<number> {
  await fresh.reset();
  const instances = context.map(() => 0 as InstanceId);
  await fresh.apply({ kind: "evaluate", from: 0, run: { ids: context, instances } });
  const expected = await fresh.score(tokens);
  return scores.reduce((sum, { logprob }, at) => sum + Math.abs(logprob - expected[at]!.logprob), 0) / scores.length;
}

function readMemory(): { readonly memory: number; readonly heap: number } {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { rss, heapUsed } = process.memoryUsage();
  return { memory: Math.round(rss / 1e5) / 10, heap: Math.round(heapUsed / 1e5) / 10 };
}

/** Megabytes that may come on top in the second half. */
const MOST_GROWTH = { memory: 30, heap: 5 };

/** What drifted, in a sentence each. Memory is read from the middle on: before, much is allocated on its first use. */
export function findDrift(checks: readonly SoakCheck[], mostDifference: number): string[] {
  if (checks.length === 0) return ["nothing was compared"];
  const mean = (part: readonly SoakCheck[], field: "difference" | "memory" | "heap") =>
    part.reduce((sum, check) => sum + check[field], 0) / part.length;
  const difference = mean(checks, "difference");
  const fifth = Math.max(1, Math.floor(checks.length / 5));
  const middle = checks.slice(2 * fifth, 3 * fifth);
  const drift = difference > mostDifference ? [`answers differ by ${difference.toFixed(4)} nats per token`] : [];
  for (const field of ["memory", "heap"] as const) {
    const growth = mean(checks.slice(-fifth), field) - mean(middle.length > 0 ? middle : checks.slice(0, 1), field);
    if (growth > MOST_GROWTH[field]) drift.push(`${field} grew by ${growth.toFixed(1)} MB`);
  }
  return drift;
}

/** The long one, on the embedded model unless another is named; one line of JSON per comparison. What drifted. */
export async function soakTypist(options: { readonly model: string; readonly steps: number }): Promise<string[]> {
  const checks: SoakCheck[] = [];
  await soak({
    engine: {
      modelPath: options.model,
      packageRoot: findPackageRoot(),
      threads: 0,
      gpu: "off",
      contextSize: 2048,
      storageFolder: findStorageFolder(),
    },
    steps: options.steps,
    onCheck: (check) => {
      checks.push(check);
      console.log(JSON.stringify(check));
    },
  });
  return findDrift(checks, 0.2);
}
