/** Ways to choose text of other files, ours and those it is compared with. Each gives the names that its text holds. */

import type { RepoCandidate } from "../../src/repo/candidates.ts";
import { packCandidates } from "../../src/repo/packing.ts";
import { probabilityOf, type Weights } from "../../src/repo/ranker.ts";
import { namesIn } from "../../src/repo/terms.ts";
import type { BenchRepository, ContextCase } from "./contextCases.ts";

export type Names = ReadonlySet<string>;

const NEAR_FILES = 20;
const MOST_FILE_CHARS = 10_000;
const WINDOW = 60;
const STEP = 10;
const MOST_SNIPPETS = 4;

/** A text that was chosen, and where it stands. */
export interface Chosen {
  readonly path: string;
  readonly text: string;
}

/** Copilot's neighbouring tabs: of the 20 nearest files under 10,000 characters the 60 lines that share most words, the best four. */
export function jaccardTabs({ place }: Pick<ContextCase, "place">, files: BenchRepository["lines"]): Chosen[] {
  const wanted = new Set(namesIn(place.before.split("\n").slice(-WINDOW).join("\n")));
  const near = [...files]
    .filter(
      ([path, lines]) =>
        path !== place.path && endingOf(path) === endingOf(place.path) && sizeOf(lines) < MOST_FILE_CHARS,
    )
    .map(([path, lines]) => ({ path, lines, distance: distanceBetween(path, place.path) }))
    .sort((a, b) => a.distance - b.distance || (a.path < b.path ? -1 : 1))
    .slice(0, NEAR_FILES);
  return near
    .map(({ path, lines }) => ({ path, ...bestWindow(lines, wanted) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST_SNIPPETS);
}

function bestWindow(lines: readonly string[], wanted: Names): { text: string; likeness: number } {
  let best = { text: "", likeness: -1 };
  for (let start = 0; start === 0 || start + WINDOW <= lines.length; start += STEP) {
    const text = lines.slice(start, start + WINDOW).join("\n");
    const names = new Set(namesIn(text));
    const shared = [...wanted].filter((name) => names.has(name)).length;
    const likeness = shared / Math.max(1, wanted.size + names.size - shared);
    if (likeness > best.likeness) best = { text, likeness };
  }
  return best;
}

/** What is imported, as long as there is room; the most similar first. */
export function importOnly({ candidates }: Pick<ContextCase, "candidates">, chars: number): RepoCandidate[] {
  return inRoom(
    candidates.filter(({ imported }) => imported > 0),
    chars,
  );
}

/** In the order of BM25 alone, two of each file at most. */
export function similarOnly({ candidates }: ContextCase, chars: number): Names {
  return namesOf(
    inRoom(
      candidates.filter(({ similarity }) => similarity > 0),
      chars,
    ),
  );
}

export function ours(
  { candidates, features }: Pick<ContextCase, "candidates" | "features">,
  weights: Weights,
  chars: number,
): Names {
  const ranked = candidates.map((candidate, at) => ({ candidate, probability: probabilityOf(features[at]!, weights) }));
  return namesOf(packCandidates(ranked, { chars, least: 0 }).map(({ candidate }) => candidate));
}

/** Of our candidates those that hold the wanted names, told which these are. */
export function perfect({ candidates, novel }: ContextCase, chars: number): Names {
  const missing = new Set(novel);
  const chosen: RepoCandidate[] = [];
  let left = chars;
  for (;;) {
    const useful = candidates
      .filter((candidate) => candidate.text.length <= left && !chosen.includes(candidate))
      .map((candidate) => ({ candidate, gain: [...missing].filter((name) => candidate.names.includes(name)).length }))
      .filter(({ gain }) => gain > 0)
      .sort((a, b) => b.gain - a.gain || a.candidate.text.length - b.candidate.text.length);
    if (useful[0] === undefined) return namesOf(chosen);
    chosen.push(useful[0].candidate);
    left -= useful[0].candidate.text.length;
    for (const name of useful[0].candidate.names) missing.delete(name);
  }
}

function inRoom(candidates: readonly RepoCandidate[], chars: number): RepoCandidate[] {
  let left = chars;
  const perFile = new Map<string, number>();
  return candidates.filter(({ path, text }) => {
    const count = perFile.get(path) ?? 0;
    if (text.length > left || count >= 2) return false;
    left -= text.length;
    perFile.set(path, count + 1);
    return true;
  });
}

export function namesOf(candidates: readonly RepoCandidate[]): Names {
  return new Set(candidates.flatMap(({ names }) => [...names]));
}

/** As many characters from the start of all of them. */
export function namesWithin(chosen: readonly Chosen[], chars: number): Names {
  return new Set(
    namesIn(
      chosen
        .map(({ text }) => text)
        .join("\n")
        .slice(0, chars),
    ),
  );
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function endingOf(path: string): string {
  return path.slice(path.lastIndexOf("."));
}

function distanceBetween(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared += 1;
  return left.length + right.length - 2 * shared;
}
