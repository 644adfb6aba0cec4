/** What is known of a candidate at a place, as numbers for the ranker. */

import type { RepoCandidate, RepoPlace } from "./candidates.ts";
import { namesIn } from "./terms.ts";

/** In the order of the weights. Each is about 0 to 1. */
export const FEATURES = [
  "bias",
  "similarity",
  "rank",
  "isSimilar",
  "definition",
  "isDefinition",
  "imported",
  "sameFolder",
  "otherEnding",
  "nameLikeness",
  "overlap",
  "nearMatched",
  "visible",
  "newNames",
  "length",
  "test",
  "likeness",
  "isFollowing",
  "followingLikeness",
  "likenessSquared",
  "similarLikeness",
  "sibling",
  "edited",
  "opensBefore",
  "emptyBefore",
  "atMargin",
  "usedOnce",
  "inTest",
] as const;

/** What features need to know of a place, read once. */
export interface PlaceNames {
  readonly path: string;
  /** In the last lines before the cursor. */
  readonly recent: ReadonlySet<string>;
  readonly near: ReadonlySet<string>;
  /** In all that is on screen. */
  readonly visible: ReadonlySet<string>;
  /** What is known of the place whatever the candidate: whether any is likely to help there. */
  readonly kind: readonly number[];
}

const RECENT_LINES = 15;
const NEAR_LINES = 3;

export function readPlaceNames({ path, before, after }: RepoPlace): PlaceNames {
  const lines = before.split("\n");
  const names = namesIn(before);
  return {
    path,
    recent: new Set(namesIn(lines.slice(-RECENT_LINES).join("\n"))),
    near: new Set(namesIn(lines.slice(-NEAR_LINES).join("\n"))),
    visible: new Set([...names, ...namesIn(after)]),
    kind: readKind(path, lines, names),
  };
}

/** The last of the features, in their order; `lines` and `names` those of the text before the cursor. */
function readKind(path: string, lines: readonly string[], names: readonly string[]): number[] {
  const line = lines.at(-1) ?? "";
  const written = lines.slice(0, -1).filter((other) => other.trim() !== "");
  const last = written.at(-1) ?? "";
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  const near = new Set(namesIn([...written.slice(-NEAR_LINES), line].join("\n")));
  const once = [...near].filter((name) => times.get(name) === 1).length;
  return [
    /[{([:,=>]\s*$/.test(last) ? 1 : 0,
    (lines.at(-2) ?? "").trim() === "" ? 1 : 0,
    /^\S/.test(line === "" ? last : line) ? 1 : 0,
    once / Math.max(1, near.size),
    isTest(path) ? 1 : 0,
  ];
}

export function featuresOf(candidate: RepoCandidate, place: PlaceNames): number[] {
  const { names, path } = candidate;
  const shared = countShared(names, place.visible);
  const recent = countShared(names, place.recent);
  return [
    1,
    candidate.similarity,
    candidate.rank,
    candidate.similarity > 0 ? 1 : 0,
    candidate.definition,
    candidate.definition > 0 ? 1 : 0,
    candidate.imported,
    folderOf(path) === folderOf(place.path) ? 1 : 0,
    // Where all files have one ending it is 0: otherwise its weight would be a part of the bias there, and nonsense elsewhere.
    endingOf(path) === endingOf(place.path) ? 0 : 1,
    nameLikeness(path, place.path),
    recent / Math.max(1, names.size + place.recent.size - recent),
    countShared(place.near, names) / Math.max(1, place.near.size),
    shared / Math.max(1, names.size),
    Math.log1p(names.size - shared) / 5,
    Math.log1p(candidate.text.length) / 8,
    isTest(path) === isTest(place.path) ? 1 : 0,
    candidate.likeness,
    candidate.isFollowing ? 1 : 0,
    candidate.isFollowing ? candidate.likeness : 0,
    candidate.likeness ** 2,
    candidate.likeness * candidate.similarity,
    candidate.sibling,
    candidate.edited,
    ...place.kind,
  ];
}

function countShared(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let count = 0;
  for (const name of some) if (others.has(name)) count += 1;
  return count;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function endingOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function isTest(path: string): boolean {
  return /(?:^|[/._-])(?:tests?|specs?)(?=$|[/._-])/i.test(path);
}

/** `cart.test.ts` and `cart.ts` are of one piece. */
function nameLikeness(a: string, b: string): number {
  const [left, right] = [a, b].map(
    (path) =>
      new Set(
        path
          .slice(path.lastIndexOf("/") + 1)
          .toLowerCase()
          .split(/[._-]/)
          .slice(0, -1),
      ),
  );
  const shared = countShared(left!, right!);
  return shared / Math.max(1, left!.size + right!.size - shared);
}
