/** What is generated at each key of windows, with all that is known of it: made once with the model, looked at many times without. */

import { PLANNERS } from "../../src/core/cache/planners.ts";
import type { Syntax } from "../../src/core/grammar/syntax.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import type { Sight } from "../../src/core/worth/sight.ts";
import { weigh } from "../../src/core/worth/worth.ts";
import { Player, REPLAY_HEALING } from "../../src/replay/player.ts";
import type { SessionStep } from "../../src/replay/session.ts";
import type { WorkTimedEngine } from "./workClock.ts";
import type { WindowedSession, WindowKey } from "./worthWindow.ts";

/** What became of one key's request, nothing held back. */
export interface SeenKey extends Pick<WindowKey, "truth" | "there"> {
  readonly outcome: string;
  /** Undefined where nothing was generated that could be shown. */
  readonly sight: Sight | undefined;
  /** On the work clock, from the key on, as if nothing else was at work; and tokens that were generated for it: 0 where it was known. */
  readonly ms: number;
  readonly generated: number;
  /** Keys and moves of the cursor since the request before. */
  readonly steps: readonly SessionStep[];
}

export interface SeenWindow {
  readonly id: string;
  readonly languageId: string;
  readonly keys: readonly SeenKey[];
}

export interface CollectOptions {
  readonly engine: WorkTimedEngine;
  readonly syntax: Syntax;
  readonly signal: AbortSignal;
}

export async function collectWindows(
  { session, windows }: WindowedSession,
  { engine, syntax, signal }: CollectOptions,
): Promise<readonly SeenWindow[]> {
  let sight: Sight | undefined;
  const player = new Player({
    engine,
    syntax,
    signal,
    clock: engine.clock,
    planner: PLANNERS.edit,
    healing: REPLAY_HEALING.request,
    settings: DEFAULT_SETTINGS,
    pace: "hurry",
    finishUnlikely: true,
    weigh: (seen, eagerness) => {
      sight = seen;
      return weigh(seen, eagerness);
    },
  });
  const wanted = new Map(windows.flatMap((window) => window.keys.map((key) => [key.step, { key, window }] as const)));
  const seen = new Map(windows.map((window) => [window, [] as SeenKey[]]));
  let steps: SessionStep[] = [];
  try {
    for (const [index, step] of session.trace.entries()) {
      if (signal.aborted) break;
      if (step.kind !== "complete") {
        await player.do(step);
        steps.push(step);
        continue;
      }
      sight = undefined;
      const { outcome, timing, tokens } = await player.complete(step.offset, undefined);
      const asked = wanted.get(index);
      if (asked !== undefined) {
        const { truth, there } = asked.key;
        const [ms, generated] = [timing.totalMs, tokens.generated];
        seen.get(asked.window)!.push({ truth, there, outcome: outcome.kind, sight, ms, generated, steps });
      }
      steps = [];
    }
  } finally {
    await player.end();
  }
  return windows.map((window) => ({ id: session.id, languageId: window.languageId, keys: seen.get(window)! }));
}
