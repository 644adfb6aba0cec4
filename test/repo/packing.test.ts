/** What is packed together: the same as where each is weighed anew in every round. */

import { describe, expect, it } from "vitest";
import type { RepoCandidate } from "../../src/repo/candidates.ts";
import { packCandidates, type Ranked } from "../../src/repo/packing.ts";
import { Random } from "../random.ts";

function toRanked(path: string, start: number, text: string, names: readonly string[], probability: number): Ranked {
  const span = { start, end: start + 5 };
  const known = {
    similarity: 0,
    rank: 0,
    definition: 0,
    imported: 0,
    likeness: 0,
    isFollowing: false,
    sibling: 0,
    edited: 0,
  };
  const candidate: RepoCandidate = { path, span, text, names: [...new Set(names)], code: [], ...known };
  return { candidate, probability };
}

/** Greedy, with nothing remembered. */
function packPlainly(ranked: readonly Ranked[], chars: number, least: number): Ranked[] {
  const packed: Ranked[] = [];
  for (;;) {
    const left = chars - packed.reduce((sum, { candidate }) => sum + candidate.text.length, 0);
    const brought = new Set(packed.flatMap(({ candidate }) => [...candidate.names]));
    const fitting = ranked.filter(({ candidate: { path, span, text }, probability }) => {
      const ofFile = packed.filter(({ candidate }) => candidate.path === path).map(({ candidate }) => candidate.span);
      const overlaps = ofFile.some(({ start, end }) => start < span.end && span.start < end);
      return probability >= least && text.length <= left && ofFile.length < 2 && !overlaps;
    });
    const worth = fitting.map(({ candidate: { names, text }, probability }) => {
      const known = names.filter((name) => brought.has(name)).length;
      return (probability * (1 - (0.9 * known) / Math.max(1, names.length))) / Math.sqrt(text.length + 200);
    });
    const most = Math.max(0, ...worth);
    if (most === 0) return packed;
    packed.push(fitting[worth.indexOf(most)]!);
  }
}

describe("random candidates, many of them equal", () => {
  for (let seed = 0; seed < 200; seed += 1)
    it(`seed ${seed}`, () => {
      const random = new Random(`packing ${seed}`);
      const ranked = Array.from({ length: 40 }, () =>
        toRanked(
          `f${random.below(12)}`,
          random.below(30),
          "x".repeat(1 + 100 * random.below(4)),
          Array.from({ length: random.below(5) }, () => `name${random.below(20)}`),
          random.below(5) / 4,
        ),
      );
      const least = random.below(2) / 4;
      const chars = 200 + random.below(2000);
      expect(packCandidates(ranked, { chars, least })).toEqual(packPlainly(ranked, chars, least));
    });
});
