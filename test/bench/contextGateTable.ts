/** Text of other files behind one gate or another: bits saved, harm and help, as tables. */

import { EMPTY_PROBABILITY } from "../../src/repo/weights.ts";

interface Line {
  readonly bits: number;
  /** The model would have written all of it by itself. */
  readonly isExact: boolean;
}

export interface GatePlace {
  readonly repository: string;
  readonly alone: Line;
  readonly always: Line;
  readonly oracle: Line;
  readonly chars: number;
  /** The line needs a name from elsewhere. */
  readonly isNeedy: boolean;
  /** And it stands in what is always shown. */
  readonly isThere: boolean;
  /** How likely the best candidate is. */
  readonly best: number;
  /** What a gate may look at; the first is 1. */
  readonly features: readonly number[];
}

type Gate = (place: GatePlace) => Line;

/** The one in use among them. */
const THRESHOLDS = [0.05, 0.1, 0.15, EMPTY_PROBABILITY, 0.3];

/** Weights are pulled to 0 as if so many places had said nothing. */
const PULL = 3;

export function gateTables(places: readonly GatePlace[]): string {
  const fitted = fitHalves(places);
  const gates: readonly (readonly [string, Gate])[] = [
    ["always", ({ always }) => always],
    ...THRESHOLDS.map((least): readonly [string, Gate] => [
      `empty candidate at ${least}`,
      (place) => (place.best >= least ? place.always : place.alone),
    ]),
    ["fitted on bits", (place) => (fitted.get(place)! > 0 ? place.always : place.alone)],
    ["oracle", ({ oracle }) => oracle],
  ];
  const strata: readonly (readonly [string, readonly GatePlace[]])[] = [
    ["need a name", places.filter(({ isNeedy }) => isNeedy)],
    ["need none", places.filter(({ isNeedy }) => !isNeedy)],
    ["all", places],
  ];
  const rows = strata.flatMap(([name, some]) => gates.map((gate) => toRow(name, some, gate)));
  return `| lines | gate | open | bits per character alone | saved | right alone | of these harmed | helped |\n|---|---|---:|---:|---:|---:|---:|---:|\n${rows.join("\n")}\n`;
}

function toRow(stratum: string, places: readonly GatePlace[], [name, gate]: readonly [string, Gate]): string {
  const chars = Math.max(
    1,
    sumOf(places, (place) => place.chars),
  );
  const right = places.filter(({ alone }) => alone.isExact);
  const harmed = right.filter((place) => !gate(place).isExact).length;
  const helped = places.filter((place) => !place.alone.isExact && gate(place).isExact).length;
  const open = places.filter((place) => gate(place) !== place.alone).length;
  const { saved, error } = savedBy(places, gate);
  const cells = [
    `${Math.round((100 * open) / Math.max(1, places.length))} %`,
    (sumOf(places, ({ alone }) => alone.bits) / chars).toFixed(3),
    `${saved.toFixed(3)} ± ${error.toFixed(3)}`,
    `${right.length}`,
    `${harmed}`,
    `${helped}`,
  ];
  return `| ${stratum} (${places.length}) | ${name} | ${cells.join(" | ")} |`;
}

/** Per character, all lines as one text; the error by leaving out one line after the other. */
function savedBy(places: readonly GatePlace[], gate: Gate): { saved: number; error: number } {
  const gain = (place: GatePlace) => place.alone.bits - gate(place).bits;
  const [bits, chars] = [sumOf(places, gain), sumOf(places, (place) => place.chars)];
  const without = places.map((place) => (bits - gain(place)) / Math.max(1, chars - place.chars));
  const middle = sumOf(without, (value) => value) / Math.max(1, without.length);
  const spread = sumOf(without, (value) => (value - middle) ** 2);
  const error = Math.sqrt((spread * Math.max(0, without.length - 1)) / Math.max(1, without.length));
  return { saved: bits / Math.max(1, chars), error };
}

/** Bits that are likely to be saved at each place, by a line fitted on the other half of the repositories. */
function fitHalves(places: readonly GatePlace[]): ReadonlyMap<GatePlace, number> {
  const names = [...new Set(places.map(({ repository }) => repository))].sort();
  const isFirst = ({ repository }: GatePlace) => names.indexOf(repository) % 2 === 0;
  const halves = [places.filter(isFirst), places.filter((place) => !isFirst(place))] as const;
  const weights = halves.map((half) => fitRidge(half));
  return new Map(places.map((place) => [place, dot(place.features, weights[isFirst(place) ? 1 : 0]!)]));
}

/** Least squares by descent along one weight after the other, with a pull to 0 for all but the first. */
function fitRidge(places: readonly GatePlace[]): readonly number[] {
  const weights = (places[0]?.features ?? []).map(() => 0);
  for (let round = 0; round < 500; round += 1)
    for (const at of weights.keys()) {
      let [above, below] = [0, at === 0 ? 1e-9 : PULL];
      for (const { features, alone, always } of places) {
        const rest = alone.bits - always.bits - dot(features, weights) + weights[at]! * features[at]!;
        above += features[at]! * rest;
        below += features[at]! ** 2;
      }
      weights[at] = above / below;
    }
  return weights;
}

function dot(some: readonly number[], others: readonly number[]): number {
  return some.reduce((sum, value, at) => sum + value * (others[at] ?? 0), 0);
}

function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
