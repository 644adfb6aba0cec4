/** Figures of what is shown and what it is worth, as tables in Markdown. Pure. */

import { type Worth, weigh } from "../../src/core/worth/worth.ts";
import { confidenceOf } from "../../src/core/writing/written.ts";
import { Random } from "../random.ts";
import { repositoryOf } from "./sessions.ts";
import {
  ALWAYS,
  type Crossed,
  confidenceIn,
  costArms,
  crossedArms,
  crossedWeigh,
  OUR_ARMS,
  PLAIN_ARMS,
} from "./worthArms.ts";
import type { SeenWindow } from "./worthCollect.ts";
import { type Arm, type Watched, watch } from "./worthDisplay.ts";
import { fitWorth, halfOf } from "./worthFit.ts";
import { type Truth, type Weighed, weighedOf } from "./worthTruth.ts";

const HEAD = [
  "keys",
  "pauses shown",
  "right there",
  "looks per 100 keys",
  "line right",
  "word right",
  "saved by one who takes",
  "of what could be",
  "by one who looks",
  "wrong looks per key saved",
  "gone in 300 ms",
  "1 or 2 characters",
];

/** One line per arm: what one sees who types the windows, and what it saves. */
export function displayTable(windows: readonly SeenWindow[], arms: readonly Arm[]): string {
  const all = sum(windows.map((window) => watch(window, ALWAYS, "takes"))).saved;
  const lines = arms.map((arm) => {
    const [types, takes, looks] = (["types", "takes", "looks"] as const).map((person) =>
      sum(windows.map((window) => watch(window, arm, person))),
    ) as [Watched, Watched, Watched];
    const wrong = takes.looks.filter(({ right }) => !right).length;
    const share = (count: (look: Watched["looks"][number]) => boolean) =>
      percent(types.looks.filter(count).length, types.looks.length);
    const cells = [
      `${types.keys}`,
      percent(types.shownPauses, types.pauses),
      percent(types.rightPauses, types.shownPauses),
      ((100 * types.looks.length) / Math.max(1, types.keys)).toFixed(1),
      share(({ right }) => right),
      share(({ wordRight }) => wordRight),
      percent(takes.saved, takes.keys),
      percent(takes.saved, all),
      percent(looks.saved, looks.keys),
      takes.saved === 0 ? "-" : (wrong / takes.saved).toFixed(2),
      share(({ goneAfter }) => goneAfter !== undefined && goneAfter < 300),
      share(({ length }) => length <= 2),
    ];
    return `| ${arm.name} | ${cells.join(" | ")} |`;
  });
  return [`| | ${HEAD.join(" | ")} |`, `|---|${"---:|".repeat(HEAD.length)}`, ...lines].join("\n");
}

function sum(all: readonly Watched[]): Watched {
  const total: Watched = { keys: 0, saved: 0, looks: [], pauses: 0, shownPauses: 0, rightPauses: 0 };
  for (const one of all) {
    total.keys += one.keys;
    total.saved += one.saved;
    total.looks.push(...one.looks);
    total.pauses += one.pauses;
    total.shownPauses += one.shownPauses;
    total.rightPauses += one.rightPauses;
  }
  return total;
}

/** Shares of what could be saved, of all requests, at which the curve is printed. */
const SHARES = [0.6, 0.75, 0.8, 0.9, 0.95, 0.99];

export interface Curve {
  /** Area under precision against keys saved. */
  readonly area: number;
  /** Shows so many, with so many right, to save at least that share. */
  readonly at: readonly { readonly share: number; readonly shown: number; readonly precision: number }[];
}

/** Showing the best by `score`, ever more of them. */
export function curveOf(requests: readonly Weighed[], score: (request: Weighed) => number): Curve {
  const sorted = requests
    .map((request) => ({ truth: request.truth, score: score(request) }))
    .sort((a, b) => b.score - a.score);
  const gain = ({ line, keys }: Truth) => (line ? Math.max(0, keys) : 0);
  const total = Math.max(
    1,
    sorted.reduce((sum, { truth }) => sum + gain(truth), 0),
  );
  const at: { share: number; shown: number; precision: number }[] = [];
  let [right, saved, area] = [0, 0, 0];
  for (const [index, { truth }] of sorted.entries()) {
    right += truth.line ? 1 : 0;
    const precision = right / (index + 1);
    saved += gain(truth);
    area += (gain(truth) / total) * precision;
    for (const share of SHARES.slice(at.length))
      if (saved >= share * total) at.push({ share, shown: index + 1, precision });
  }
  return { area, at };
}

