/** How large the packages are, as a table of the README: `npm run package -- --table` writes what it has built into it. Pure. */

import { TARGETS } from "./contents.ts";

export interface PackageSize {
  readonly target: string;
  readonly slim: boolean;
  readonly bytes: number;
}

const HEAD = "| package for | with the model | slim |\n|---|---|---|\n";
const UNBUILT = "not built yet";

/** The page with a row for each target; what is not among the sizes stays as it was. Throws where the page has no such table. */
export function withSizes(page: string, sizes: readonly PackageSize[]): string {
  const start = page.indexOf(HEAD);
  if (start < 0) throw new Error(`the page has no table that begins with ${JSON.stringify(HEAD.split("\n")[0])}`);
  const rows = start + HEAD.length;
  const end = rows + /^(?:\|.*\n)*/.exec(page.slice(rows))![0].length;
  const before = readRows(page.slice(rows, end));
  const cell = (target: string, slim: boolean): string => {
    const built = sizes.find((size) => size.target === target && size.slim === slim);
    if (built !== undefined) return `${Math.round(built.bytes / 1e6)} MB`;
    return before.get(target)?.[slim ? 1 : 0] ?? UNBUILT;
  };
  const table = Object.keys(TARGETS).map(
    (target) => `| ${target} | ${cell(target, false)} | ${cell(target, true)} |\n`,
  );
  return page.slice(0, rows) + table.join("") + page.slice(end);
}

function readRows(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => {
        const [, target = "", ...cells] = line.split("|").map((cell) => cell.trim());
        return [target, cells] as const;
      }),
  );
}
