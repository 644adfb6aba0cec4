/** Right code hardly ever goes round: our own files, looked at as if they were being generated. What does is in progress.test.ts. */

import { expect, it, vi } from "vitest";
import { Parser } from "web-tree-sitter";
import { findReductionLoop } from "../../src/syntax/reductions.ts";
import { Random } from "../random.ts";
import { readSources } from "../sourceTree.ts";
import { loadGrammar } from "./oracles.ts";

vi.setConfig({ testTimeout: 120_000 });

const WINDOW_LINES = 12;
const WINDOWS_PER_FILE = 8;

it("of windows of 12 lines at most 1 in 200 is stopped", async () => {
  const random = new Random("reductions");
  const { language } = await loadGrammar("typescript");
  const parser = new Parser();
  parser.setLanguage(language);
  const stopped: string[] = [];
  let windows = 0;
  for (const { path, text } of [...readSources("src"), ...readSources("test")].filter(({ path }) =>
    path.endsWith(".ts"),
  )) {
    const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    if (starts.length <= WINDOW_LINES + 1) continue;
    const tree = parser.parse(text)!;
    for (let count = 0; count < WINDOWS_PER_FILE; count += 1) {
      const line = random.below(starts.length - WINDOW_LINES - 1);
      const from = starts[line]!;
      const ends = starts.slice(line + 1, line + WINDOW_LINES + 1);
      windows += 1;
      if (ends.some((to) => findReductionLoop(tree.rootNode, text, { from, to }) !== undefined))
        stopped.push(`${path}:${line + 1}`);
    }
    tree.delete();
  }
  parser.delete();
  expect(windows).toBeGreaterThan(1000);
  expect(stopped.length / windows, stopped.join("\n")).toBeLessThanOrEqual(1 / 200);
});
