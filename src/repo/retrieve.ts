/** A place → the chunks that are worth their room there. */

import { pathToFileURL } from "node:url";
import type { ContextChunk } from "../core/prompt/context.ts";
import { percent } from "../core/shortText.ts";
import { canBeHelped } from "./askedPlace.ts";
import { findCandidates, type LinesOf, type RepoCandidate, type RepoPlace, toCode } from "./candidates.ts";
import { featuresOf, readPlaceNames } from "./features.ts";
import { hashText } from "./indexedFile.ts";
import { type PackingLimits, packCandidates, type Ranked } from "./packing.ts";
import { probabilityOf, type Weights } from "./ranker.ts";
import type { RepoIndex } from "./repoIndex.ts";
import { EMPTY_PROBABILITY, SHIPPED_WEIGHTS } from "./weights.ts";

export interface Retrieval {
  readonly index: RepoIndex;
  readonly linesOf: LinesOf;
  /** A path as it is shown. */
  readonly shownPath: (path: string) => string;
  readonly weights?: Weights;
  /** Told what was found for a place where text of other files may be shown. */
  readonly onSeen?: (place: RepoPlace, seen: readonly RankedSeen[]) => void;
}

export interface RankedSeen extends Ranked {
  /** See `featuresOf`. */
  readonly features: readonly number[];
}

/** Of a chunk's lines, so many that stand around the cursor already make it useless there. */
const MOST_ON_SCREEN = 0.6;

/** The best first; none where nothing is likely to help. */
export function retrieve(place: RepoPlace, chars: number, retrieval: Retrieval): ContextChunk[] {
  if (!canBeHelped(place)) return [];
  const ranked = rankCandidates(place, retrieval);
  retrieval.onSeen?.(place, ranked);
  return pack(ranked, { chars, least: EMPTY_PROBABILITY }, retrieval);
}

/** As much as there is room for, whether it is likely to help or not; the best first. */
export function fillRoom(place: RepoPlace, chars: number, retrieval: Retrieval): ContextChunk[] {
  return pack(rankCandidates(place, retrieval), { chars, least: 0 }, retrieval);
}

function pack(ranked: readonly Ranked[], limits: PackingLimits, retrieval: Retrieval): ContextChunk[] {
  return packCandidates(ranked, limits).map((entry) => toChunk(entry, retrieval));
}

/** In no order. */
export function rankCandidates(
  place: RepoPlace,
  { index, linesOf, weights = SHIPPED_WEIGHTS }: Retrieval,
): RankedSeen[] {
  const names = readPlaceNames(place);
  const onScreen = new Set(toCode(`${place.before}\n${place.after}`.split("\n")));
  return findCandidates(index, place, linesOf)
    .filter(({ code }) => !isOnScreen(code, onScreen))
    .map((candidate) => {
      const features = featuresOf(candidate, names);
      return { candidate, features, probability: probabilityOf(features, weights) };
    });
}

function isOnScreen(code: readonly string[], onScreen: ReadonlySet<string>): boolean {
  let left = code.length;
  for (const line of code) {
    if (!onScreen.has(line)) left -= 1;
    if (left <= MOST_ON_SCREEN * code.length) return false;
  }
  return left > 0;
}

function toChunk({ candidate, probability }: Ranked, { shownPath }: Retrieval): ContextChunk {
  const { path, span, text } = candidate;
  return {
    id: `${path}:${span.start}-${span.end}:${hashText(text).toString(36)}`,
    uri: pathToFileURL(path).href,
    path: shownPath(path),
    startLine: span.start,
    endLine: span.end,
    text,
    value: probability,
    reason: toReason(candidate),
  };
}

/** What is most like a text elsewhere, whether it helps or not; the most similar first. */
export function findSimilar(place: RepoPlace, most: number, retrieval: Retrieval): ContextChunk[] {
  return findCandidates(retrieval.index, place, retrieval.linesOf)
    .filter(({ similarity, isFollowing }) => similarity > 0 && !isFollowing)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, most)
    .map((candidate) => toChunk({ candidate, probability: candidate.similarity }, retrieval));
}

function toReason({ similarity, definition, imported, isFollowing, sibling, edited }: RepoCandidate): string {
  const reasons = [
    ...(isFollowing ? ["follows what is like the lines here"] : []),
    ...(definition > 0 ? ["defines a name near the cursor"] : []),
    ...(similarity > 0 ? [`similar (${percent(similarity)} of the most similar)`] : []),
    ...(imported > 0 ? ["imported here"] : []),
    ...(sibling > 0 ? ["of one piece with this file"] : []),
    ...(edited > 0 ? ["edited lately"] : []),
  ];
  return reasons.join(", ");
}
