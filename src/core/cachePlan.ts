/**
 * Cache plans: what is cached and what is wanted become steps. Pure; the engine carries the steps out and decides nothing.
 *
 *     cached   [a b c|d e f|g h]      live                wanted   a b c X Y g h
 *     park                 [g h] 1    moved by -1
 *     drop           [d e f]
 *     evaluate [a b c] X Y            sees a b c only
 *     attach   [a b c X Y g h]
 */

import { must } from "./bug.ts";
import { type CacheStep, type Cells, LIVE, MAX_ALIASES } from "./cells.ts";
import type { InstanceId } from "./tokenizer.ts";
import { sliceRun, type TokenRun } from "./tokenRun.ts";

export interface PlanLimits {
  /** Cells that the cache can hold, generated tokens included. */
  readonly contextSize: number;
  /** Cells that must be free after the plan, for what will be generated. */
  readonly reserve: number;
  /** Time to evaluate a token, and for the one re-rotation that all moves of a plan share, in the same unit. */
  readonly evaluateCost: number;
  readonly rotateCost: number;
  /** Wanted positions [from, to) that are to be evaluated whatever is cached: healing. Sorted, disjoint. */
  readonly refresh: readonly { readonly from: number; readonly to: number }[];
  /** A cell whose key was re-rotated more often is evaluated again. */
  readonly maxRotations: number;
  /** Cells not wanted now are kept for later (undo, other documents), up to this many; 0: none. */
  readonly maxParked: number;
  /** Cells of these are never kept for later: generated text that nobody took. */
  readonly disposable: (instance: InstanceId) => boolean;
}

/** Tokens of the wanted run by what happens to them. */
export interface PlanCost {
  readonly kept: number;
  readonly moved: number;
  readonly evaluated: number;
}

export interface CachePlan {
  readonly steps: readonly CacheStep[];
  readonly cost: PlanCost;
  /** What the live cells hold afterwards: `wanted`, except for planners that exist to be compared with. */
  readonly result: TokenRun;
}

export interface PlanRequest {
  /** Not changed by planning. */
  readonly cells: Cells;
  readonly wanted: TokenRun;
  readonly limits: PlanLimits;
}

/** Decides how the cells come to hold `wanted`. The last wanted token is always evaluated, because its logits are needed. */
export type Planner = (request: PlanRequest) => CachePlan;

/** Where a wanted token's cell is. */
export interface Source {
  readonly alias: number;
  readonly position: number;
}

/** A stretch of the wanted run with one fate. */
interface Run {
  readonly at: number;
  readonly length: number;
  /** Where its cells are now; undefined: to be evaluated. */
  readonly source: Source | undefined;
}

/** Shorter runs are not worth an alias when they are not wanted now. */
const LEAST_PARKED = 16;

/**
 * The plan that takes up the cells of `sources` (one entry per wanted token; undefined: evaluate) and evaluates the rest.
 * Sources are distinct cells. Throws `BugError` when `wanted` is empty or longer than the context.
 */
export function planFromSources(request: PlanRequest, sources: readonly (Source | undefined)[]): CachePlan {
  const { cells, wanted, limits } = request;
  must(wanted.ids.length > 0, "nothing is wanted");
  must(wanted.ids.length + limits.reserve <= limits.contextSize, `${wanted.ids.length} tokens do not fit`);
  const runs = withinAliases(toRuns(sources.with(-1, undefined)), freeAliases(cells).length);
  return { steps: toSteps(cells, wanted, runs, limits), cost: costOf(runs), result: wanted };
}

function toRuns(sources: readonly (Source | undefined)[]): Run[] {
  const runs: { at: number; length: number; source: Source | undefined }[] = [];
  for (const [at, source] of sources.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && continues(last, source)) last.length += 1;
    else runs.push({ at, length: 1, source });
  }
  return runs;
}

function continues({ length, source: first }: Run, source: Source | undefined): boolean {
  if (first === undefined || source === undefined) return first === source;
  return first.alias === source.alias && first.position + length === source.position;
}

/** Every run that is taken up needs a name while it waits; with too few names the shortest are evaluated. */
function withinAliases(runs: readonly Run[], free: number): readonly Run[] {
  const reused = runs.filter(({ source }) => source !== undefined);
  if (reused.length <= free) return runs;
  const longest = new Set([...reused].sort((a, b) => b.length - a.length).slice(0, free));
  return runs.map((run) => (run.source === undefined || longest.has(run) ? run : { ...run, source: undefined }));
}

function freeAliases(cells: Cells): number[] {
  const free: number[] = [];
  for (let alias = 1; alias <= MAX_ALIASES; alias += 1) if (!cells.parked.has(alias)) free.push(alias);
  return free;
}

function costOf(runs: readonly Run[]): PlanCost {
  const cost = { kept: 0, moved: 0, evaluated: 0 };
  for (const { at, length, source } of runs)
    cost[source === undefined ? "evaluated" : source.position === at ? "kept" : "moved"] += length;
  return cost;
}

/** A stretch of a strip with one fate: taken up by a run, or not wanted. */
interface Piece {
  readonly source: number;
  readonly from: number;
  readonly to: number;
  readonly run: Run | undefined;
}

