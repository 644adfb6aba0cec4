/** When the engine is started again after it died, how long to wait first, and when its model is to blame. Pure. */

/** Which Node runs the engine: the editor's own, or the one on the PATH when the editor's cannot. */
export type EngineRuntime = "editor" | "system";

/** Waiting times after the 1st, 2nd, … death in a row; the last one stays. */
export const RESTART_DELAYS_MS: readonly number[] = [200, 1_000, 5_000, 30_000];
/** An engine that lived this long starts a new row. */
export const STEADY_AFTER_MS = 60_000;
/** A death so soon after the model was loaded, or while it is being loaded, is blamed on the model. */
export const BLAME_WITHIN_MS = 10_000;
export const DEATHS_BEFORE_MODEL_IS_BAD = 5;
/** Deaths in a row after which only the user starts the engine again. */
export const DEATHS_BEFORE_GIVING_UP = 10;
/** Deaths in a row of engines that windows share, after which each window has its own. */
const DEATHS_BEFORE_OWN_ENGINE = 3;
/** Deaths before a runtime that never ran a model is exchanged for the other one. */
const DEATHS_PER_RUNTIME = 2;

/** One life of the engine and what came before; times in milliseconds of one clock. */
export interface RestartState {
  readonly deaths: number;
  readonly blame: { readonly model: string; readonly deaths: number };
  readonly runtime: EngineRuntime;
  /** This runtime once had a model loaded. */
  readonly runtimeProved: boolean;
  readonly startedAt: number;
  readonly load: { readonly model: string; readonly endedAt: number | undefined } | undefined;
}

export type RestartDecision =
  /** `badModel`: is to be avoided from now on. */
  | { readonly kind: "restart"; readonly delayMs: number; readonly badModel: string | undefined }
  | { readonly kind: "giveUp" };

/** The state before the first start, and after the user asked for a restart. */
export const FRESH: RestartState = {
  deaths: 0,
  blame: { model: "", deaths: 0 },
  runtime: "editor",
  runtimeProved: false,
  startedAt: 0,
  load: undefined,
};

export function afterStart(state: RestartState, now: number): RestartState {
  return { ...state, startedAt: now, load: undefined };
}

/** `model`: its path, "" for the embedded one. */
export function afterLoadBegan(state: RestartState, model: string): RestartState {
  return { ...state, load: { model, endedAt: undefined } };
}

/** The model is in memory. A load that was never announced to have begun is taken as one of `model`. */
export function afterLoadEnded(state: RestartState, model: string, now: number): RestartState {
  if (state.load?.endedAt !== undefined) return state;
  return { ...state, runtimeProved: true, load: { model: state.load?.model ?? model, endedAt: now } };
}

/** `now`: the last moment at which the engine was known to live. */
export function afterDeath(
  state: RestartState,
  now: number,
): { readonly state: RestartState; readonly decision: RestartDecision } {
  const deaths = (now - state.startedAt >= STEADY_AFTER_MS ? 0 : state.deaths) + 1;
  const blame = blameAfterDeath(state, now);
  if (blame.model !== "" && blame.deaths >= DEATHS_BEFORE_MODEL_IS_BAD)
    return {
      state: { ...state, deaths: 1, blame: FRESH.blame, load: undefined },
      decision: { kind: "restart", delayMs: RESTART_DELAYS_MS[0]!, badModel: blame.model },
    };
  if (deaths >= DEATHS_BEFORE_GIVING_UP) return { state: FRESH, decision: { kind: "giveUp" } };
  const next = { ...state, deaths, blame, runtime: runtimeAfter(state, deaths), load: undefined };
  const delayMs = RESTART_DELAYS_MS[Math.min(deaths, RESTART_DELAYS_MS.length) - 1]!;
  return { state: next, decision: { kind: "restart", delayMs, badModel: undefined } };
}

/** Whether the next engine may be one that windows share: where those end again and again, one of the windows may be to blame. */
export function mayShare({ deaths }: RestartState): boolean {
  return deaths < DEATHS_BEFORE_OWN_ENGINE;
}

function blameAfterDeath({ load, blame }: RestartState, now: number): RestartState["blame"] {
  // It never came to a model: no news about the model before.
  if (!load) return blame;
  if (load.endedAt !== undefined && now - load.endedAt >= BLAME_WITHIN_MS) return { model: load.model, deaths: 0 };
  return { model: load.model, deaths: (blame.model === load.model ? blame.deaths : 0) + 1 };
}

function runtimeAfter(state: RestartState, deaths: number): EngineRuntime {
  if (state.runtimeProved || deaths % DEATHS_PER_RUNTIME !== 0) return state.runtime;
  return state.runtime === "editor" ? "system" : "editor";
}

/** How long an engine has been silent, judged at each heartbeat. */
export interface Silence {
  readonly silentMs: number;
  readonly beatAt: number;
}

/**
 * The silence at a heartbeat. A beat that comes much too late means that this process, not the engine, slept (a suspended
 * machine, another extension that blocked the host): no more than two beats are held against the engine.
 */
export function silenceAt(
  before: Silence,
  beat: { readonly now: number; readonly answered: boolean; readonly intervalMs: number },
): Silence {
  const elapsedMs = Math.min(beat.now - before.beatAt, 2 * beat.intervalMs);
  return { silentMs: beat.answered ? 0 : before.silentMs + elapsedMs, beatAt: beat.now };
}
