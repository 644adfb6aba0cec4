/** What a plan finds in the cache, cut into pieces with one fate each. */

import type { InstanceId } from "../tokens/tokenizer.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";
import { type Cells, LIVE } from "./cells.ts";

/** Where a wanted token's cell is. */
export interface Source {
  readonly alias: number;
  readonly position: number;
}

/** A stretch of the wanted run with one fate. */
export interface Run {
  readonly at: number;
  readonly length: number;
  /** Where its cells are now; undefined: to be evaluated. */
  readonly source: Source | undefined;
}

/** A stretch of cells with one fate: taken up by a run, or not wanted. */
export interface Piece {
  readonly source: number;
  readonly from: number;
  readonly to: number;
  readonly run: Run | undefined;
  /** Of those without a run: may be kept for later. */
  readonly worthKeeping: boolean;
}

export interface PieceRequest {
  readonly cells: Cells;
  readonly wanted: TokenRun;
  /** As in the plan's limits. */
  readonly maxParked: number;
  readonly disposable: (instance: InstanceId) => boolean;
}

/** Shorter runs are not worth an alias when they are not wanted now. */
const LEAST_PARKED = 16;

/** Every strip that changes, cut into pieces, each strip from its end, so that no step leaves a hole. */
export function toPieces(request: PieceRequest, runs: readonly Run[], stays: Run | undefined): Piece[] {
  const { cells, wanted } = request;
  let known: ReadonlySet<InstanceId> | undefined;
  const isKnown = (instance: InstanceId) => {
    known ??= new Set(wanted.instances);
    return known.has(instance);
  };
  const pieces: Piece[] = [];
  for (const [source, strip] of [[LIVE, cells.live] as const, ...cells.parked]) {
    const mine = runs.filter((run) => run.source?.alias === source);
    if (source !== LIVE && mine.length === 0) continue;
    let to = strip.from + strip.ids.length;
    for (const run of mine.sort((a, b) => b.source!.position - a.source!.position)) {
      const { position } = run.source!;
      pieces.push(...toUnwantedPieces(request, source, { from: position + run.length, to }, isKnown));
      if (run !== stays) pieces.push({ source, from: position, to: position + run.length, run, worthKeeping: false });
      to = position;
    }
    pieces.push(...toUnwantedPieces(request, source, { from: strip.from, to }, isKnown));
  }
  return pieces;
}

/** Never kept for later: generated tokens that nobody took, and old cells of tokens that are evaluated again. */
function toUnwantedPieces(
  { cells, maxParked, disposable }: PieceRequest,
  source: number,
  { from, to }: { readonly from: number; readonly to: number },
  isWanted: (instance: InstanceId) => boolean,
): Piece[] {
  const strip = source === LIVE ? cells.live : cells.parked.get(source)!;
  const isKeepable = (position: number) => {
    const instance = strip.instances[position - strip.from]!;
    return !isWanted(instance) && !disposable(instance);
  };
  if (to - from < LEAST_PARKED) return from === to ? [] : [{ source, from, to, run: undefined, worthKeeping: false }];
  const pieces: Piece[] = [];
  for (let end = to; end > from; ) {
    const keepable = isKeepable(end - 1);
    let start = end - 1;
    while (start > from && isKeepable(start - 1) === keepable) start -= 1;
    const length = end - start;
    const worthKeeping = keepable && length >= LEAST_PARKED && length <= maxParked;
    const last = pieces.at(-1);
    if (last !== undefined && !worthKeeping && !last.worthKeeping) pieces[pieces.length - 1] = { ...last, from: start };
    else pieces.push({ source, from: start, to: end, run: undefined, worthKeeping });
    end = start;
  }
  return pieces;
}
