/** What the grammar has against the text around a place, by its rules: where it cannot follow a line, but what stands around it. */

import { dropOldest } from "../core/allowance.ts";
import type { StandingFault } from "../core/grammar/syntax.ts";
import { findLanguage } from "../core/languages/languages.ts";
import { findUnmatched } from "../core/place/brackets.ts";
import type { PrefixOracle } from "./oracle.ts";
import type { Ground } from "./pardon.ts";
import type { Fault } from "./parsing.ts";

/** Faults that are looked at for one answer, and UTF-16 units that they are looked for in: the next question waits. */
const MOST_LOOKED_AT = 1;
const LONGEST = 30_000;
const MOST = 8;
/** A text with more faults is not one that the grammar is wrong about in places. */
const MOST_IN_ALL = 40;
/** What a fault spans, in lines: longer ones come from brackets. */
const MOST_LINES = 6;
/** The grammar can follow again behind so many lines. */
const LINES_BEHIND = 3;
const MOST_REMEMBERED = 256;

/** Undefined for what is no fault by itself. */
type Finding = Omit<StandingFault, "firstRow" | "lastRow"> & { readonly rowsBelow: number; readonly rows: number };

export class FaultFinder {
  /** By the lines of a fault: most stand in many versions of a text. */
  readonly #known = new Map<string, Finding | undefined>();

  /** The oracle judges texts of the same language. */
  find({ join, oracle, focus, gap }: Place): readonly StandingFault[] {
    if (focus === undefined) return [];
    const faults = join.faultsOf(focus);
    if (faults.length === 0 || faults.length > MOST_IN_ALL) return [];
    const text = focus.prefix + focus.suffix;
    if (text.length > LONGEST) return [];
    const rowsAbove = countLines(gap.prefix) - countLines(focus.prefix);
    const found = new Map<string, StandingFault>();
    let lookedAt = 0;
    for (const fault of faults) {
      const lines = linesAround(text, fault);
      if (lines === undefined || found.size >= MOST) continue;
      const key = text.slice(lines.start, lines.end);
      if (!this.#known.has(key)) {
        if (lookedAt >= MOST_LOOKED_AT) continue;
        lookedAt += 1;
        this.#remember(key, findRules(oracle, text, { ...lines, language: join.table.name }));
      }
      const finding = this.#known.get(key);
      if (finding === undefined) continue;
      const firstRow = rowsAbove + countLines(text.slice(0, lines.start)) + finding.rowsBelow;
      const { rules, line, rows } = finding;
      found.set(`${firstRow}`, { rules, line, firstRow, lastRow: firstRow + rows });
    }
    return [...found.values()];
  }

  #remember(key: string, finding: Finding | undefined): void {
    this.#known.set(key, finding);
    dropOldest(this.#known, MOST_REMEMBERED);
  }
}

type Place = Pick<Ground, "join" | "oracle" | "gap" | "focus">;

interface Lines {
  readonly start: number;
  readonly end: number;
}

/** The lines of a fault and the ones behind it, which show whether the grammar can follow again; undefined for too many. */
function linesAround(text: string, { start, end }: Fault): Lines | undefined {
  if (text.slice(start, end).split("\n").length > MOST_LINES) return undefined;
  let to = end;
  for (let lines = 0; lines <= LINES_BEHIND && to < text.length; lines += 1) {
    const next = text.indexOf("\n", to);
    to = next === -1 ? text.length : next + 1;
  }
  return { start: text.lastIndexOf("\n", start - 1) + 1, end: to };
}

function findRules(
  oracle: PrefixOracle,
  text: string,
  { start, end, language }: Lines & { readonly language: string },
): Finding | undefined {
  const from = oracle.findStart(text.slice(0, start));
  const judged = text.slice(0, end);
  if (from === undefined || oracle.judgeFrom(from, judged) === "viable") return undefined;
  const { left, taken, rules } = oracle.lastStop;
  const at = end - left;
  if (rules.size === 0 || at < start || !isFollowedAgain(oracle, judged, at)) return undefined;
  const first = Math.max(start, text.lastIndexOf("\n", end - taken - 1) + 1);
  const lineEnd = text.indexOf("\n", at);
  const line = text.slice(first, lineEnd === -1 ? text.length : lineEnd);
  if (hasOpenBracket(line, language)) return undefined;
  const rowsBelow = countLines(text.slice(start, first));
  return { rules: [...rules], line, rowsBelow, rows: countLines(line) };
}

/** What is left open makes all wrong that follows, until it is closed. */
function hasOpenBracket(line: string, language: string): boolean {
  return findUnmatched(line, findLanguage(language)).openers.some(({ character }) => character !== "{");
}

/** Whether the grammar finds its way out of a fault at `at`, on one of the lines behind: otherwise it is no place of its own. */
function isFollowedAgain(oracle: PrefixOracle, text: string, at: number): boolean {
  let end = text.indexOf("\n", at);
  while (end !== -1 && end + 1 < text.length) {
    end = text.indexOf("\n", end + 1);
    const start = oracle.findStart(end === -1 ? text : text.slice(0, end + 1));
    if (start !== undefined && start.from > at) return true;
  }
  return false;
}

/** Line ends in a text. */
function countLines(text: string): number {
  return text.split("\n").length - 1;
}
