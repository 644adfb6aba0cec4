/** What each way of choosing puts in front of a place's own text. */

import { toHeaderText } from "../../src/core/request/chunkHolder.ts";
import { canBeHelped } from "../../src/repo/askedPlace.ts";
import { findCandidates, type RepoCandidate, type RepoPlace } from "../../src/repo/candidates.ts";
import { isIndexedPath, isIndexedText, toIndexedLines } from "../../src/repo/fileRules.ts";
import type { IndexedFile } from "../../src/repo/indexedFile.ts";
import { hashText, NO_STAMP } from "../../src/repo/indexedFile.ts";
import { packCandidates, type Ranked } from "../../src/repo/packing.ts";
import { RepoIndex } from "../../src/repo/repoIndex.ts";
import { toIndexedFile } from "../../src/repo/repoScan.ts";
import { rankCandidates } from "../../src/repo/retrieve.ts";
import { namesIn } from "../../src/repo/terms.ts";
import { EMPTY_PROBABILITY } from "../../src/repo/weights.ts";
import type { DefinitionReader } from "../../src/syntax/definitions.ts";
import { linesFrom } from "./contextLines.ts";
import { type BenchPlace, novelNames } from "./contextPlaces.ts";
import { type Chosen, importOnly, jaccardTabs } from "./contextRivals.ts";

export const ARMS = ["alone", "one", "ours", "oracle", "another's", "tabs", "imports"] as const;
export type Arm = (typeof ARMS)[number];

/** UTF-16 units of what is put in front. */
export const HEADER_CHARS = 1200;
/** What an index is asked with, as the product does. */
const ASKED_BEFORE = 4000;
const ASKED_AFTER = 1500;
const HEAD_LINES = 150;
const ORACLE_LINES = 24;
const ORACLE_STEP = 6;

/** A place with the index of its tree. */
export interface PreparedPlace {
  readonly place: BenchPlace;
  readonly asked: RepoPlace;
  readonly lines: ReadonlyMap<string, readonly string[]>;
  readonly ranked: readonly Ranked[];
  readonly candidates: readonly RepoCandidate[];
}

/** Files that were read once: a tree differs from the next one's by few. */
const read = new Map<string, { lines: readonly string[]; file: IndexedFile } | undefined>();

export async function preparePlace(place: BenchPlace, reader: DefinitionReader): Promise<PreparedPlace> {
  const { index, lines, asked } = await indexPlace(place, reader);
  const linesOf = linesFrom(lines);
  const ranked = rankCandidates(asked, { index, linesOf, shownPath: (other) => other });
  const candidates = findCandidates(index, asked, linesOf);
  return { place, asked, lines, ranked, candidates };
}

/** The place's tree, and what an index of it is asked. */
export async function indexPlace(
  place: BenchPlace,
  reader: DefinitionReader,
): Promise<Pick<PreparedPlace, "lines" | "asked"> & { readonly index: RepoIndex }> {
  const index = new RepoIndex();
  const lines = new Map<string, readonly string[]>();
  for (const [path, text] of place.files) {
    const known = await readFile(path, text, reader);
    if (known === undefined) continue;
    index.put(known.file);
    lines.set(path, known.lines);
  }
  const { path, before, after } = place;
  const asked = {
    path,
    before: before.slice(-ASKED_BEFORE),
    after: after.slice(0, ASKED_AFTER),
    head: before.split("\n", HEAD_LINES).join("\n"),
  };
  return { index, lines, asked };
}

async function readFile(path: string, text: string, reader: DefinitionReader) {
  const key = `${path}:${text.length}:${hashText(text)}`;
  if (!read.has(key)) {
    const isIndexed = isIndexedPath(path, []) && isIndexedText(path, text, []);
    const lines = toIndexedLines(text);
    const file = isIndexed ? await toIndexedFile({ path, text, lines }, reader, NO_STAMP) : undefined;
    read.set(key, file === undefined ? undefined : { lines, file });
  }
  return read.get(key);
}

/** `others`: what was chosen for a place of another repository. Undefined: the arm has nothing to say here. */
export function chooseFor(arm: Arm, prepared: PreparedPlace, others: readonly Chosen[]): readonly Chosen[] | undefined {
  switch (arm) {
    case "alone":
      return [];
    case "one":
      return chooseOurs(prepared).slice(0, 1);
    case "ours":
      return chooseOurs(prepared);
    case "oracle":
      return chooseOracle(prepared);
    case "another's":
      return others.length === 0 ? undefined : others;
    case "tabs":
      return shorten(jaccardTabs({ place: prepared.asked }, prepared.lines));
    case "imports":
      return importOnly(prepared, HEADER_CHARS);
    default:
      return arm satisfies never;
  }
}

export function toHeader(chosen: readonly Chosen[]): string {
  return chosen.map((one) => toHeaderText(one)).join("");
}

export function chooseOurs({ ranked, asked }: PreparedPlace): Chosen[] {
  if (!canBeHelped(asked)) return [];
  return packCandidates(ranked, { chars: HEADER_CHARS, least: EMPTY_PROBABILITY }).map(({ candidate }) => candidate);
}

/** The lines that hold most of the wanted names, told which these are. */
function chooseOracle({ place, lines: files }: PreparedPlace): Chosen[] | undefined {
  const wanted = novelNames(place.block, `${place.before}\n${place.after}`, place);
  if (wanted.length === 0) return undefined;
  let best: Chosen | undefined;
  let most = 0;
  for (const [path, lines] of files) {
    if (path === place.path || !wanted.some((name) => place.files.get(path)!.includes(name))) continue;
    for (let start = 0; start === 0 || start + ORACLE_LINES / 2 < lines.length; start += ORACLE_STEP) {
      const text = lines.slice(start, start + ORACLE_LINES).join("\n");
      const names = new Set(namesIn(text));
      const count = wanted.filter((name) => names.has(name)).length - text.length / 1e6;
      if (count > most) [best, most] = [{ path, text }, count];
    }
  }
  return best === undefined ? undefined : [best];
}

function shorten(chosen: readonly Chosen[]): Chosen[] {
  let left = HEADER_CHARS;
  const kept: Chosen[] = [];
  for (const { path, text } of chosen) {
    const cut = text.length <= left ? text : text.slice(0, Math.max(0, text.lastIndexOf("\n", left)));
    if (cut !== "") kept.push({ path, text: cut });
    left -= cut.length;
  }
  return kept;
}
