/** Lines of a repository that need a name from elsewhere in it, and what was found for them. */

import { relative } from "node:path";
import { findCandidates, type RepoCandidate, type RepoPlace } from "../../src/repo/candidates.ts";
import { featuresOf, readPlaceNames } from "../../src/repo/features.ts";
import { isIndexedText, toIndexedLines } from "../../src/repo/fileRules.ts";
import { walkFiles } from "../../src/repo/folderWalk.ts";
import { type IndexedFile, indexFile, NO_STAMP } from "../../src/repo/indexedFile.ts";
import { isProjectFile, type ModuleLayout, readLayout } from "../../src/repo/moduleLayout.ts";
import { RepoIndex } from "../../src/repo/repoIndex.ts";
import { toIndexedFile } from "../../src/repo/repoScan.ts";
import { namesIn } from "../../src/repo/terms.ts";
import { toWindows } from "../../src/repo/units.ts";
import type { DefinitionReader } from "../../src/syntax/definitions.ts";
import { Random } from "../random.ts";
import { HEADER_CHARS } from "./contextArms.ts";
import { linesFrom } from "./contextLines.ts";
import { AFTER_CHARS, BEFORE_CHARS } from "./contextPlaces.ts";
import { readText } from "./readText.ts";

export interface BenchRepository {
  readonly name: string;
  readonly lines: ReadonlyMap<string, readonly string[]>;
  readonly index: RepoIndex;
  readonly layout: ModuleLayout;
  readonly buildMs: number;
}

/** A line that needs names which do not stand around it. */
export interface ContextCase {
  readonly place: RepoPlace;
  /** Names of the line that stand neither in the 60 lines before nor in the 20 behind, but elsewhere in the repository. */
  readonly novel: readonly string[];
  readonly candidates: readonly RepoCandidate[];
  readonly features: readonly (readonly number[])[];
  readonly ms: number;
  /** The line itself. */
  readonly line: string;
}

const BEFORE = 60;
const AFTER = 20;
const CODE = /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|c|cc|cpp|h|cs|rb|php|scala)$/;
/** Neither comments nor what brings the names along. */
const NO_CASE = /^\s*(?:\/\/|#|\*|\/\*|import|from|use |package|export \*)/;

export type UnitKind = "definitions" | "windows";

export async function readRepository(root: string, kind: UnitKind, reader: DefinitionReader): Promise<BenchRepository> {
  const lines = new Map<string, readonly string[]>();
  const texts: [string, string][] = [];
  const projectFiles = new Map<string, string>();
  for await (const path of walkFiles(root, { globs: [], most: 200_000, shouldStop: () => false })) {
    const text = readText(`${root}/${path}`);
    if (text !== undefined && isProjectFile(path)) projectFiles.set(path, text);
    if (text === undefined || !isIndexedText(path, text, [])) continue;
    texts.push([path, text]);
    lines.set(path, toIndexedLines(text));
  }
  const index = new RepoIndex();
  const startedAt = performance.now();
  for (const [path, text] of texts) index.put(await toFile(path, text, kind, reader));
  index.segments;
  const buildMs = performance.now() - startedAt;
  return { name: relative(`${root}/..`, root), lines, index, layout: readLayout(projectFiles), buildMs };
}

function toFile(
  path: string,
  text: string,
  kind: UnitKind,
  reader: DefinitionReader,
): Promise<IndexedFile> | IndexedFile {
  const lines = toIndexedLines(text);
  if (kind === "definitions") return toIndexedFile({ path, text, lines }, reader, NO_STAMP);
  return indexFile(path, lines, toWindows(lines.length), NO_STAMP);
}

/** Lines that need a name from elsewhere, or any lines of code. */
export type CaseKind = "needy" | "any";

/** At random, the same for the same seed. */
export function toCases(
  { lines: files, index, layout }: BenchRepository,
  most: number,
  seed: string,
  kind: CaseKind = "needy",
): ContextCase[] {
  const random = new Random(seed);
  const paths = [...files.keys()].filter((path) => CODE.test(path) && files.get(path)!.length >= 30).sort();
  const filesOfName = new Map<string, number>();
  for (const lines of files.values())
    for (const name of new Set(namesIn(lines.join("\n")))) filesOfName.set(name, (filesOfName.get(name) ?? 0) + 1);
  const cases: ContextCase[] = [];
  for (let tries = 0; cases.length < most && tries < 100 * most && paths.length > 0; tries += 1) {
    const path = random.pick(paths);
    const lines = files.get(path)!;
    const at = random.below(lines.length);
    if (!isCase(lines, at)) continue;
    const novel = findNovel(lines, at, filesOfName);
    if (novel.length === 0 && kind === "needy") continue;
    const place = {
      path,
      before: `${lines.slice(Math.max(0, at - BEFORE), at).join("\n")}\n`,
      after: lines.slice(at + 1, at + 1 + AFTER).join("\n"),
      head: lines.slice(0, Math.min(at, 150)).join("\n"),
      layout,
    };
    cases.push({ place, novel, line: lines[at]!, ...find(place, files, index) });
  }
  return cases;
}

/** Code, with something in it. */
export function isCase(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  if (line.trim().length < 12 || new Set(namesIn(line)).size < 2 || NO_CASE.test(line)) return false;
  // Python's documentation stands between three quotes.
  const quotes =
    lines
      .slice(0, at + 1)
      .join("\n")
      .match(/"""|'''/g)?.length ?? 0;
  return quotes % 2 === 0;
}

function findNovel(lines: readonly string[], at: number, filesOfName: ReadonlyMap<string, number>): string[] {
  const names = new Set(namesIn(lines[at]!));
  const around = [...lines.slice(Math.max(0, at - BEFORE), at), ...lines.slice(at + 1, at + 1 + AFTER)];
  const near = new Set(namesIn(around.join("\n")));
  // The line itself counts its file.
  return [...names].filter((name) => !near.has(name) && (filesOfName.get(name) ?? 0) > 1);
}

function find(
  place: RepoPlace,
  files: BenchRepository["lines"],
  index: RepoIndex,
): Omit<ContextCase, "place" | "novel" | "line"> {
  const startedAt = performance.now();
  const candidates = findCandidates(index, place, linesFrom(files));
  const names = readPlaceNames(place);
  const features = candidates.map((candidate) => featuresOf(candidate, names));
  return { candidates, features, ms: performance.now() - startedAt };
}

/** What a model is asked with at a line, its indentation given: the text is what it should say. */
export function promptTexts({ place, line }: ContextCase): Readonly<Record<"before" | "after" | "text", string>> {
  const indent = /^\s*/.exec(line)![0];
  const before = (place.before + indent).slice(-BEFORE_CHARS);
  return { before, after: `\n${place.after}`.slice(0, AFTER_CHARS), text: line.slice(indent.length) };
}

/** Of the candidates that may be shown the one that has most of the wanted names, the shortest of these; undefined: none has any. */
export function usefulIn({ novel, candidates }: ContextCase): RepoCandidate | undefined {
  const useful = candidates
    .map((candidate) => ({ candidate, hits: novel.filter((name) => candidate.names.includes(name)).length }))
    .filter(({ hits, candidate }) => hits > 0 && candidate.text.length <= HEADER_CHARS)
    .sort((a, b) => b.hits - a.hits || a.candidate.text.length - b.candidate.text.length);
  return useful[0]?.candidate;
}

/** The share of the novel names that stand in texts. */
export function recallOf({ novel }: Pick<ContextCase, "novel">, found: ReadonlySet<string>): number {
  return novel.filter((name) => found.has(name)).length / novel.length;
}
