/** What could help at a place: units found by what they share with it, and by what they define. */

import { findLanguage, languageOfPath } from "../core/languages/languages.ts";
import { findLikest, followingSpan, type Lead, readLead } from "./following.ts";
import { ImportedFiles } from "./importedFiles.ts";
import type { LineSpan } from "./indexedFile.ts";
import { classesAtMember } from "./memberAccess.ts";
import type { ModuleLayout } from "./moduleLayout.ts";
import { type TextAround, toQuery } from "./query.ts";
import { type RecentEdit, Related } from "./relatedPlaces.ts";
import type { RepoIndex } from "./repoIndex.ts";
import { type Hit, pathOfHit, type Query } from "./search.ts";
import type { ShownLines } from "./shownLines.ts";
import { definitionTerm, namesIn, type Term } from "./terms.ts";

/** A place in a file of the repository. */
export interface RepoPlace extends TextAround {
  /** As in the index. */
  readonly path: string;
  /** The file's first lines, for what it imports. */
  readonly head: string;
  /** Where modules are that are not named by their path; left out: nobody says. */
  readonly layout?: ModuleLayout;
  /** Where somebody wrote lately, the newest first. */
  readonly edits?: readonly RecentEdit[];
}

/** Gives the lines of a file as they are now; undefined when it cannot be read, or holds what must not be shown. */
export type LinesOf = (path: string) => ShownLines | undefined;

export interface RepoCandidate {
  readonly path: string;
  /** Lines that would be shown. */
  readonly span: LineSpan;
  readonly text: string;
  /** Each once. */
  readonly names: readonly string[];
  /** See `toCode`. */
  readonly code: readonly string[];
  /** BM25, of the best candidate's; 0 for those that only define something. */
  readonly similarity: number;
  /** 1 / place in that order; 0 where it is in none. */
  readonly rank: number;
  /** The same for what it defines of the names near the cursor. */
  readonly definition: number;
  /** See `ImportedFiles`. */
  readonly imported: number;
  /** How like the lines before the cursor its likest lines are, 0 to 1. */
  readonly likeness: number;
  /** It is what follows these lines, not a whole unit. */
  readonly isFollowing: boolean;
  /** See `Related`. */
  readonly sibling: number;
  readonly edited: number;
}

/** How many are looked at. */
export const MOST_CANDIDATES = 60;
const MOST_SIMILAR = 44;
const MOST_DEFINING = 24;
/** What follows the unit is shown too: the next lines are what the place asks for. */
const NEXT_LINES = 10;
/** Lines whose names are looked up where they are defined. */
const NEAR_BEFORE = 8;
const NEAR_AFTER = 3;
/** A chunk is not longer. */
export const MOST_CHUNK_CHARS = 1600;
/** What follows likely lines is worth its room even where a whole unit is not. */
const MOST_FOLLOWING_CHARS = 700;

export function findCandidates(index: RepoIndex, place: RepoPlace, linesOf: LinesOf): RepoCandidate[] {
  const similar = elsewhere(index.search(toQuery(place), MOST_SIMILAR * 3), place.path, MOST_SIMILAR);
  const defining = elsewhere(index.search(toDefinitionQuery(place), MOST_DEFINING * 3), place.path, MOST_DEFINING);
  const imports = importsAt(place);
  const found = new Map<string, { hit: Hit; path: string; similarity: number; rank: number; definition: number }>();
  const bestSimilar = similar[0]?.score ?? 1;
  const bestDefining = defining[0]?.score ?? 1;
  for (const [number, hit] of similar.entries())
    found.set(keyOf(hit), {
      hit,
      path: pathOfHit(hit),
      similarity: hit.score / bestSimilar,
      rank: 1 / (1 + number),
      definition: 0,
    });
  for (const hit of defining) {
    const known = found.get(keyOf(hit));
    const definition = hit.score / bestDefining;
    found.set(
      keyOf(hit),
      known ? { ...known, definition } : { hit, path: pathOfHit(hit), similarity: 0, rank: 0, definition },
    );
  }
  const lead = readLead(place.before);
  const related = new Related(place, (path) => index.shows(path));
  const units = [...found.values()].slice(0, MOST_CANDIDATES).flatMap(({ hit, path, ...scores }) => {
    const lines = linesOf(path);
    const unit = hit.segment.spanOf(hit.unit);
    // The file is gone or has become shorter since.
    if (lines === undefined || unit.end > lines.length) return [];
    const likest = findLikest(lead, lines, unit);
    const edited = related.editedIn(path, unit);
    const known = { path, ...scores, imported: imports.strengthOf(path), sibling: related.siblingOf(path), edited };
    const whole = toShown({ start: unit.start, end: unit.end + NEXT_LINES }, lines, MOST_CHUNK_CHARS);
    const following = likest && toShown(followingSpan(likest.line, lines.length), lines, MOST_FOLLOWING_CHARS);
    const likeness = likest?.likeness ?? 0;
    return [
      ...(whole === undefined ? [] : [{ ...whole, ...known, likeness, isFollowing: false }]),
      ...(following === undefined ? [] : [{ ...following, ...known, likeness, isFollowing: true }]),
    ];
  });
  return [...units, ...findRelated(related, lead, linesOf, imports)];
}