export function curveTable(
  requests: readonly Weighed[],
  scores: Readonly<Record<string, (request: Weighed) => number>>,
): string {
  const lines = Object.entries(scores).map(([name, score]) => {
    const { area, at } = curveOf(requests, score);
    const cells = at.map(({ shown, precision }) => `${percent(precision, 1)} of ${percent(shown, requests.length)}`);
    return `| ${name} | ${area.toFixed(3)} | ${cells.join(" | ")} |`;
  });
  const head = SHARES.map((share) => `${percent(share, 1)} saved`);
  return [
    `| right, of shown | area | ${head.join(" | ")} |`,
    `|---|${"---:|".repeat(SHARES.length + 1)}`,
    ...lines,
  ].join("\n");
}

/** Of those said to be about so likely, so many were right. */
export interface Bin {
  readonly count: number;
  readonly said: number;
  readonly was: number;
}

const BINS = 10;

export function calibrationOf(pairs: readonly { readonly chance: number; readonly isRight: boolean }[]): {
  readonly bins: readonly Bin[];
  /** Mean distance of said and was, by count. */
  readonly error: number;
} {
  const bins = Array.from({ length: BINS }, (_, index) => {
    const inside = pairs.filter(({ chance }) => Math.min(BINS - 1, Math.floor(chance * BINS)) === index);
    const mean = (value: (pair: (typeof inside)[number]) => number) =>
      inside.reduce((sum, pair) => sum + value(pair), 0) / Math.max(1, inside.length);
    return { count: inside.length, said: mean(({ chance }) => chance), was: mean(({ isRight }) => (isRight ? 1 : 0)) };
  });
  const error =
    bins.reduce((sum, { count, said, was }) => sum + count * Math.abs(said - was), 0) / Math.max(1, pairs.length);
  return { bins, error };
}

