/** What became of the mutants, for people. */

import type { Mutant } from "./mutants.ts";
import { explanationOf, type State, textOf } from "./plan.ts";

interface Tried {
  readonly mutant: Mutant;
  readonly state: State;
}

/** Each survivor that nobody has explained, as a change of its line. */
export function describeSurvivors(tried: readonly Tried[]): string {
  const left = tried.filter(({ state, mutant }) => state === "survived" && explanationOf(mutant) === undefined);
  return left
    .map(({ mutant }) => mutant)
    .sort((a, b) => a.file.localeCompare(b.file) || a.start - b.start)
    .map(describe)
    .join("\n");
}

function describe(mutant: Mutant): string {
  const { file, line, name, original, text } = mutant;
  const whole = textOf(file);
  const from = whole.lastIndexOf("\n", mutant.start - 1) + 1;
  const end = whole.indexOf("\n", mutant.end);
  const to = end < 0 ? whole.length : end;
  const before = whole.slice(from, to);
  const after = whole.slice(from, mutant.start) + text + whole.slice(mutant.end, to);
  const marked = (mark: string, lines: string) => lines.replace(/^/gm, mark);
  return `${file}:${line} in ${name || "the file"}: ${original} → ${text}\n${marked("-", before)}\n${marked("+", after)}\n`;
}

/** One line per file: how many were tried, killed, explained, and are left. */
export function toTable(tried: readonly Tried[]): string {
  const files = [...new Set(tried.map(({ mutant }) => mutant.file))].sort();
  const rows = [
    ...files.map((file) =>
      row(
        file,
        tried.filter(({ mutant }) => mutant.file === file),
      ),
    ),
    row("all", tried),
  ];
  const head = ["file", "mutants", "killed", "explained", "survived", "%"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function row(name: string, tried: readonly Tried[]): string[] {
  const valid = tried.filter(({ state }) => state !== "invalid");
  const survived = valid.filter(({ state }) => state === "survived");
  const explained = survived.filter(({ mutant }) => explanationOf(mutant) !== undefined).length;
  const left = survived.length - explained;
  const share = valid.length === 0 ? "" : ((100 * left) / valid.length).toFixed(1);
  return [name, valid.length, valid.length - survived.length, explained, left, share].map(String);
}
