/** The cache as a strip: its cells in the order of the prompt, what became of each since the last look, and whose lines they are. */

import type { Cells } from "../cache/cells.ts";
import type { FimLayout } from "../tokens/fim.ts";
import type { InstanceId, TokenId } from "../tokens/tokenizer.ts";
import { aCount, recordOf, textOf, type ValueOf } from "./shape.ts";

/**
 * exact: as a fresh evaluation would have it. moved: kept although the text to its left is another by now. evaluated: read
 * since the last look. healed: read again since then, though it was there. parked: kept for later, and not in the prompt.
 */
export const CELL_KINDS = ["exact", "moved", "healed", "evaluated", "parked"] as const;
export type CellKind = (typeof CELL_KINDS)[number];

/** other: text of other files. */
const PARTS = ["other", "before", "behind", "written", "parked"] as const;
type Part = (typeof PARTS)[number];

/** Runs of a strip at most; the rest is told as one. */
const MOST_RUNS = 400;

/** Cells in a row that are alike. */
export interface StripRun {
  kind: CellKind;
  part: Part;
  cells: number;
  /** Lines of the document, counted from 0; undefined where they are not known. */
  from: number | undefined;
  to: number | undefined;
}

/** Told ten times a second while one types, so runs are short: see `packRuns`. */
export const CACHE_STRIP = recordOf({
  /** Cells that there is room for. */
  size: aCount,
  runs: textOf(MOST_RUNS * 40),
});
export type CacheStrip = ValueOf<typeof CACHE_STRIP>;

const KIND_SIGNS = { exact: "e", moved: "m", healed: "h", evaluated: "v", parked: "p" } as const;
const PART_SIGNS = { other: "o", before: "b", behind: "a", written: "w", parked: "p" } as const;

/** As `eb12@3-5`: kind, part, cells, lines. */
export function packRuns(runs: readonly StripRun[]): string {
  return runs
    .map(({ kind, part, cells, from, to }) => {
      const lines = from === undefined ? "" : to === undefined || to === from ? `@${from}` : `@${from}-${to}`;
      return `${KIND_SIGNS[kind]}${PART_SIGNS[part]}${cells}${lines}`;
    })
    .join(" ");
}

/** What is written otherwise is left out. */
export function unpackRuns(text: string): readonly StripRun[] {
  return text.split(" ").flatMap((word) => {
    const [, kindSign, partSign, cells, first, last] =
      /^(\w)(\w)(\d{1,9})(?:@(\d{1,9})(?:-(\d{1,9}))?)?$/.exec(word) ?? [];
    const kind = CELL_KINDS.find((one) => KIND_SIGNS[one] === kindSign);
    const part = PARTS.find((one) => PART_SIGNS[one] === partSign);
    if (kind === undefined || part === undefined) return [];
    const from = first === undefined ? undefined : Number(first);
    return [{ kind, part, cells: Number(cells), from, to: last === undefined ? from : Number(last) }];
  });
}

export interface StripInput {
  readonly cells: Pick<Cells, "live" | "parked" | "staleLive">;
  readonly size: number;
  readonly fim: Pick<FimLayout, "prefix" | "suffix" | "middle"> | undefined;
  /** Line feeds in a token's text. */
  readonly feedsIn: (token: TokenId) => number;
  /** Of the document that is followed, counted from 0; undefined: none is. */
  readonly cursorLine: number | undefined;
}

/** Looks at a cache again and again. */
export class StripView {
  /** Of each cell: the number of the plan that evaluated it, at the last look. */
  #ages: ReadonlyMap<InstanceId, number> | undefined;

  look(input: StripInput): CacheStrip {
    const { cells, size } = input;
    const { live } = cells;
    const inexact = new Set(cells.staleLive("inexact"));
    // What is set aside and comes back was not read again.
    const strips = [live, ...cells.parked.values()];
    const ages = new Map(
      strips.flatMap((strip) => strip.instances.map((instance, at) => [instance, strip.ages[at]!] as const)),
    );
    const kindAt = (at: number): CellKind => {
      const before = this.#ages?.get(live.instances[at]!);
      if (this.#ages !== undefined && before === undefined) return "evaluated";
      if (before !== undefined && before !== live.ages[at]) return "healed";
      return inexact.has(at) ? "moved" : "exact";
    };
    const places = placesOf(live.ids, input);
    const runs: StripRun[] = [];
    for (const [at, { part, line }] of places.entries())
      add(runs, { kind: kindAt(at), part, cells: 1, from: line, to: line });
    for (const strip of cells.parked.values())
      add(runs, { kind: "parked", part: "parked", cells: strip.ids.length, from: undefined, to: undefined });
    this.#ages = ages;
    return { size, runs: packRuns(runs.length <= MOST_RUNS ? runs : withLastMerged(runs)) };
  }

  /** Nobody looks any more. */
  forget(): void {
    this.#ages = undefined;
  }
}

/** A cell joins the run in front of it where it is of the same kind and part. */
function add(runs: StripRun[], next: StripRun): void {
  const last = runs.at(-1);
  if (last?.kind !== next.kind || last.part !== next.part) {
    runs.push(next);
    return;
  }
  last.cells += next.cells;
  last.from ??= next.from;
  last.to = next.to ?? last.to;
}

function withLastMerged(runs: readonly StripRun[]): StripRun[] {
  const rest = runs.slice(MOST_RUNS - 1);
  return [...runs.slice(0, MOST_RUNS - 1), { ...rest[0]!, cells: rest.reduce((sum, { cells }) => sum + cells, 0) }];
}

interface CellPlace {
  readonly part: Part;
  readonly line: number | undefined;
}

/** Which part of the prompt each cell belongs to, told by its markers, and on which line of the document it begins. */
function placesOf(ids: readonly TokenId[], { fim, feedsIn, cursorLine }: StripInput): readonly CellPlace[] {
  let part: Part = fim === undefined || !ids.includes(fim.prefix[0]!) ? "before" : "other";
  const parts = ids.map((id) => {
    if (id === fim?.prefix[0]) part = "before";
    else if (id === fim?.suffix[0]) part = "behind";
    else if (fim?.middle[0] !== undefined && id === fim.middle[0]) part = "written";
    return part;
  });
  const feeds = ids.map((id, at) => (parts[at] === "other" ? 0 : feedsIn(id)));
  const before = feeds.reduce((sum, count, at) => sum + (parts[at] === "before" ? count : 0), 0);
  const next: Record<Part, number> = {
    ...{ other: 0, parked: 0, before: (cursorLine ?? 0) - before },
    ...{ behind: cursorLine ?? 0, written: cursorLine ?? 0 },
  };
  return parts.map((of, at) => {
    const line = next[of];
    next[of] += feeds[at]!;
    return { part: of, line: of === "other" || cursorLine === undefined || line < 0 ? undefined : line };
  });
}
