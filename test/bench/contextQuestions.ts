/**
 * `npm run bench -- contextQuestions --root DIR… [--saved FILE] [--places N]`: what questions cost in a large index, in time of the
 * thread and in counted work. No model. `--saved`: the index is kept there, and read from there the next time. Node modules and
 * Python's library make a large one.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { percentile } from "../../src/core/percentile.ts";
import type { ContextChunk } from "../../src/core/prompt/context.ts";
import { findPackageRoot } from "../../src/places.ts";
import { findCandidates, type LinesOf, type RepoPlace } from "../../src/repo/candidates.ts";
import { hashText } from "../../src/repo/indexedFile.ts";
import { ModuleLayouts } from "../../src/repo/moduleLayouts.ts";
import { toQuery } from "../../src/repo/query.ts";
import { RepoIndex } from "../../src/repo/repoIndex.ts";
import { scanAll, toRoot } from "../../src/repo/repoScan.ts";
import { RepoTexts } from "../../src/repo/repoTexts.ts";
import { fillRoom } from "../../src/repo/retrieve.ts";
import { loadIndex, saveIndex } from "../../src/repo/savedIndex.ts";
import { type Hit, pathOfHit } from "../../src/repo/search.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { Random } from "../random.ts";
import { report } from "./bench.ts";

const { values } = parseArgs({
  options: { root: { type: "string", multiple: true }, saved: { type: "string" }, places: { type: "string" } },
});
/** Lines at each place that are asked for one after the other, as they would be typed. */
const LINES = 6;
const BEFORE_CHARS = 4000;
const AFTER_CHARS = 1500;
const HEAD_LINES = 150;
const CHARS = 3000;
/** As the index is asked for what is similar. */
const MOST_HITS = 132;
const ASKED = 3;
/** Before the compiler has seen to them. */
const WARM_UP = 20;
const CODE = /\.(?:[cm]?[jt]sx?|py|go|rs|java)$/;

const texts = new RepoTexts();
const modules = new ModuleLayouts();
await main();

async function main(): Promise<void> {
  const index = await readIndex();
  const units = index.segments.reduce((sum, segment) => sum + segment.units, 0);
  const bytes = index.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  report(
    `${index.files} files, ${units} units, ${index.segments.length} segments, ${Math.round(bytes / 1e6)} MB of arrays`,
  );
  const linesOf = (path: string) => texts.linesOf(path, index.stampOf(path)!, []);
  const places = toPlaces(index, linesOf, Number(values.places ?? 200) + WARM_UP);
  const retrieval = { index, linesOf, shownPath: (path: string) => path };
  measure("the index alone", places, ASKED, (place) => void index.search(toQuery(place), MOST_HITS));
  measure("a whole question, files unread", places, 1, (place) => void fillRoom(place, CHARS, retrieval));
  measure("candidates, files read", places, ASKED, (place) => void findCandidates(index, place, linesOf));
  measure("a whole question, files read", places, ASKED, (place) => void fillRoom(place, CHARS, retrieval));
  measureReading(index, places);
  describeWork(index, places);
  describeAnswers(places, (place) => fillRoom(place, CHARS, retrieval));
}

async function readIndex(): Promise<RepoIndex> {
  const index = new RepoIndex();
  const saved = values.saved === undefined ? undefined : await loadIndex(values.saved);
  for (const _ of index.load(saved ?? []));
  const definitions = new DefinitionReader(join(findPackageRoot(), "grammars"));
  const roots = (values.root ?? []).map(toRoot);
  if (saved === undefined)
    await scanAll({ index, texts, definitions, modules, roots, globs: [], breathe: async () => true }, []);
  if (saved === undefined && values.saved !== undefined) await saveIndex(values.saved, index);
  return index;
}

type Places = readonly (readonly RepoPlace[])[];

/** Some lines of each, one after the other. */
function toPlaces(index: RepoIndex, linesOf: LinesOf, count: number): RepoPlace[][] {
  const random = new Random("questions");
  const paths = index.paths().filter((path) => CODE.test(path));
  const places: RepoPlace[][] = [];
  while (places.length < count) {
    const path = random.pick(paths);
    const shown = linesOf(path);
    if (shown === undefined || shown.length < 2 * LINES) continue;
    const lines = shown.slice(0, shown.length);
    const first = LINES + random.below(lines.length - 2 * LINES);
    places.push(
      Array.from({ length: LINES }, (_, at) => ({
        path,
        before: lines
          .slice(0, first + at)
          .join("\n")
          .slice(-BEFORE_CHARS),
        after: `\n${lines
          .slice(first + at + 1)
          .join("\n")
          .slice(0, AFTER_CHARS)}`,
        head: lines.slice(0, HEAD_LINES).join("\n"),
        layout: modules.now,
      })),
    );
  }
  return places;
}

