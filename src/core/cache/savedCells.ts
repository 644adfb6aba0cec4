/** Cells that outlive their engine: what is kept of them beside their keys and values, and how they come back. Pure. */

import { must } from "../bug.ts";
import { anchoredRuns } from "../tokens/tokenAnchors.ts";
import type { InstanceId, InstanceSource, TokenId } from "../tokens/tokenizer.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";
import type { Strip } from "./cells.ts";

/** Live cells from position 0 on. Arrays of one length, index = position; see `Strip`. */
export interface SavedCells {
  readonly ids: readonly TokenId[];
  readonly contexts: readonly number[];
  readonly origins: readonly number[];
  readonly rotations: readonly number[];
  readonly tainted: readonly boolean[];
  /** Something came or went right in front of the cell after it had been evaluated. */
  readonly seams: readonly boolean[];
}

export function toSavedCells({ from, ids, instances, lefts, ...strip }: Readonly<Strip>): SavedCells {
  must(from === 0, `cells to be saved begin at ${from}`);
  return {
    ids: [...ids],
    contexts: [...strip.contexts],
    origins: [...strip.origins],
    rotations: [...strip.rotations],
    tainted: [...strip.tainted],
    seams: lefts.map((left, at) => left !== (instances[at - 1] ?? 0)),
  };
}

/** No instance has this identity. */
const ANOTHER = -1 as InstanceId;

/**
 * The mirror of saved cells where a text is wanted that may have changed since. Cells that the two have in common are taken
 * for the wanted tokens' own; a plan then treats what differs as an edit. All others get identities of their own, and are
 * found by their content or not at all.
 */
export function toRestoredStrip(saved: SavedCells, wanted: TokenRun, source: InstanceSource): Strip {
  const wantedAt: (number | undefined)[] = new Array(saved.ids.length).fill(undefined);
  for (const { oldStart, start, length } of anchoredRuns(saved.ids, wanted.ids))
    for (let index = 0; index < length; index += 1) wantedAt[oldStart + index] = start + index;
  const instances = wantedAt.map((at) => (at === undefined ? source.next() : wanted.instances[at]!));
  return {
    from: 0,
    ids: [...saved.ids],
    instances,
    contexts: [...saved.contexts],
    lefts: instances.map((_, at) => (saved.seams[at] ? ANOTHER : (instances[at - 1] ?? 0))),
    newest: newestSeen(wantedAt, wanted, source.next()),
    origins: [...saved.origins],
    tainted: [...saved.tainted],
    ages: saved.ids.map(() => 0),
    rotations: [...saved.rotations],
    usedAt: 0,
  };
}

/** As if the wanted tokens right in front of a cell that it never saw had come after everything else; `newest`: newer than all. */
function newestSeen(wantedAt: readonly (number | undefined)[], { instances }: TokenRun, newest: number): number[] {
  let next = 0;
  return wantedAt.map((at) => {
    if (at === undefined) return newest;
    const come = instances.slice(next, at);
    next = at + 1;
    return Math.min(newest, ...come.map((instance) => instance - 1));
  });
}