/** Those that no unit is of. */
function findRelated(related: Related, lead: Lead, linesOf: LinesOf, imports: ImportedFiles): RepoCandidate[] {
  return related.places(lead, linesOf).flatMap(({ path, span, likeness, isFollowing }) => {
    const shown = toShown(span, linesOf(path)!, MOST_FOLLOWING_CHARS);
    if (shown === undefined) return [];
    const edited = related.editedIn(path, span);
    const known = { similarity: 0, rank: 0, definition: 0, imported: imports.strengthOf(path), edited };
    return [{ path, ...shown, ...known, sibling: related.siblingOf(path), likeness, isFollowing }];
  });
}

const NO_LAYOUT: ModuleLayout = [];
/** The latest ones: a file is asked for again and again, and its first lines seldom change. */
let read: { readonly place: RepoPlace; readonly imports: ImportedFiles } | undefined;

function importsAt(place: RepoPlace): ImportedFiles {
  const { path, head, layout = NO_LAYOUT } = place;
  const isSame = read?.place.path === path && read.place.head === head && (read.place.layout ?? NO_LAYOUT) === layout;
  if (!isSame) read = { place, imports: new ImportedFiles(head, path, layout) };
  return read!.imports;
}

/** In other files; for a program only in programs: prose and data share its words, and say little of its next line. */
function elsewhere(hits: readonly Hit[], path: string, most: number): Hit[] {
  const wantsPrograms = isProgram(path);
  const found: Hit[] = [];
  for (const hit of hits) {
    if (found.length === most) break;
    const other = pathOfHit(hit);
    if (other !== path && (!wantsPrograms || isProgram(other))) found.push(hit);
  }
  return found;
}

const NO_PROGRAMS: ReadonlySet<string> = new Set(
  `markdown mdx restructuredtext asciidoc latex tex bibtex plaintext yaml toml ini properties dotenv json jsonc xml html css
  scss less sass svg diff log git-commit ignore dockerfile makefile cmake`.split(/\s+/),
);

/** Paths that were judged: the same ones are found again and again. */
const judged = new Map<string, boolean>();
const MOST_JUDGED = 20_000;

function isProgram(path: string): boolean {
  const known = judged.get(path);
  if (known !== undefined) return known;
  const languageId = languageOfPath(path);
  const is = !NO_PROGRAMS.has(languageId) && !findLanguage(languageId).isProse;
  if (judged.size >= MOST_JUDGED) judged.clear();
  judged.set(path, is);
  return is;
}

function keyOf(hit: Hit): string {
  return `${pathOfHit(hit)}:${hit.segment.arrays.unitStart[hit.unit]}`;
}

/** What is asked for by a member weighs so much, a name in the cursor's line 1. */
const MEMBER_WEIGHT = 2;

/** Names near the cursor, by how near; those in its own line most, and the class of which a member is wanted. */
function toDefinitionQuery({ before, after }: TextAround): Query {
  const weights = new Map<Term, number>();
  const take = (line: string, weight: number) => {
    for (const name of namesIn(line)) {
      const term = definitionTerm(name);
      weights.set(term, Math.max(weights.get(term) ?? 0, weight));
    }
  };
  const above = before.split("\n").slice(-NEAR_BEFORE);
  for (const [index, line] of above.entries()) take(line, (index + 1) / above.length);
  for (const line of after.split("\n").slice(0, NEAR_AFTER)) take(line, 0.5);
  for (const name of classesAtMember(before)) weights.set(definitionTerm(name), MEMBER_WEIGHT);
  return weights;
}

type Shown = Pick<RepoCandidate, "span" | "text" | "names" | "code">;

/** What was made of a file's lines: places near each other find the same units. */
const made = new WeakMap<ShownLines, Map<number, Shown | undefined>>();

/** Whole lines, without empty ones at its ends. */
function toShown(span: LineSpan, lines: ShownLines, mostChars: number): Shown | undefined {
  const ofFile = made.get(lines) ?? new Map<number, Shown | undefined>();
  made.set(lines, ofFile);
  const key = (span.start * (lines.length + NEXT_LINES + 1) + span.end) * MOST_CHUNK_CHARS + mostChars;
  if (!ofFile.has(key)) ofFile.set(key, makeShown(span, lines, mostChars));
  return ofFile.get(key);
}

function makeShown({ start, end }: LineSpan, lines: ShownLines, mostChars: number): Shown | undefined {
  const last = Math.min(lines.length, end);
  let from = start;
  while (from < last && lines.at(from).trim() === "") from += 1;
  let to = from;
  for (let chars = 0; to < last; to += 1) {
    chars += lines.at(to).length + 1;
    if (chars > mostChars && to > from) break;
  }
  while (to > from && lines.at(to - 1).trim() === "") to -= 1;
  if (to === from) return undefined;
  const names = new Set<string>();
  for (let line = from; line < to; line += 1) for (const name of lines.namesAt(line)) names.add(name);
  const shown = lines.slice(from, to);
  return { span: { start: from, end: to }, text: shown.join("\n"), names: [...names], code: toCode(shown) };
}

/** Lines that say something, without what stands around them. */
export function toCode(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line.length > 2);
}
