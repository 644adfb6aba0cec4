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
  /** All that is on screen: `VISIBLE`, or also in the last lines before the cursor: `RECENT`, or in the very last: `NEAR`. */
  readonly closeness: ReadonlyMap<string, number>;
  /** How many are `RECENT` or `NEAR`, and how many `NEAR`. */
  readonly recent: number;
  readonly near: number;
  /** What is known of a candidate by its path alone. */
  readonly pathFeatures: (path: string) => PathFeatures;
  /** What is known of the place whatever the candidate: whether any is likely to help there. */
  readonly kind: readonly number[];
}

const [VISIBLE, RECENT, NEAR] = [1, 2, 3];
const RECENT_LINES = 15;
const NEAR_LINES = 3;

export function readPlaceNames({ path, before, after }: RepoPlace): PlaceNames {
  const lines = before.split("\n");
  const names = namesIn(before);
  const recent = new Set(namesIn(lines.slice(-RECENT_LINES).join("\n")));
  const near = new Set(namesIn(lines.slice(-NEAR_LINES).join("\n")));
  const closeness = new Map<string, number>();
  for (const [closer, some] of [
    [VISIBLE, names],
    [VISIBLE, namesIn(after)],
    [RECENT, recent],
    [NEAR, near],
  ] as const)
    for (const name of some) closeness.set(name, closer);
  return {
    closeness,
    recent: recent.size,
    near: near.size,
    pathFeatures: comparePaths(path),
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
  let [visible, recent, near] = [0, 0, 0];
  for (const name of names) {
    const closeness = place.closeness.get(name);
    if (closeness === undefined) continue;
    visible += 1;
    if (closeness >= RECENT) recent += 1;
    if (closeness === NEAR) near += 1;
  }
  const { sameFolder, otherEnding, nameLikeness, test } = place.pathFeatures(path);
  return [
    1,
    candidate.similarity,
    candidate.rank,
    candidate.similarity > 0 ? 1 : 0,
    candidate.definition,
    candidate.definition > 0 ? 1 : 0,
    candidate.imported,
    sameFolder,
    otherEnding,
    nameLikeness,
    recent / Math.max(1, names.length + place.recent - recent),
    near / Math.max(1, place.near),
    visible / Math.max(1, names.length),
    Math.log1p(names.length - visible) / 5,
    Math.log1p(candidate.text.length) / 8,
    test,
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

interface PathFeatures {
  readonly sameFolder: number;
  readonly otherEnding: number;
  readonly nameLikeness: number;
  readonly test: number;
}

/** With a place's path; each path once, for many candidates are of few files. */
function comparePaths(here: string): (path: string) => PathFeatures {
  const [folder, ending, parts, isHereTest] = [folderOf(here), endingOf(here), namePartsOf(here), isTest(here)];
  const known = new Map<string, PathFeatures>();
  return (path) => {
    const compared = known.get(path) ?? {
      sameFolder: folderOf(path) === folder ? 1 : 0,
      // Where all files have one ending it is 0: otherwise its weight would be a part of the bias there, and nonsense elsewhere.
      otherEnding: endingOf(path) === ending ? 0 : 1,
      nameLikeness: likenessOf(namePartsOf(path), parts),
      test: isTest(path) === isHereTest ? 1 : 0,
    };
    known.set(path, compared);
    return compared;
  };
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
function namePartsOf(path: string): ReadonlySet<string> {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return new Set(name.split(/[._-]/).slice(0, -1));
}

function likenessOf(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let shared = 0;
  for (const part of some) if (others.has(part)) shared += 1;
  return shared / Math.max(1, some.size + others.size - shared);
}
