/** Files of a bench that are in memory, as candidates read them. */

import type { LinesOf } from "../../src/repo/candidates.ts";
import { ShownLines } from "../../src/repo/shownLines.ts";

const shown = new WeakMap<readonly string[], ShownLines>();

/** `files`: lines that `toIndexedLines` gave, by path. */
export function linesFrom(files: ReadonlyMap<string, readonly string[]>): LinesOf {
  return (path) => {
    const lines = files.get(path);
    if (lines === undefined) return undefined;
    const known = shown.get(lines) ?? ShownLines.ofIndexed(lines);
    shown.set(lines, known);
    return known;
  };
}
