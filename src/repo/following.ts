/** Where another file goes like the text in front of the cursor: what follows there is likely to be of use here. */

import type { LineSpan } from "./indexedFile.ts";
import type { ShownLines } from "./shownLines.ts";
import { namesIn } from "./terms.ts";

/** Names of the last lines before the cursor, by how near. */
export type Lead = ReadonlyMap<string, number>;

/** Lines that say something, the cursor's own among them. */
const LEAD_LINES = 5;
/** What a name of one line further up weighs, as a part. */
const FADING = 0.75;

export function readLead(before: string): Lead {
  const lines: string[] = [];
  for (let end = before.length; end >= 0 && lines.length < LEAD_LINES; ) {
    // From -1 on, a search would begin at 0.
    const start = end === 0 ? 0 : before.lastIndexOf("\n", end - 1) + 1;
    const line = before.slice(start, end);
    if (line.trim() !== "") lines.push(line);
    end = start - 1;
  }
  const lead = new Map<string, number>();
  for (const [distance, line] of lines.entries())
    for (const name of namesIn(line)) if (!lead.has(name)) lead.set(name, FADING ** distance);
  return lead;
}

export interface Likeness {
  /** The line that is most like the one at the cursor, together with those above it. */
  readonly line: number;
  /** 0 to 1. */
  readonly likeness: number;
}

/** What a name of one line further up weighs in the other text. */
const OTHER_FADING = 0.9;
const OTHER_WEIGHTS = Array.from({ length: LEAD_LINES }, (_, above) => OTHER_FADING ** above);
/** What a name weighs that only the other text has. */
const STRANGER = 0.15;
const ROUNDING = 1 + 1e-9;

/** The first of the best lines; undefined where no name is shared. */
export function findLikest(lead: Lead, lines: ShownLines, { start, end }: LineSpan): Likeness | undefined {
  let all = 0;
  for (const weight of lead.values()) all += weight;
  if (all === 0) return undefined;
  const last = Math.min(end, lines.length);
  const first = Math.max(0, start - LEAD_LINES + 1);
  const shared: number[] = [];
  for (let line = first; line < last; line += 1) shared.push(sharedWith(lead, lines.namesAt(line)));
  let best = 0;
  let bestLine = -1;
  for (let line = start; line < last; line += 1) {
    if (lines.namesAt(line).length === 0) continue;
    let most = 0;
    let names = 0;
    for (let above = 0; above < LEAD_LINES && line - above >= first; above += 1) {
      most += shared[line - above - first]! * OTHER_WEIGHTS[above]!;
      names = Math.max(names, lines.namesAt(line - above).length);
    }
    // Names that occur twice count once: it is not more, but for what sums lose by being rounded.
    if (most * ROUNDING <= best * (all + STRANGER * names)) continue;
    const likeness = likenessAt(lead, all, lines, line);
    if (likeness > best) [best, bestLine] = [likeness, line];
  }
  return bestLine < 0 ? undefined : { line: bestLine, likeness: best };
}

function sharedWith(lead: Lead, names: readonly string[]): number {
  let shared = 0;
  for (const name of names) shared += lead.get(name) ?? 0;
  return shared;
}

function likenessAt(lead: Lead, all: number, lines: ShownLines, line: number): number {
  const seen = new Set<string>();
  let shared = 0;
  for (let above = 0; above < LEAD_LINES && above <= line; above += 1)
    for (const name of lines.namesAt(line - above)) {
      if (seen.has(name)) continue;
      seen.add(name);
      shared += (lead.get(name) ?? 0) * OTHER_WEIGHTS[above]!;
    }
  return shared / (all + STRANGER * seen.size);
}

const LINES_ABOVE = 3;
const LINES_BELOW = 14;

/** The lines to show for a line that is like the cursor's. */
export function followingSpan(line: number, lineCount: number): LineSpan {
  return { start: Math.max(0, line - LINES_ABOVE), end: Math.min(lineCount, line + 1 + LINES_BELOW) };
}
