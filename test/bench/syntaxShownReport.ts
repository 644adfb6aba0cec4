/** The four arms side by side, as a table in Markdown. Pure. */

import { percentile } from "../../src/core/percentile.ts";
import type { ConstraintCounts } from "../../src/core/writing/constraint.ts";
import type { Effect } from "./court.ts";
import { type Judged, judge, mean } from "./metrics.ts";
import type { ArmResult, SyntaxArm, SyntaxPass, SyntaxRequest, SyntaxUnit } from "./syntaxShown.ts";

const ARMS: Readonly<Record<SyntaxArm, string>> = {
  free: "free",
  parse: "free, cut to parse",
  brackets: "free, bracket stack",
  ours: "Turnkey",
};

interface Column {
  readonly arm: SyntaxArm;
  readonly requests: readonly (SyntaxRequest & { readonly mine: ArmResult })[];
  readonly judged: readonly Judged[];
}

type Row = readonly [string, ...string[]];

/** Only sessions that all passes have measured count. */
export function toShownTable(units: readonly SyntaxUnit[]): string {
  const passes = new Set(units.map(({ pass }) => pass));
  const complete = units.filter(({ id }) => [...passes].every((pass) => find(units, pass, id) !== undefined));
  const columns = (Object.keys(ARMS) as SyntaxArm[]).map((arm) => toColumn(complete, arm)).filter(isFilled);
  const rows: Row[] = [
    ...qualityRows(columns),
    ...effectRows(columns),
    ["log-probability of the true text", ...columns.map(() => "the same: refusing tokens does not change it")],
    row("mean log-probability per token of what the model wrote of it, first line", columns, ({ requests }) =>
      show(mean(requests.map(({ confidence }) => confidence).filter((value) => value !== undefined)), 3),
    ),
    ...constraintRows(columns),
    ...timeRows(columns),
  ];
  const lines = [["", ...columns.map(({ arm }) => ARMS[arm])], ["---", ...columns.map(() => "---:")], ...rows];
  return `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

function find(units: readonly SyntaxUnit[], pass: SyntaxPass, id: string): SyntaxUnit | undefined {
  return units.find((unit) => unit.pass === pass && unit.id === id);
}

function isFilled({ requests }: Column): boolean {
  return requests.length > 0;
}

function toColumn(units: readonly SyntaxUnit[], arm: SyntaxArm): Column {
  const requests = units
    .flatMap((unit) => unit.requests)
    .flatMap((request) => (request.arms[arm] === undefined ? [] : [{ ...request, mine: request.arms[arm] }]));
  return { arm, requests, judged: requests.map(({ mine, truth }) => ({ ...mine, truth })) };
}

function qualityRows(columns: readonly Column[]): Row[] {
  const quality = (name: string, value: (quality: NonNullable<ReturnType<typeof judge>>) => number | undefined) =>
    row(name, columns, ({ judged }) => percent(value(judge(judged)!)));
  return [
    row("requests", columns, ({ requests }) => `${requests.length}`),
    quality("share shown", ({ shareShown }) => shareShown),
    quality("exact match of the first line, of all requests", ({ exactMatch }) => exactMatch),
    quality("edit similarity of the first line, of all requests", ({ editSimilarity }) => editSimilarity),
    quality("precision of what was shown", ({ precision }) => precision),
  ];
}

function effectRows(columns: readonly Column[]): Row[] {
  const count = ({ requests }: Column, ...effects: readonly Effect[]) =>
    requests.filter(({ mine }) => mine.effect !== undefined && effects.includes(mine.effect)).length;
  const share = (column: Column, part: Effect, other: Effect) =>
    `${count(column, part)} of ${count(column, part, other)}`;
  return [
    row("**adds a syntax error**, of those shown in files that were right before, by the judge", columns, (column) =>
      share(column, "breaks", "keeps"),
    ),
    row("makes the file right, of those shown where it was unfinished or wrong", columns, (column) =>
      share(column, "mends", "stays"),
    ),
    row("hidden, because it would break the file wherever it ended", columns, ({ arm, requests }) =>
      arm === "ours" ? `${requests.filter(({ outcome }) => outcome === "breaksSyntax").length}` : "–",
    ),
    row("shown, not independently judged", columns, (column) => `${count(column, "notJudged")}`),
  ];
}

/** Of the arm that asks the grammar. */
function constraintRows(columns: readonly Column[]): Row[] {
  const counted = (name: string, cell: (counts: readonly ConstraintCounts[], tokens: number) => string) =>
    row(name, columns, ({ requests }) => {
      const counts = requests.flatMap(({ constraint }) => (constraint === undefined ? [] : [constraint]));
      const tokens = sumOf(counts, "tokens");
      return counts.length === 0 ? "–" : cell(counts, Math.max(tokens, 1));
    });
  return [
    counted("generations that a grammar judged", (counts) => `${counts.length}`),
    counted(
      "tokens refused",
      (counts, tokens) => `${sumOf(counts, "refusals")}, ${percent(sumOf(counts, "refusals") / tokens)}`,
    ),
    counted("steps with more than one check", (counts, tokens) => percent(sumOf(counts, "rechecked") / tokens)),
    counted("checks per token", (counts, tokens) => show(sumOf(counts, "checks") / tokens, 2)),
    counted("tokens taken back from the cache", (counts) => `${sumOf(counts, "takenBack")}`),
    counted("answers that came too late", (counts) => `${sumOf(counts, "late")}`),
    counted("probability left by refusals, mean", (counts) => percent(sumOf(counts, "acceptedMass") / counts.length)),
    counted("wall time waited for the grammar, ms per token", (counts, tokens) =>
      show(sumOf(counts, "waitedMs") / tokens, 2),
    ),
  ];
}

function sumOf(counts: readonly ConstraintCounts[], field: keyof ConstraintCounts): number {
  return counts.reduce((sum, one) => sum + one[field], 0);
}

function timeRows(columns: readonly Column[]): Row[] {
  const gaps = ({ arm, requests }: Column) =>
    arm === "parse" || arm === "brackets" ? [] : requests.flatMap((request) => request.gaps);
  const free = columns.find(({ arm }) => arm === "free");
  const base = free === undefined ? undefined : mean(gaps(free));
  return [
    row("wall time per token, ms p50 / p95", columns, (column) =>
      [0.5, 0.95].map((p) => show(percentile(gaps(column), p), 1)).join(" / "),
    ),
    row("mean, against free", columns, (column) => {
      const mine = mean(gaps(column));
      return mine === undefined || base === undefined ? "–" : `${percent(mine / base - 1)}`;
    }),
  ];
}

function row(name: string, columns: readonly Column[], cell: (column: Column) => string): Row {
  return [name, ...columns.map(cell)];
}

function percent(value: number | undefined): string {
  return value === undefined ? "–" : `${(100 * value).toFixed(1)} %`;
}

function show(value: number | undefined, digits: number): string {
  return value === undefined ? "–" : value.toFixed(digits);
}
