/** How large the packages are, as a table of the README: `npm run package -- --table` writes what it has built into it. Pure. */

import { KINDS, type Kind, TARGETS } from "./contents.ts";

export interface PackageSize {
  readonly target: string;
  readonly kind: Kind;
  readonly bytes: number;
}

const HEAD = "| package for | with the model | slim | slim, with Vulkan |\n|---|---|---|---|\n";
const UNBUILT = "not built yet";
const NONE = "none";

/** The page with a row for each target; what is not among the sizes stays as it was. Throws where the page has no such table. */
export function withSizes(page: string, sizes: readonly PackageSize[]): string {
  const start = page.indexOf(HEAD);
  if (start < 0) throw new Error(`the page has no table that begins with ${JSON.stringify(HEAD.split("\n")[0])}`);
  const rows = start + HEAD.length;
  const end = rows + /^(?:\|.*\n)*/.exec(page.slice(rows))![0].length;
  const before = readRows(page.slice(rows, end));
  const kinds = Object.keys(KINDS) as Kind[];
  const cell = (target: string, kind: Kind): string => {
    if (KINDS[kind].vulkan && TARGETS[target]!.vulkan === undefined) return NONE;
    const built = sizes.find((size) => size.target === target && size.kind === kind);
    if (built !== undefined) return `${Math.round(built.bytes / 1e6)} MB`;
    return before.get(target)?.[kinds.indexOf(kind)] ?? UNBUILT;
  };
  const toRow = (target: string): string => `| ${[target, ...kinds.map((kind) => cell(target, kind))].join(" | ")} |\n`;
  const table = Object.keys(TARGETS).map(toRow);
  return page.slice(0, rows) + table.join("") + page.slice(end);
}

function readRows(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => {
        const [target = "", ...cells] = line
          .slice(1, line.lastIndexOf("|"))
          .split("|")
          .map((cell) => cell.trim());
        return [target, cells] as const;
      }),
  );
}