export function calibrationTable(
  groups: Readonly<Record<string, readonly SeenWindow[]>>,
  worth: (request: Weighed) => Worth,
): string {
  const lines = Object.entries(groups).map(([name, windows]) => {
    const pairs = weighedOf(windows).map((request) => ({ chance: worth(request).line, isRight: request.truth.line }));
    const { bins, error } = calibrationOf(pairs);
    const cells = bins.map(({ count, was }) => (count === 0 ? "" : `${percent(was, 1)} (${count})`));
    return `| ${name} | ${error.toFixed(3)} | ${cells.join(" | ")} |`;
  });
  const head = Array.from({ length: BINS }, (_, index) => `said ${10 * index}-${10 * (index + 1)} %`);
  return [`| first line right | error | ${head.join(" | ")} |`, `|---|${"---:|".repeat(BINS + 1)}`, ...lines].join(
    "\n",
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(0)} %`;
}

/** Where the model of worth is better than the log-probability: areas of as many sessions, drawn again and again. */
export function areaGain(
  requests: readonly Weighed[],
  score: (request: Weighed) => number,
  rival: (request: Weighed) => number,
  draws = 200,
): { readonly mean: number; readonly low: number; readonly high: number } {
  const bySession = [...groupBy(requests, ({ session }) => session).values()];
  const random = new Random("areas");
  const gains = Array.from({ length: draws }, () => {
    const drawn = bySession.flatMap(() => bySession[random.below(bySession.length)]!);
    return curveOf(drawn, score).area - curveOf(drawn, rival).area;
  }).sort((a, b) => a - b);
  const at = (share: number) => gains[Math.min(draws - 1, Math.floor(share * draws))]!;
  return { mean: gains.reduce((sum, gain) => sum + gain, 0) / draws, low: at(0.025), high: at(0.975) };
}

/** Fewer wrong looks per key saved, and keys saved, than with a rival: of as many sessions, drawn again and again. */
export function displayGain(windows: readonly SeenWindow[], arm: Arm, rival: Arm, draws = 500): string {
  const sessions = [...groupBy(windows, ({ id }) => id).values()].map((some) =>
    [arm, rival].map((way) => sum(some.map((window) => watch(window, way, "takes")))),
  );
  const random = new Random("looks");
  const ratios = Array.from({ length: draws }, () => {
    const drawn = sessions.map(() => sessions[random.below(sessions.length)]!);
    const [ours, theirs] = [0, 1].map((index) => sum(drawn.map((pair) => pair[index]!))) as [Watched, Watched];
    const wrong = ({ looks, saved }: Watched) => looks.filter(({ right }) => !right).length / Math.max(1, saved);
    return { wrong: wrong(ours) / wrong(theirs), saved: ours.saved / Math.max(1, theirs.saved) };
  });
  const [wrong, saved] = (["wrong", "saved"] as const).map((name) => {
    const sorted = ratios.map((ratio) => ratio[name]).sort((a, b) => a - b);
    return [0.5, 0.025, 0.975].map((share) => sorted[Math.floor(share * draws)]!.toFixed(2));
  });
  const [between, and] = [wrong!, saved!].map(([middle, low, high]) => `${middle} (${low} to ${high})`);
  return `${arm.name} against ${rival.name}, 95 % of draws of sessions: wrong looks per key saved × ${between}, keys saved × ${and}`;
}

/** Everything: the product's weights on all sessions, and on each half those that were fitted on the other half of `fitted`. */
export function toWorthReport(windows: readonly SeenWindow[], fitted = windows): string {
  const requests = weighedOf(windows);
  const crossed = crossFitted(weighedOf(fitted));
  const arms = [ALWAYS, ...PLAIN_ARMS, ...OUR_ARMS, ...(crossed === undefined ? [] : crossedArms(crossed))];
  const [always, , balanced] = arms;
  const few = [always!, balanced!, ...arms.filter(({ name }) => name.endsWith("balanced, calm"))];
  const languages = [...groupBy(windows, ({ languageId }) => languageId)].sort(([a], [b]) => a.localeCompare(b));
  const groups = { all: windows, ...Object.fromEntries(languages) };
  const repositories = [...new Set(windows.map(repositoryOf))].sort().join(", ");
  const parts = [
    `${new Set(windows.map(({ id }) => id)).size} sessions of ${repositories}: ${requests.length} keys with a text. ${crossed === undefined ? "They are too few to fit a model of worth on one half of the repositories." : ""}`,
    displayTable(windows, arms),
    ...languages.map(([name, some]) => `${name}\n\n${displayTable(some, few)}`),
    ...scoreTables(requests, "the product's weights", (request) => weigh(request.key.sight, "balanced")),
    calibrationTable(groups, (request) => weigh(request.key.sight, "balanced")),
  ];
  if (crossed === undefined) return `${parts.join("\n\n")}\n`;
  const chance = (request: Weighed): Worth =>
    crossedWeigh(crossed, { id: request.session })(request.key.sight, "balanced");
  const halves = groupBy(requests, (request) => halfOf({ id: request.session }));
  const ours = crossedArms(crossed).filter(({ name }) => name.includes("balanced"));
  const crossedParts = [
    ...ours.map((arm) => displayGain(windows, arm, PLAIN_ARMS[1]!)),
    `Fitted on the other half of the repositories, calm\n\n${displayTable(windows, costArms(crossed))}`,
    ...scoreTables(requests, "fitted on the other half", chance),
    ...[...halves].flatMap(([half, some]) => scoreTables(some, `${half} half, fitted on the other`, chance)),
    calibrationTable(groups, chance),
  ];
  return `${[...parts, ...crossedParts].join("\n\n")}\n`;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Undefined where one half has too few texts. */
function crossFitted(requests: readonly Weighed[]): Crossed | undefined {
  const halves = groupBy(requests, ({ session }) => halfOf({ id: session }));
  const [one, other] = (["first", "second"] as const).map((half) => fitWorth(halves.get(half) ?? []));
  return one === undefined || other === undefined ? undefined : { first: one, second: other };
}

function scoreTables(requests: readonly Weighed[], name: string, worth: (request: Weighed) => Worth): string[] {
  const chances = new Map(requests.map((request) => [request, worth(request)] as const));
  const line = (request: Weighed) => chances.get(request)!.line;
  const plain = ({ key }: Weighed) => confidenceIn(key.sight);
  const { mean, low, high } = areaGain(requests, line, plain);
  const table = curveTable(requests, {
    "log-probability": plain,
    "log-probability of what is left": ({ key: { sight } }) => confidenceOf(sight.written, sight.typed),
    [name]: line,
  });
  const gain = `${name}: the area is ${mean.toFixed(3)} larger than that of the log-probability (95 % of draws of sessions: ${low.toFixed(3)} to ${high.toFixed(3)})`;
  return [table, gain];
}
