/** One session measured in one way: the piece of work that is done, written down and not done again. */

import { PLANNERS } from "../../src/core/cache/planners.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { REPLAY_HEALING } from "../../src/replay/player.ts";
import type { Replayed } from "../../src/replay/replay.ts";
import { replay } from "../../src/replay/replay.ts";
import type { Session, SessionStep } from "../../src/replay/session.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { typeSession, USUAL_TYPIST } from "../typist.ts";
import type { WorkTimedEngine } from "./workClock.ts";

/**
 * quality: some requests while a session is typed, and the one at its last hunk, each with its truth.
 * cost: every key asks, truths aside; what comes before the first key only fills the cache.
 */
export type Pass = "quality" | "cost";
/** Ours, and what it is compared with. */
export type Arm = Extract<keyof typeof PLANNERS, "edit" | "prefix" | "none">;

export interface RequestResult {
  /** Asked for by a key, or at the start of the session's last hunk. */
  readonly place: "typing" | "hunk";
  readonly outcome: string;
  readonly shown: boolean;
  readonly text: string;
  readonly heldBack: string;
  readonly confidence?: number;
  readonly truth?: string;
  readonly logprob?: number;
  /** Absent where the suggestion was known already. */
  readonly firstTokenMs?: number;
  readonly totalMs: number;
  readonly kept: number;
  readonly evaluated: number;
  readonly generated: number;
}

export interface UnitResult {
  readonly pass: Pass;
  readonly arm: Arm;
  readonly id: string;
  readonly keystrokes: number;
  /** Of this process, all threads. */
  readonly cpuMs: number;
  readonly requests: readonly RequestResult[];
}

const SEED = 1;
/** Requests per session while typing. */
const QUALITY_REQUESTS = 6;
/** Plain recompute of every key takes its time. */
const COST_KEYS = 16;

export interface UnitRequest {
  readonly pass: Pass;
  readonly arm: Arm;
  readonly engine: WorkTimedEngine;
  readonly signal: AbortSignal;
  /** See `SuggestRequest`. */
  readonly finishUnlikely?: boolean;
  /** Requests per session while typing, in place of the usual number. */
  readonly requests?: number;
}

export async function measureUnit(
  session: Session,
  { pass, arm, engine, signal, finishUnlikely = false, requests: asked = QUALITY_REQUESTS }: UnitRequest,
): Promise<UnitResult> {
  const typed = pass === "quality" ? typeForQuality(session, asked) : typeForCost(session);
  const options = {
    engine,
    signal,
    // Time limits cut texts short: what is judged must not depend on how busy the machine is, what is timed must.
    clock: pass === "quality" ? engine.clock : systemClock,
    planner: PLANNERS[arm],
    healing: REPLAY_HEALING.request,
    settings: DEFAULT_SETTINGS,
    finishUnlikely,
  };
  const firstKey = typed.trace.findIndex(isKey);
  const requests: RequestResult[] = [];
  let cpuFrom = process.cpuUsage();
  for await (const replayed of replay([typed], { ...options, keep: false, pace: "hurry" })) {
    const isLast = replayed.step === typed.trace.length - 1;
    if (replayed.step < firstKey) cpuFrom = process.cpuUsage();
    else requests.push(toResult(replayed, pass === "quality" && isLast ? "hunk" : "typing"));
  }
  const { user, system } = process.cpuUsage(cpuFrom);
  const keystrokes = typed.trace.filter(isKey).length;
  return { pass, arm, id: session.id, keystrokes, cpuMs: (user + system) / 1000, requests };
}

/**
 * Acceptances are left out: which texts come up must not depend on chance hitting a suggestion. Keys between two
 * requests are one edit: what matters here is what the model sees when it is asked.
 */
export function typeForQuality(session: Session, requests = QUALITY_REQUESTS): Session {
  const inserted = session.trace.reduce((sum, step) => sum + insertedBy(step), 0);
  const complete = requests / Math.max(inserted, 1);
  const typed = typeSession(session, { ...USUAL_TYPIST, seed: SEED, accept: 0, undo: 0, pause: 0, complete });
  const trace: SessionStep[] = [];
  for (const step of typed.trace) {
    const last = trace.at(-1);
    if (step.kind === "cursor") continue;
    if (step.kind === "edit" && last?.kind === "edit" && step.path === last.path)
      trace[trace.length - 1] = { ...last, changes: [...last.changes, ...step.changes] };
    else trace.push(step);
  }
  return { id: session.id, trace };
}

function typeForCost(session: Session): Session {
  const { id, trace } = typeSession(session, { ...USUAL_TYPIST, seed: SEED, complete: 1 });
  const keys = [...trace.keys()].filter((index) => isKey(trace[index]!));
  const end = keys[COST_KEYS] ?? trace.length;
  return {
    id,
    trace: trace.slice(0, end).map((step) => (step.kind === "complete" ? { ...step, truth: undefined } : step)),
  };
}

function insertedBy(step: SessionStep): number {
  return step.kind === "edit" ? step.changes.reduce((sum, { inserted }) => sum + inserted.length, 0) : 0;
}

function isKey(step: SessionStep): boolean {
  return step.kind === "edit" || step.kind === "undo" || step.kind === "redo";
}

function toResult(replayed: Replayed, place: RequestResult["place"]): RequestResult {
  const { outcome, text, heldBack, confidence, truth, logprob, timing, tokens } = replayed;
  return {
    place,
    outcome: outcome.kind,
    shown: outcome.kind === "shown",
    text,
    heldBack,
    ...(confidence === undefined ? {} : { confidence }),
    ...(truth === undefined ? {} : { truth }),
    ...(logprob === undefined ? {} : { logprob }),
    ...(timing.firstTokenMs === undefined ? {} : { firstTokenMs: timing.firstTokenMs }),
    totalMs: timing.totalMs,
    kept: tokens.kept,
    evaluated: tokens.evaluated,
    generated: tokens.generated,
  };
}
