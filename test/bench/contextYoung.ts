/**
 * `npm run bench -- context --young --root DIR… [--cases N]`: lines of files that have hardly begun, of which only what stands above them is
 * there: what it is worth to look at siblings of the file. No model; the shipped weights.
 */

import { findCandidates } from "../../src/repo/candidates.ts";
import { FEATURES, featuresOf, readPlaceNames } from "../../src/repo/features.ts";
import type { Weights } from "../../src/repo/ranker.ts";
import { namesIn } from "../../src/repo/terms.ts";
import { SHIPPED_WEIGHTS } from "../../src/repo/weights.ts";
import { Random } from "../random.ts";
import { type BenchRepository, isCase, recallOf } from "./contextCases.ts";
import { linesFrom } from "./contextLines.ts";
import { ours } from "./contextRivals.ts";

const BUDGETS = [1500, 3000, 6000];
const FIRST_LINES = 25;
const SIBLING = FEATURES.indexOf("sibling");

/** With and without, over the lines and over those that have a sibling. */
export function youngTable(repositories: readonly BenchRepository[], most: number): string {
  const rows = repositories.flatMap((repository) => {
    const tried = tryLines(repository, most);
    const some = tried.filter(({ hasSibling }) => hasSibling);
    return [toRow(`${repository.name} (${tried.length})`, tried), toRow(`with a sibling (${some.length})`, some)];
  });
  return `| first lines of files, without → with siblings | ${BUDGETS.map((chars) => `${chars} characters`).join(" | ")} |\n|---|${BUDGETS.map(() => "---:").join("|")}|\n${rows.join("\n")}\n`;
}

interface Tried {
  readonly hasSibling: boolean;
  /** Recall by budget. */
  readonly without: readonly number[];
  readonly with: readonly number[];
}

function tryLines({ lines: files, index, layout }: BenchRepository, most: number): Tried[] {
  const random = new Random("young");
  const paths = [...files.keys()].filter((path) => /\.(?:[cm]?[jt]sx?|py|go|rs)$/.test(path)).sort();
  const known = new Set<string>();
  const several = new Set<string>();
  for (const lines of files.values())
    for (const name of new Set(namesIn(lines.join("\n")))) (known.has(name) ? several : known).add(name);
  const tried: Tried[] = [];
  for (let time = 0; tried.length < most && time < 100 * most; time += 1) {
    const path = random.pick(paths);
    const lines = files.get(path)!;
    const at = random.below(FIRST_LINES);
    if (at >= lines.length || !isCase(lines, at)) continue;
    const head = lines.slice(0, at).join("\n");
    const near = new Set(namesIn(head));
    const novel = [...new Set(namesIn(lines[at]!))].filter((name) => !near.has(name) && several.has(name));
    if (novel.length === 0) continue;
    const place = { path, before: `${head}\n`, after: "", head, layout };
    const names = readPlaceNames(place);
    const candidates = findCandidates(index, place, linesFrom(files));
    const recallWith = (some: typeof candidates, weights: Weights) => {
      const features = some.map((candidate) => featuresOf(candidate, names));
      return BUDGETS.map((chars) => recallOf({ novel }, ours({ candidates: some, features }, weights, chars)));
    };
    const found = candidates.filter(
      ({ sibling, similarity, definition }) => sibling === 0 || similarity + definition > 0,
    );
    tried.push({
      hasSibling: candidates.some(({ sibling }) => sibling > 0),
      without: recallWith(found, SHIPPED_WEIGHTS.with(SIBLING, 0)),
      with: recallWith(candidates, SHIPPED_WEIGHTS),
    });
  }
  return tried;
}

function toRow(name: string, tried: readonly Tried[]): string {
  const mean = (values: readonly number[]) =>
    ((100 * values.reduce((sum, value) => sum + value, 0)) / Math.max(1, values.length)).toFixed(1);
  const cells = BUDGETS.map(
    (_, at) => `${mean(tried.map(({ without }) => without[at]!))} → ${mean(tried.map((one) => one.with[at]!))}`,
  );
  return `| ${name} | ${cells.join(" | ")} |`;
}
