/** Ways to bring a cache up to date: ours, and those that it is compared with. One interface, the same counts and clocks. */

import type { InstanceId } from "../tokens/tokenizer.ts";
import { concatRuns, sliceRun, type TokenRun } from "../tokens/tokenRun.ts";
import type { Source } from "./cachePieces.ts";
import { type CachePlan, type PlanLimits, type Planner, type PlanRequest, planFromSources } from "./cachePlan.ts";
import { type Cells, LIVE, type Strip } from "./cells.ts";
import { findByContent } from "./contentLookup.ts";

/**
 * The living cache: what is wanted joined with what is cached, by the identity of token instances.
 *
 * Positional Integrity Encoding (He et al., "Let the Code LLM Edit Itself When You Edit the Code", ICLR 2025): cells left
 * of an edit stay, edited tokens are evaluated, the keys right of it are re-rotated to their new positions. Joining by
 * identity makes one mechanism of insertion, deletion, replacement, several places, the cursor's jump, acceptance, cut
 * and paste and chunks that change places: attention knows order by position only, so runs may be re-ordered freely.
 */
export const planEdit: Planner = (request) => {
  const { cells, wanted, limits } = request;
  const sources = join(cells, wanted, limits);
  const worthIt = isMovingWorthIt(sources, limits);
  return planFromSources(
    request,
    worthIt ? sources : sources.map((source, at) => (isInPlace(source, at) ? source : undefined)),
  );
};

/** Keeps what is equal from the start and evaluates the rest: what every engine with a prompt cache does. */
export const planPrefix: Planner = (request) => plainly(request, commonPrefix(request.cells, request.wanted));

/** Evaluates everything, always. */
export const planNone: Planner = (request) => plainly(request, new Array(request.wanted.ids.length).fill(undefined));

/**
 * What llama-server does with `--cache-reuse 256`: behind the common prefix it skips cached tokens until at least 256
 * of them agree with what is wanted next, moves those to the left and goes on behind them. An insertion or a
 * replacement re-uses nothing behind it. Its counts are those of the real server (`test/core/serverRecording.test.ts`),
 * without the whole caches of earlier prompts that `--cache-ram` lets it keep aside.
 */
export const planReuse256: Planner = (request) => {
  const { cells, wanted } = request;
  const cached = cells.live.ids;
  const sources = commonPrefix(cells, wanted);
  let next = sources.indexOf(undefined);
  if (next < 0) next = sources.length;
  for (let at = next; at < cached.length && next < sources.length; ) {
    let length = 0;
    while (
      at + length < cached.length &&
      cached[at + length] === wanted.ids[next + length] &&
      next + length < sources.length
    )
      length += 1;
    if (length < SERVER_REUSE) at += 1;
    else
      for (const until = next + length; next < until; next += 1, at += 1) sources[next] = { alias: LIVE, position: at };
  }
  return plainly(request, sources);
};

const SERVER_REUSE = 256;

/** The text changes and the cache does not: how much an edit matters at all. Only the last token is evaluated. */
export const planIgnore: Planner = (request): CachePlan => {
  const { cells, wanted, limits } = request;
  const { live } = cells;
  if (live.ids.length === 0) return planNone(request);
  const generatedFrom = live.instances.findIndex(limits.disposable);
  const old: TokenRun = sliceRun(live, 0, (generatedFrom < 0 ? live.ids.length : generatedFrom) - 1);
  const result = concatRuns([old, sliceRun(wanted, wanted.ids.length - 1, wanted.ids.length)]);
  const sources: Source[] = result.ids.map((_, position) => ({ alias: LIVE, position }));
  return plainly({ ...request, wanted: result }, sources);
};

/**
 * Edited tokens are evaluated and nothing is re-rotated: what stands behind a change keeps its old positions. The baseline
 * of the paper on Positional Integrity Encoding. Needs an engine that leaves moved cells where they are (`LooseEngine`).
 */
export const planConflict: Planner = (request) =>
  plainly(request, join(request.cells, request.wanted, { ...request.limits, maxRotations: Number.POSITIVE_INFINITY }));

/** Without keeping anything for later, and without healing: the others do not know how. */
function plainly(request: PlanRequest, sources: readonly (Source | undefined)[]): CachePlan {
  return planFromSources({ ...request, limits: { ...request.limits, maxParked: 0, refresh: () => [] } }, sources);
}

/** The planners by the name that `turnkey replay --cache` knows them by. */
export const PLANNERS = {
  edit: planEdit,
  prefix: planPrefix,
  reuse256: planReuse256,
  ignore: planIgnore,
  conflict: planConflict,
  none: planNone,
} as const satisfies Record<string, Planner>;

/** Those that move keys. */
export const MOVING_PLANNERS: ReadonlySet<Planner> = new Set([planEdit, planReuse256, planConflict]);

/** For each wanted token the cell that holds it. */
function join(cells: Cells, wanted: TokenRun, limits: PlanLimits): (Source | undefined)[] {
  const byInstance = new Map<InstanceId, Source>();
  const add = (alias: number, strip: Readonly<Strip>) => {
    for (const [index, instance] of strip.instances.entries())
      if (strip.rotations[index]! <= limits.maxRotations)
        byInstance.set(instance, { alias, position: strip.from + index });
  };
  for (const [alias, strip] of cells.parked) add(alias, strip);
  add(LIVE, cells.live);
  const sources = wanted.instances.map((instance) => byInstance.get(instance));
  findByContent(cells, wanted, sources, limits.maxRotations);
  return sources;
}

/** One re-rotation walks the whole cache, whatever moves: it must save more than it costs. */
function isMovingWorthIt(sources: readonly (Source | undefined)[], { evaluateCost, rotateCost }: PlanLimits): boolean {
  const moved = sources.reduce((sum, source, at) => sum + (isInPlace(source, at) ? 0 : 1), 0);
  return moved === 0 || moved * evaluateCost > rotateCost;
}

function isInPlace(source: Source | undefined, at: number): boolean {
  return source === undefined || source.position === at;
}

/**
 * Two positions are alike when their ids are: what a cell holds depends on the ids up to it and not on which instance
 * they are.
 */
function commonPrefix({ live }: Cells, wanted: TokenRun): (Source | undefined)[] {
  const sources: (Source | undefined)[] = new Array(wanted.ids.length).fill(undefined);
  for (let position = 0; position < wanted.ids.length && live.ids[position] === wanted.ids[position]; position += 1)
    sources[position] = { alias: LIVE, position };
  return sources;
}
