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

interface Waiting {
  readonly entry: Ranked;
  /** What it was worth beside so many packed ones: with more of them it is not worth more. */
  value: number;
  beside: number;
}

/** The best first. Greedy: probability less repetition, per root of its length. */
export function packCandidates(ranked: readonly Ranked[], { chars, least }: PackingLimits): Ranked[] {
  const packed: Ranked[] = [];
  const brought = new Set<string>();
  let left = chars;
  const rest = new Set<Waiting>();
  for (const entry of ranked)
    if (entry.probability >= least) rest.add({ entry, value: worthOf(entry, brought), beside: 0 });
  for (let best = findBest(rest); best !== undefined; best = findBest(rest)) {
    const { candidate } = best.entry;
    if (candidate.text.length > left || !goesWith(packed, candidate)) rest.delete(best);
    else if (best.beside < packed.length) {
      best.value = worthOf(best.entry, brought);
      best.beside = packed.length;
    } else {
      rest.delete(best);
      packed.push(best.entry);
      left -= candidate.text.length;
      for (const name of candidate.names) brought.add(name);
    }
  }
  return packed;
}

/** The first of those that may be worth most; undefined where none is worth anything. */
function findBest(rest: ReadonlySet<Waiting>): Waiting | undefined {
  let best: Waiting | undefined;
  for (const waiting of rest) if (waiting.value > (best?.value ?? 0)) best = waiting;
  return best;
}

function worthOf({ candidate: { names, text }, probability }: Ranked, brought: ReadonlySet<string>): number {
  let known = 0;
  if (brought.size > 0) for (const name of names) if (brought.has(name)) known += 1;
  return (probability * (1 - (REPETITION * known) / Math.max(1, names.length))) / Math.sqrt(text.length + FREE_CHARS);
}

function goesWith(packed: readonly Ranked[], candidate: RepoCandidate): boolean {
  const ofFile = packed.filter((other) => other.candidate.path === candidate.path);
  return ofFile.length < MOST_PER_FILE && !ofFile.some((other) => overlaps(other.candidate, candidate));
}

function overlaps(a: RepoCandidate, b: RepoCandidate): boolean {
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
