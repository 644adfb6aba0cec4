/** What becomes of held chunks while somebody writes line after line: how many stay, and how often any change. */

import type { ContextChunk } from "../../src/core/prompt/context.ts";
import { planChunks } from "../../src/core/prompt/heldChunks.ts";
import { retrieve } from "../../src/repo/retrieve.ts";
import { namesIn } from "../../src/repo/terms.ts";
import { Random } from "../random.ts";
import type { BenchRepository } from "./contextCases.ts";
import { linesFrom } from "./contextLines.ts";

export interface Kept {
  /** Lines at which others were offered. */
  lines: number;
  /** Share of the tokens that stood there at the line before. */
  kept: number;
  /** Share of lines at which the header changed. */
  changed: number;
  /** Shares of the line's names that stand nowhere around it, but in the header; held, and chosen afresh for each line. */
  held: number;
  fresh: number;
}

const FILES = 12;
const LINES = 30;
const MAX_TOKENS = 650;
const CHARS_PER_TOKEN = 3.2;
const AROUND = 60;

export function measureKept({ lines: files, index, layout, name }: BenchRepository): Kept {
  const random = new Random(name);
  const paths = [...files.keys()].filter((path) => files.get(path)!.length > 80).sort();
  const all: Kept = { lines: 0, kept: 0, changed: 0, held: 0, fresh: 0 };
  let counted = 0;
  for (let file = 0; file < FILES && paths.length > 0; file += 1) {
    const path = random.pick(paths);
    const lines = files.get(path)!;
    const from = 20 + random.below(lines.length - 50);
    let held: readonly ContextChunk[] = [];
    for (let at = from; at < Math.min(from + LINES, lines.length); at += 1) {
      if (lines[at]!.trim() === "") continue;
      const before = `${lines.slice(Math.max(0, at - AROUND), at).join("\n")}\n`;
      const place = { path, before, after: "", head: lines.slice(0, Math.min(at, 150)).join("\n"), layout };
      const retrieval = { index, linesOf: linesFrom(files), shownPath: (other: string) => other };
      const offered = retrieve(place, 2 * MAX_TOKENS * CHARS_PER_TOKEN, retrieval);
      const plan = (chunks: readonly ContextChunk[]) =>
        planChunks(chunks, offered, { maxTokens: MAX_TOKENS, tokensOf, isElsewhere: false });
      const next = plan(held);
      if (held.length > 0) {
        const ids = new Set(held.map(({ id }) => id));
        const stayed = next.filter(({ id }) => ids.has(id));
        all.lines += 1;
        all.kept += sizeOf(stayed) / Math.max(1, sizeOf(next));
        all.changed += stayed.length === next.length ? 0 : 1;
      }
      held = next;
      const near = new Set(namesIn(before));
      const novel = [...new Set(namesIn(lines[at]!))].filter((one) => !near.has(one));
      if (novel.length === 0) continue;
      counted += 1;
      all.held += shareIn(novel, held);
      all.fresh += shareIn(novel, plan([]));
    }
  }
  return {
    lines: all.lines,
    kept: all.kept / Math.max(1, all.lines),
    changed: all.changed / Math.max(1, all.lines),
    held: all.held / Math.max(1, counted),
    fresh: all.fresh / Math.max(1, counted),
  };
}

function tokensOf({ text, path }: ContextChunk): number {
  return Math.ceil((text.length + path.length + 5) / CHARS_PER_TOKEN);
}

function sizeOf(chunks: readonly ContextChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + tokensOf(chunk), 0);
}

function shareIn(names: readonly string[], chunks: readonly ContextChunk[]): number {
  const there = new Set(namesIn(chunks.map(({ text }) => text).join("\n")));
  return names.filter((name) => there.has(name)).length / names.length;
}
