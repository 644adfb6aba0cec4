/** The benches that pages and comments name can be run by these names. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { findPackageRoot } from "../../src/places.ts";
import { readSources } from "../sourceTree.ts";

const ROOT = findPackageRoot();
const { benchProgram } = (await import(pathToFileURL(join(ROOT, "setup.mjs")).href)) as {
  benchProgram: (words: readonly string[]) => [string, readonly string[]];
};
const PAGES = ["README.md", "docs/figures.md", "docs/scripts.md", "src/repo/README.md", "src/syntax/README.md"];
const texts = [
  ...PAGES.map((page) => readFileSync(join(ROOT, page), "utf8")),
  ...readSources("test/bench").map(({ text }) => text),
];
const named = [...new Set(texts.flatMap((text) => text.match(/(?<=npm run bench -- )\w+(?: --with-model)?/g) ?? []))];

describe("a bench", () => {
  it.each(named)("is there: %s", (words) => {
    const [program] = benchProgram(words.split(" "));
    expect(existsSync(join(ROOT, "test/bench", program))).toBe(true);
  });

  const check = (words: readonly string[], expected: readonly [string, readonly string[]]) =>
    it(`is found: ${words.join(" ")}`, () => expect(benchProgram(words)).toEqual(expected));

  check([], ["run.ts", []]);
  check(["--quick"], ["run.ts", ["--quick"]]);
  check(["cache", "--minutes", "3"], ["cache.ts", ["--minutes", "3"]]);
  check(["along", "--root", "x"], ["along.ts", ["--root", "x"]]);
  check(["along", "--with-model", "--root", "x"], ["alongModel.ts", ["--root", "x"]]);

  it("that is not there is named", () => expect(() => benchProgram(["../run"])).toThrow('There is no bench "../run"'));
});