function toSteps(cells: Cells, wanted: TokenRun, runs: readonly Run[], limits: PlanLimits): CacheStep[] {
  const stays = runs[0]?.source?.alias === LIVE && runs[0].source.position === 0 ? runs[0] : undefined;
  const names = freeAliases(cells);
  const waiting = new Map<Run, number>();
  const steps: CacheStep[] = [];
  const spare: { alias: number; length: number; usedAt: number }[] = [];
  for (const [alias, { ids, usedAt }] of cells.parked)
    if (!runs.some(({ source }) => source?.alias === alias)) spare.push({ alias, length: ids.length, usedAt });
  // Wanted pieces are named first, so that what is kept for later never takes their names.
  const reserved = runs.filter((run) => run.source !== undefined && run !== stays).length;
  for (const piece of toPieces(cells, runs, stays)) {
    const { source, from, to, run } = piece;
    if (run !== undefined && isWholeParked(cells, piece)) waiting.set(run, source);
    else if (run !== undefined || (isWorthKeeping(cells, piece, limits) && names.length + waiting.size > reserved)) {
      const alias = names.shift();
      must(alias !== undefined, "no alias is free");
      steps.push({ kind: "park", source, from, to, alias });
      if (run !== undefined) waiting.set(run, alias);
      else spare.push({ alias, length: to - from, usedAt: Number.POSITIVE_INFINITY });
    } else steps.push({ kind: "drop", source, from, to });
  }
  steps.push(...evict(cells, steps, spare, wanted.ids.length, limits));
  for (const [run, alias] of waiting)
    if (run.at !== run.source!.position) steps.push({ kind: "move", alias, delta: run.at - run.source!.position });
  return [...steps, ...bringBack(wanted, runs, stays, waiting)];
}

/** Every strip that changes, cut into pieces, each strip from its end, so that no step leaves a hole. */
function toPieces(cells: Cells, runs: readonly Run[], stays: Run | undefined): Piece[] {
  const pieces: Piece[] = [];
  for (const [alias, strip] of [[LIVE, cells.live] as const, ...cells.parked]) {
    const mine = runs.filter(({ source }) => source?.alias === alias);
    if (alias !== LIVE && mine.length === 0) continue;
    let to = strip.from + strip.ids.length;
    for (const run of mine.sort((a, b) => b.source!.position - a.source!.position)) {
      const { position } = run.source!;
      if (position + run.length < to) pieces.push({ source: alias, from: position + run.length, to, run: undefined });
      if (run !== stays) pieces.push({ source: alias, from: position, to: position + run.length, run });
      to = position;
    }
    if (to > strip.from) pieces.push({ source: alias, from: strip.from, to, run: undefined });
  }
  return pieces;
}

function isWholeParked(cells: Cells, { source, from, to }: Piece): boolean {
  const strip = cells.parked.get(source);
  return strip !== undefined && strip.from === from && strip.ids.length === to - from;
}

function isWorthKeeping(cells: Cells, { source, from, to }: Piece, { maxParked, disposable }: PlanLimits): boolean {
  const strip = source === LIVE ? cells.live : cells.parked.get(source)!;
  if (to - from < LEAST_PARKED || to - from > maxParked) return false;
  return !strip.instances.slice(from - strip.from, to - strip.from).some(disposable);
}

/** Frees what was kept for later, the longest unused first, until the rest is within its limits. */
function evict(
  cells: Cells,
  steps: readonly CacheStep[],
  spare: readonly { alias: number; length: number; usedAt: number }[],
  wanted: number,
  { contextSize, reserve, maxParked }: PlanLimits,
): CacheStep[] {
  const most = Math.min(maxParked, contextSize - reserve - wanted);
  let kept = spare.reduce((sum, { length }) => sum + length, 0);
  const evicted: CacheStep[] = [];
  for (const { alias, length } of [...spare].sort((a, b) => a.usedAt - b.usedAt)) {
    if (kept <= most) break;
    const parked = steps.find((step) => step.kind === "park" && step.alias === alias);
    const from = parked?.kind === "park" ? parked.from : cells.parked.get(alias)!.from;
    evicted.push({ kind: "drop", source: alias, from, to: from + length });
    kept -= length;
  }
  return evicted;
}

/** In the order of the wanted run: what waits becomes live again, what is missing is evaluated. */
function bringBack(
  wanted: TokenRun,
  runs: readonly Run[],
  stays: Run | undefined,
  waiting: ReadonlyMap<Run, number>,
): CacheStep[] {
  const steps: CacheStep[] = [];
  let changed = 0;
  for (const run of runs) {
    const { at, length, source } = run;
    if (run === stays) continue;
    if (source === undefined) {
      steps.push({ kind: "evaluate", from: at, run: sliceRun(wanted, at, at + length) });
      changed += length;
    } else {
      // What was left of it and is gone counts as what has come: both are text it was not computed under.
      const gap = Math.abs(at - source.position);
      steps.push({ kind: "attach", alias: waiting.get(run)!, changed: Math.max(changed, gap) });
    }
  }
  return steps;
}
