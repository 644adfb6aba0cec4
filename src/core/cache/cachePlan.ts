/**
 * Cache plans: from what is cached and what is wanted to steps. Pure: everything is decided here, and the engine carries it out.
 *
 *     cached   [a b c|d e f|g h]      live                wanted   a b c X Y g h
 *     park                 [g h] 1    moved by -1
 *     drop           [d e f]
 *     evaluate [a b c] X Y            sees a b c only
 *     attach   [a b c X Y g h]
 */

import { must } from "../bug.ts";
import type { InstanceId } from "../tokens/tokenizer.ts";
import { sliceRun, type TokenRun } from "../tokens/tokenRun.ts";
import { type Piece, type Run, type Source, toPieces } from "./cachePieces.ts";
import { type CacheStep, type Cells, LIVE, MAX_ALIASES, nextContext, START_OF_CONTEXT } from "./cells.ts";
import type { CellSpan, Debts } from "./healing.ts";

export interface PlanLimits {
  /** Cells that the cache can hold, generated tokens included. */
  readonly contextSize: number;
  /** Cells that must be free after the plan, for what will be generated. */
  readonly reserve: number;
  /** Time to evaluate a token, and for the one re-rotation that all moves of a plan share, in the same unit. */
  readonly evaluateCost: number;
  readonly rotateCost: number;
  /** Chooses what is evaluated although it is cached: healing. */
  readonly refresh: (debts: Debts) => readonly CellSpan[];
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
  /** Cells to be renamed before the steps: whatever becomes of those, the cells are found by identity from now on. */
  readonly claims: readonly Claim[];
  readonly cost: PlanCost;
  /** Of the evaluated tokens, those that were cached: evaluated again to heal them. */
  readonly healed: number;
  /** Wanted tokens whose value was computed under another text, after the plan. */
  readonly stale: number;
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

/** Cells from `from` on under `alias` are taken up for these wanted tokens. */
export interface Claim {
  readonly alias: number;
  readonly from: number;
  readonly instances: readonly InstanceId[];
}

/**
 * The plan that takes up the cells of `sources` (one entry per wanted token; undefined: evaluate) and evaluates the rest.
 * Sources are distinct cells. Throws `BugError` when `wanted` is empty or longer than the context.
 */
export function planFromSources(request: PlanRequest, sources: readonly (Source | undefined)[]): CachePlan {
  const { cells, wanted, limits } = request;
  must(wanted.ids.length > 0, "nothing is wanted");
  must(wanted.ids.length + limits.reserve <= limits.contextSize, `${wanted.ids.length} tokens do not fit`);
  const debts = debtsOf(cells, wanted, sources);
  const taken = sources.with(-1, undefined);
  let healed = 0;
  for (const { from, to } of limits.refresh(debts))
    for (let at = from; at < to; at += 1) {
      if (taken[at] !== undefined) healed += 1;
      taken[at] = undefined;
    }
  const runs = withinAliases(toRuns(taken), freeAliases(cells).length);
  const stale = debts.stale.reduce((sum, isStale, at) => sum + (isStale && taken[at] !== undefined ? 1 : 0), 0);
  return {
    steps: toSteps(cells, wanted, runs, limits),
    claims: toClaims(runs, wanted),
    cost: costOf(runs),
    healed,
    stale,
    result: wanted,
  };
}

/** What the wanted tokens will be worth when their cells are taken up from `sources`. */
function debtsOf(cells: Cells, wanted: TokenRun, sources: readonly (Source | undefined)[]): Debts {
  const stale: boolean[] = [];
  const ages: number[] = [];
  const changes: { at: number; debt: number }[] = [];
  let context = START_OF_CONTEXT;
  for (const [at, id] of wanted.ids.entries()) {
    const source = sources[at];
    const strip = source && (source.alias === LIVE ? cells.live : cells.parked.get(source.alias));
    const index = source && strip ? source.position - strip.from : -1;
    stale.push(strip !== undefined && strip.contexts[index] !== context);
    ages.push(strip === undefined ? Number.POSITIVE_INFINITY : strip.ages[index]!);
    context = nextContext(context, id);
    if (strip === undefined || strip.lefts[index] === (wanted.instances[at - 1] ?? 0)) continue;
    changes.push({ at, debt: debtAt(wanted, at, { newest: strip.newest[index]!, origin: strip.origins[index]! }) });
  }
  return { ids: wanted.ids, stale, ages, changes };
}

/**
 * Tokens that came to the left of a cell, and that went from there, since it was evaluated. Identities ascend: what is
 * newer than the newest that it saw has come.
 */
function debtAt(
  { instances }: TokenRun,
  at: number,
  seen: { readonly newest: number; readonly origin: number },
): number {
  let come = 0;
  for (let left = 0; left < at; left += 1) if (instances[left]! > seen.newest) come += 1;
  return come + Math.max(0, seen.origin - (at - come));
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
  const { parked } = cells;
  for (let alias = 1; alias <= MAX_ALIASES; alias += 1) if (!parked.has(alias)) free.push(alias);
  return free;
}

function costOf(runs: readonly Run[]): PlanCost {
  const cost = { kept: 0, moved: 0, evaluated: 0 };
  for (const { at, length, source } of runs)
    cost[source === undefined ? "evaluated" : source.position === at ? "kept" : "moved"] += length;
  return cost;
}

function toClaims(runs: readonly Run[], { instances }: TokenRun): Claim[] {
  return runs.flatMap(({ at, length, source }) =>
    source === undefined
      ? []
      : [{ alias: source.alias, from: source.position, instances: instances.slice(at, at + length) }],
  );
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
  for (const piece of toPieces({ ...limits, cells, wanted }, runs, stays)) {
    const { source, from, to, run } = piece;
    if (run !== undefined && isWholeParked(cells, piece)) waiting.set(run, source);
    else if (run !== undefined || (piece.worthKeeping && names.length + waiting.size > reserved)) {
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

function isWholeParked(cells: Cells, { source, from, to }: Piece): boolean {
  const strip = cells.parked.get(source);
  return strip !== undefined && strip.from === from && strip.ids.length === to - from;
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
  for (const run of runs) {
    if (run === stays) continue;
    if (run.source !== undefined) steps.push({ kind: "attach", alias: waiting.get(run)! });
    else steps.push({ kind: "evaluate", from: run.at, run: sliceRun(wanted, run.at, run.at + run.length) });
  }
  return steps;
}
