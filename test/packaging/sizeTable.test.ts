/** The README's table of packages: what was built is written into it, the rest stays. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { TARGETS } from "../../packaging/contents.ts";
import { type PackageSize, withSizes } from "../../packaging/sizeTable.ts";

const HEAD = "| package for | with the model | slim | slim, with Vulkan |\n|---|---|---|---|\n";
const LINUX: PackageSize = { target: "linux-x64", kind: "full", bytes: 251_700_000 };

function check(name: string, rows: string, sizes: readonly PackageSize[], expected: RegExp): void {
  it(name, () => {
    const page = withSizes(`above\n\n${HEAD}${rows}\nbelow\n`, sizes);
    expect(page).toMatch(expected);
    expect(page.startsWith(`above\n\n${HEAD}|`)).toBe(true);
    expect(page.endsWith("|\n\nbelow\n")).toBe(true);
    expect(page.match(/^\| (?!package)\w/gm)).toHaveLength(Object.keys(TARGETS).length);
  });
}

check(
  "nothing known",
  "",
  [],
  /\| linux-x64 \| not built yet \| not built yet \| not built yet \|\n\| linux-arm64 \| not built yet \| not built yet \| none \|/,
);
check("one built", "", [LINUX], /\| linux-x64 \| 252 MB \| not built yet \| not built yet \|/);
check(
  "what was known stays",
  "| linux-x64 | 1 MB | 16 MB | 40 MB |\n| linux-arm64 | 249 MB | not built yet | none |\n",
  [LINUX],
  /\| linux-x64 \| 252 MB \| 16 MB \| 40 MB \|\n\| linux-arm64 \| 249 MB \| not built yet \| none \|/,
);
check("a target that is no more goes", "| amiga | 1 MB | 1 MB |\n", [LINUX], /^(?!.*amiga)/s);

it("a page without it is refused", () => expect(() => withSizes("nothing", [])).toThrow(/no table/));

it("the README's is as the script leaves it", () => {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
  expect(withSizes(page, [])).toBe(page);
});