/** `asked`: each so often, and the quickest counts, for others use the machine meanwhile. */
function measure(name: string, places: Places, asked: number, ask: (place: RepoPlace) => void): void {
  const [first, next]: [number[], number[]] = [[], []];
  for (const [number, lines] of places.entries())
    for (const [at, place] of lines.entries()) {
      const times = Array.from({ length: asked }, () => timeOf(() => ask(place)));
      if (number >= WARM_UP) (at === 0 ? first : next).push(Math.min(...times));
    }
  report(`${name}: at a new place ${percentiles(first, "ms", 2)}; at its next lines ${percentiles(next, "ms", 2)}`);
}

/** The first question at each place, with nothing of it known: no file read yet, or all of them read ahead and no line looked at. */
function measureReading(index: RepoIndex, places: Places): void {
  const [unread, ahead]: [number[], number[]] = [[], []];
  const [files, bytes]: [number[], number[]] = [[], []];
  const ask = (place: RepoPlace, linesOf: LinesOf) =>
    timeOf(() => void fillRoom(place, CHARS, { index, linesOf, shownPath: (path) => path }));
  for (const [number, [place]] of places.entries()) {
    const wanted = new Set<string>();
    const [cold, warm] = [new RepoTexts(), new RepoTexts()];
    const coldMs = ask(place!, (path) => {
      wanted.add(path);
      return cold.linesOf(path, index.stampOf(path)!, []);
    });
    for (const path of wanted) warm.readAhead(path, index.stampOf(path)!, []);
    const warmMs = ask(place!, (path) => warm.linesOf(path, index.stampOf(path)!, []));
    const stamps = [...wanted].map((path) => index.stampOf(path)!);
    if (number < WARM_UP) continue;
    unread.push(coldMs);
    ahead.push(warmMs);
    files.push(stamps.length);
    bytes.push(stamps.reduce((sum, { size }) => sum + size, 0) / 1000);
  }
  report(`the first question at a place, nothing read: ${percentiles(unread, "ms", 2)}`);
  report(`the first question at a place, its files read ahead: ${percentiles(ahead, "ms", 2)}`);
  report(`files of a question: ${percentiles(files, "", 0)}; ${percentiles(bytes, "kB", 0)}`);
}

/** What does not depend on the machine; and a number that is another when other units are found. */
function describeWork(index: RepoIndex, places: Places): void {
  const counts = { terms: [] as number[], postings: [] as number[], units: [] as number[] };
  let found = "";
  for (const place of places.flat()) {
    const query = toQuery(place);
    const work = { terms: 0, postings: 0, units: 0 };
    found = `${hashText(found + index.search(query, MOST_HITS, work).map(nameOf).join(","))}`;
    counts.terms.push(work.terms);
    counts.postings.push(work.postings);
    counts.units.push(work.units);
  }
  for (const [name, all] of Object.entries(counts)) report(`${name} of a search: ${percentiles(all, "", 0)}`);
  report(`found: ${found}`);
}

/** Another number when another text is chosen anywhere, in another order, or is thought more or less likely to help. */
function describeAnswers(places: Places, ask: (place: RepoPlace) => readonly ContextChunk[]): void {
  let chunks = 0;
  let answers = "";
  for (const place of places.flat()) {
    const found = ask(place);
    chunks += found.length;
    answers = `${hashText(answers + found.map(({ id, value }) => `${id} ${value.toFixed(9)}`).join(","))}`;
  }
  report(`answers of whole questions: ${chunks} chunks at ${places.flat().length} places, ${answers}`);
}

function nameOf(hit: Hit): string {
  return `${pathOfHit(hit)}:${hit.segment.spanOf(hit.unit).start} ${hit.score.toFixed(6)}`;
}

/** Of the process, in milliseconds; a thread's own time is told in ticks of some milliseconds. */
function timeOf(work: () => void): number {
  const startedAt = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / 1000;
}

function percentiles(all: readonly number[], unit: string, digits: number): string {
  const at = (share: number) => percentile(all, share)?.toFixed(digits);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)} ${unit}`.trim();
}
