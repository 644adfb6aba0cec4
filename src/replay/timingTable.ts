/** Where the time of many requests went, and how many tokens they took: a table for people. */

import { percentile } from "../core/percentile.ts";
import { TIME_PARTS, type TokenCounts } from "../core/request/requestCosts.ts";
import type { Completed } from "./player.ts";

type Counted = Pick<Completed, "timing" | "tokens" | "healed">;

const TOKENS = [
  "beforeFirst",
  "evaluated",
  "kept",
  "moved",
  "generated",
] as const satisfies readonly (keyof TokenCounts)[];
const SHARES = [0.5, 0.9, 0.95];

/** Lines without line ends. Each part's share is one of all the time that requests took; p50 to p95 are per request, in milliseconds. */
export function toTimingTable(requests: readonly Counted[]): readonly string[] {
  const wholeMs = sum(requests.map(({ timing }) => timing.totalMs));
  const timed = TIME_PARTS.map((name) => [name, ({ timing }: Counted) => timing.parts[name]] as const);
  const rows = [...timed, ["whole", ({ timing }: Counted) => timing.totalMs] as const].map(([name, ofOne]) => {
    const values = requests.map(ofOne);
    const all = sum(values);
    const share = wholeMs === 0 ? 0 : (100 * all) / wholeMs;
    return [
      name,
      all.toFixed(0),
      `${share.toFixed(1)} %`,
      ...SHARES.map((at) => (percentile(values, at) ?? 0).toFixed(1)),
    ];
  });
  const counted = TOKENS.map((name) => [name, ({ tokens }: Counted) => tokens[name]] as const);
  const counts = [...counted, ["healed", ({ healed }: Counted) => healed] as const].map(([name, ofOne]) => {
    const values = requests.map(ofOne);
    return [name, String(sum(values)), "", ...SHARES.map((at) => String(percentile(values, at) ?? 0))];
  });
  const ranks = SHARES.map((at) => `p${100 * at}`);
  return align([
    [`time of ${requests.length} requests`, "ms", "share", ...ranks],
    ...rows,
    ["tokens", "in all", "", ...ranks],
    ...counts,
  ]);
}

function align(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
