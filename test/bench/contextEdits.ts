/**
 * `npm run bench -- context --edits --trees DIR`: what it is worth to know where somebody wrote lately. Lines of real commits that need a
 * name; the tree as it was before. The edits are what differs, in other files, from the tree of the commit that is most like it: work at
 * about the same time, before or behind it. No model.
 */

import { join } from "node:path";
import { findPackageRoot } from "../../src/places.ts";
import { findCandidates } from "../../src/repo/candidates.ts";
import { FEATURES, featuresOf, readPlaceNames } from "../../src/repo/features.ts";
import { packCandidates } from "../../src/repo/packing.ts";
import { probabilityOf } from "../../src/repo/ranker.ts";
import type { RecentEdit } from "../../src/repo/relatedPlaces.ts";
import { SHIPPED_WEIGHTS } from "../../src/repo/weights.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { indexPlace } from "./contextArms.ts";
import { linesFrom } from "./contextLines.ts";
import { type BenchPlace, novelNames, readPlaces } from "./contextPlaces.ts";
import { namesOf } from "./contextRivals.ts";

const BUDGETS = [1500, 3000, 6000];
const WEIGHTS = [-2, -1, -0.5, 0, 0.5];
const MOST_EDITS = 12;

export async function editsTable(trees: string, sessionFile: string): Promise<string> {
  const places = await readPlaces(trees, sessionFile, 2);
  const reader = new DefinitionReader(join(findPackageRoot(), "grammars"));
  const rows = new Map<string, number[][]>();
  const note = (row: string, budget: number, recall: number) => {
    const cells = rows.get(row) ?? BUDGETS.map(() => []);
    cells[budget]!.push(recall);
    rows.set(row, cells);
  };
  for (const place of places) {
    const wanted = novelNames(place.block, `${place.before}\n${place.after}`, place);
    const edits = editsNear(place, places);
    if (wanted.length === 0 || edits.length === 0) continue;
    const { index, asked, lines } = await indexPlace(place, reader);
    const linesOf = linesFrom(lines);
    const names = readPlaceNames(asked);
    for (const [row, weight, known] of [
      ["unknown", 0, []],
      ...WEIGHTS.map((value) => [`weight ${value}`, value, edits] as const),
    ] as const) {
      const weights = SHIPPED_WEIGHTS.with(FEATURES.indexOf("edited"), weight);
      const ranked = findCandidates(index, { ...asked, edits: known }, linesOf).map((candidate) => ({
        candidate,
        probability: probabilityOf(featuresOf(candidate, names), weights),
      }));
      for (const [at, chars] of BUDGETS.entries()) {
        const found = namesOf(packCandidates(ranked, { chars, least: 0 }).map(({ candidate }) => candidate));
        note(row, at, wanted.filter((name) => found.has(name)).length / wanted.length);
      }
    }
  }
  return toTable(rows);
}

/** The lines that the tree most like it has not. */
function editsNear(place: BenchPlace, places: readonly BenchPlace[]): RecentEdit[] {
  const commitOf = ({ id }: BenchPlace) => id.slice(0, id.indexOf(":"));
  const differing = (other: BenchPlace) =>
    [...place.files]
      .filter(([path, text]) => path !== place.path && other.files.get(path) !== text)
      .map(([path]) => path);
  const nearest = places
    .filter((other) => other.repository === place.repository && commitOf(other) !== commitOf(place))
    .map((other) => ({ other, paths: differing(other) }))
    .sort((a, b) => a.paths.length - b.paths.length)[0];
  const edits = (nearest?.paths ?? []).flatMap((path) => {
    const before = new Set((nearest!.other.files.get(path) ?? "").split("\n"));
    const lines = place.files.get(path)!.split("\n");
    const line = lines.findIndex((text) => text.trim() !== "" && !before.has(text));
    return line < 0 ? [] : [{ path, line }];
  });
  return edits.slice(0, MOST_EDITS);
}

function toTable(rows: ReadonlyMap<string, readonly (readonly number[])[]>): string {
  const base = rows.get("unknown") ?? [];
  const lines = [...rows].map(([row, cells]) => {
    const shown = cells.map((values, at) => {
      const gains = values.map((value, number) => value - base[at]![number]!);
      const middle = mean(gains);
      const error = Math.sqrt(mean(gains.map((gain) => (gain - middle) ** 2)) / Math.max(1, gains.length));
      return `${(100 * mean(values)).toFixed(1)}${row === "unknown" ? "" : ` (${(100 * middle).toFixed(1)} ± ${(100 * error).toFixed(1)})`}`;
    });
    return `| ${row} | ${shown.join(" | ")} |`;
  });
  const count = base[0]?.length ?? 0;
  return `| recent edits, ${count} places | ${BUDGETS.map((chars) => `${chars} characters`).join(" | ")} |\n|---|${BUDGETS.map(() => "---:").join("|")}|\n${lines.join("\n")}\n`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
