/** Which candidates are worth their room, together: the likely ones that do not repeat each other. */

import type { RepoCandidate } from "./candidates.ts";

export interface Ranked {
  readonly candidate: RepoCandidate;
  /** 0 to 1. */
  readonly probability: number;
}

export interface PackingLimits {
  /** UTF-16 units of all texts. */
  readonly chars: number;
  /** Nothing below it is packed: what the empty candidate is worth. */
  readonly least: number;
}

const MOST_PER_FILE = 2;
/** What a candidate loses for names that others have already brought, all of them taken together. */
const REPETITION = 0.9;
/** A short text is not worth so much more than a longer one. */
const FREE_CHARS = 200;

/** The best first. Greedy: probability less repetition, per root of its length. */
export function packCandidates(ranked: readonly Ranked[], { chars, least }: PackingLimits): Ranked[] {
  const packed: Ranked[] = [];
  const brought = new Set<string>();
  const perFile = new Map<string, number>();
  let left = chars;
  const rest = new Set(ranked.filter(({ probability }) => probability >= least));
  while (rest.size > 0) {
    let best: Ranked | undefined;
    let bestValue = 0;
    for (const entry of rest) {
      const { candidate, probability } = entry;
      const { path, text, names } = candidate;
      if (
        text.length > left ||
        (perFile.get(path) ?? 0) >= MOST_PER_FILE ||
        packed.some((other) => overlaps(other.candidate, candidate))
      ) {
        rest.delete(entry);
        continue;
      }
      let known = 0;
      for (const name of names) if (brought.has(name)) known += 1;
      const value =
        (probability * (1 - (REPETITION * known) / Math.max(1, names.size))) / Math.sqrt(text.length + FREE_CHARS);
      if (value > bestValue) [best, bestValue] = [entry, value];
    }
    if (best === undefined) break;
    rest.delete(best);
    packed.push(best);
    left -= best.candidate.text.length;
    perFile.set(best.candidate.path, (perFile.get(best.candidate.path) ?? 0) + 1);
    for (const name of best.candidate.names) brought.add(name);
  }
  return packed;
}

function overlaps(a: RepoCandidate, b: RepoCandidate): boolean {
  return a.path === b.path && a.span.start < b.span.end && b.span.start < a.span.end;
}
