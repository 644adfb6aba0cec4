/** Generated tokens that have become a document's: their cells get its identities. */

import { commonRuns } from "../tokens/tokenAlign.ts";
import type { InstanceId } from "../tokens/tokenizer.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";
import type { Cells } from "./cells.ts";

/** Fewer generated tokens than this are as well evaluated again: their neighbours are. */
const LEAST_ADOPTED = 4;

/** Live cells in front of those of generated tokens. */
export function countWanted({ live }: Cells, generated: ReadonlySet<InstanceId>): number {
  const from = live.instances.findIndex((instance) => generated.has(instance));
  return from < 0 ? live.ids.length : from;
}

/**
 * What the user accepted was generated a moment ago, behind the prompt: those cells become the document's tokens, so
 * that acceptance moves them instead of evaluating them again.
 */
export function adoptGenerated(cells: Cells, generated: ReadonlySet<InstanceId>, wanted: TokenRun): void {
  const { live } = cells;
  const from = countWanted(cells, generated);
  if (from === live.ids.length) return;
  const known = new Set(live.instances);
  const missing = [...wanted.instances.keys()].filter((at) => !known.has(wanted.instances[at]!));
  const written = live.ids.slice(from);
  for (const { oldStart, start, length } of commonRuns(
    written,
    missing.map((at) => wanted.ids[at]!),
  )) {
    const places = missing.slice(start, start + length);
    if (length < LEAST_ADOPTED || places.at(-1)! - places[0]! !== length - 1) continue;
    const at = places[0]!;
    const instances = places.map((place) => wanted.instances[place]!);
    cells.adopt(from + oldStart, instances, at, wanted.instances[at - 1] ?? 0);
  }
}

/**
 * Tokens that are to be evaluated at most, the last one included: what stands between the common start and, where cells may
 * be moved, the common end of what is wanted and what is cached.
 */
export function missingAtMost(
  cells: Cells,
  { ids, instances }: TokenRun,
  { generated, isMovable }: { readonly generated: ReadonlySet<InstanceId>; readonly isMovable: boolean },
): number {
  const { live } = cells;
  const cached = countWanted(cells, generated);
  const shorter = Math.min(cached, ids.length);
  let head = 0;
  while (head < shorter && live.ids[head] === ids[head]) head += 1;
  let tail = 0;
  const agree = () => live.instances[cached - 1 - tail] === instances[ids.length - 1 - tail];
  while (isMovable && tail < shorter - head && agree()) tail += 1;
  return ids.length - head - tail + 1;
}
