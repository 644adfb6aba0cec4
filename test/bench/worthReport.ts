/** Figures of what is shown and what it is worth, as tables in Markdown. Pure. */

import { weigh } from "../../src/core/writing/worth.ts";
import { repositoryOf } from "./sessions.ts";
import { ALWAYS, armsOf, confidenceIn, OUR_ARMS, PLAIN_ARMS } from "./worthArms.ts";
import type { SeenWindow } from "./worthCollect.ts";
import { type Arm, type Watched, watch } from "./worthDisplay.ts";
import { fitWorth, halves } from "./worthFit.ts";
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
  groups: Readonly<Record<string, readonly Weighed[]>>,
  chance: (request: Weighed) => number,
): string {
  const lines = Object.entries(groups).map(([name, requests]) => {
    const pairs = requests.map((request) => ({ chance: chance(request), isRight: request.truth.line }));
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

/** Everything, of the repositories that nothing was fitted on. */
export function toWorthReport(windows: readonly SeenWindow[]): string {
  const { fitted, held } = halves(windows);
  const requests = weighedOf(held);
  const examples = weighedOf(fitted);
  const model = fitWorth(examples);
  const ours = ({ key }: Weighed) => weigh(key.sight, "balanced").line;
  const chance = model && (({ key }: Weighed) => model.chance(key.sight));
  const names = [...new Set(held.map(({ languageId }) => languageId))].sort();
  const languages = names.map((name) => [name, held.filter(({ languageId }) => languageId === name)] as const);
  const groups = Object.fromEntries([
    ["all", requests] as const,
    ...languages.map(([name, some]) => [name, weighedOf(some)] as const),
  ]);
  const parts = [
    `${windows.length} sessions; reported on ${held.length} of ${[...new Set(held.map(repositoryOf))].sort().join(", ")}: ${requests.length} requests with a text. ${model === undefined ? `${examples.length} of other repositories are too few for a model of worth.` : `A model of worth is fitted on ${examples.length} of others.`}`,
    displayTable(held, [ALWAYS, ...PLAIN_ARMS, ...OUR_ARMS, ...(model === undefined ? [] : armsOf(model, examples))]),
    ...languages.map(
      ([name, some]) => `${name}\n\n${displayTable(some, [ALWAYS, PLAIN_ARMS[1]!, ...OUR_ARMS.slice(2, 4)])}`,
    ),
    curveTable(requests, {
      "log-probability": ({ key }) => confidenceIn(key.sight),
      ...(chance && { "model's chance": chance, "model's chance × keys": (one) => chance(one) * one.truth.keys }),
    }),
    calibrationTable(groups, ours),
    ...(chance === undefined ? [] : [`The model of worth\n\n${calibrationTable(groups, chance)}`]),
  ];
  return `${parts.join("\n\n")}\n`;
}
