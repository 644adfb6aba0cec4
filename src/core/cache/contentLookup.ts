/** Finds cells by content for tokens that no cached cell is the instance of: pasted text, undo, a file read again. */

import type { TokenId } from "../tokens/tokenizer.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";
import { type Cells, LIVE, type Strip } from "./cells.ts";

/** Shorter stretches are as fast to evaluate, and agree by chance. */
const WINDOW = 16;

interface Place {
  readonly alias: number;
  readonly position: number;
}

/**
 * Fills gaps of `sources` (one entry per wanted token) of at least `WINDOW` tokens with cells that nothing else uses:
 * the longest agreement first, extended both ways. A rolling hash of windows finds candidates, the ids decide. Cells whose
 * keys were re-rotated more than `maxRotations` times are left alone.
 */
export function findByContent(
  cells: Cells,
  wanted: TokenRun,
  sources: (Place | undefined)[],
  maxRotations: number,
): void {
  const gaps = findGaps(sources);
  if (gaps.length === 0) return;
  const used = new Set(
    sources.flatMap((source) => (source === undefined ? [] : [keyOf(source.alias, source.position)])),
  );
  const index = indexWindows(cells);
  if (index.size === 0) return;
  const matches: { at: number; length: number; place: Place }[] = [];
  for (const { from, to } of gaps) {
    for (const [at, hash] of windowHashes(wanted.ids.slice(from, to)).entries()) {
      for (const place of index.get(hash) ?? []) {
        const match = extend(cells, wanted, { from, to, maxRotations }, from + at, place);
        if (match.length >= WINDOW) matches.push(match);
      }
    }
  }
  for (const { at, length, place } of matches.sort((a, b) => b.length - a.length)) {
    const isFree = (index: number) =>
      sources[at + index] === undefined && !used.has(keyOf(place.alias, place.position + index));
    if (!Array.from({ length }, (_, index) => isFree(index)).every(Boolean)) continue;
    for (let offset = 0; offset < length; offset += 1) {
      sources[at + offset] = { alias: place.alias, position: place.position + offset };
      used.add(keyOf(place.alias, place.position + offset));
    }
  }
}

function findGaps(sources: readonly (Place | undefined)[]): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let from = 0;
  for (let at = 0; at <= sources.length; at += 1) {
    if (at < sources.length && sources[at] === undefined) continue;
    if (at - from >= WINDOW) gaps.push({ from, to: at });
    from = at + 1;
  }
  return gaps;
}

function indexWindows(cells: Cells): Map<number, Place[]> {
  const index = new Map<number, Place[]>();
  for (const [alias, strip] of [[LIVE, cells.live] as const, ...cells.parked])
    for (const [at, hash] of windowHashes(strip.ids).entries()) {
      const places = index.get(hash);
      if (places === undefined) index.set(hash, [{ alias, position: strip.from + at }]);
      else if (places.length < 8) places.push({ alias, position: strip.from + at });
    }
  return index;
}

const BASE = 31;
/** BASE to the power of WINDOW - 1, in 32 bits. */
const LEAVING = Array.from({ length: WINDOW - 1 }).reduce((power: number) => Math.imul(power, BASE), 1);

/** The hash of each window of `WINDOW` ids, by its start (Rabin–Karp, modulo 2^32). */
function windowHashes(ids: readonly TokenId[]): number[] {
  const hashes: number[] = [];
  let hash = 0;
  for (const [index, id] of ids.entries()) {
    if (index >= WINDOW) hash = (hash - Math.imul(ids[index - WINDOW]!, LEAVING)) | 0;
    hash = (Math.imul(hash, BASE) + id) | 0;
    if (index >= WINDOW - 1) hashes.push(hash);
  }
  return hashes;
}

/** The whole agreement around a window, within the gap and the strip. */
function extend(
  cells: Cells,
  wanted: TokenRun,
  gap: { readonly from: number; readonly to: number; readonly maxRotations: number },
  at: number,
  { alias, position }: Place,
): { at: number; length: number; place: Place } {
  const strip: Readonly<Strip> = alias === LIVE ? cells.live : cells.parked.get(alias)!;
  const offset = position - strip.from;
  const agrees = (index: number) =>
    at + index >= gap.from &&
    at + index < gap.to &&
    strip.ids[offset + index] === wanted.ids[at + index] &&
    strip.rotations[offset + index]! <= gap.maxRotations;
  let back = 0;
  while (offset - back - 1 >= 0 && agrees(-back - 1)) back += 1;
  let length = 0;
  while (offset + length < strip.ids.length && agrees(length)) length += 1;
  return { at: at - back, length: length + back, place: { alias, position: position - back } };
}

/** One number per cell: positions stay below 2^24. */
function keyOf(alias: number, position: number): number {
  return alias * 0x1000000 + position;
}
