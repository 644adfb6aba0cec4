/** Can a text still become a valid program? Answered by the grammar's own parser (recipe: the first `resume`, the gate, witnesses). */

import { type Node, Parser } from "web-tree-sitter";
import type { Verdict } from "../core/grammar/syntax.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { type Excerpt, Excerpter, lastItemStart } from "./excerpt.ts";
import type { Grammar } from "./grammar.ts";
import type { LanguageTable } from "./grammarTables.ts";
import { canClose, hasTwoDefaults, lastTagOf, tagEndOf, tagPairsOf } from "./guards.ts";
import { JsonJudge } from "./jsonText.ts";
import { hasAttributeTwice } from "./looseness.ts";
import { hasMacroNear } from "./macros.ts";
import { NEAR_END, rewordings } from "./narrowness.ts";
import { type Parsed, parse } from "./parsing.ts";
import { canKeepPythonLines } from "./pythonLines.ts";
import { planRestart, type Restart, readFrom, WHOLE } from "./restart.ts";
import { furthestOf, type Stopping } from "./ruleNames.ts";
import { isInBrokenString, UnfinishedToken } from "./unfinishedToken.ts";

/** So many lines above the end, at most, reading afresh is tried behind a fault. */
const RESTART_LINES = [40, 12, 3];
/** A fault in the last lines may be what is asked about. */
const LINES_JUDGED = 3;
/** A text is read in so many ways at most: somebody waits for the answer. */
const MOST_READINGS = 24;
const NO_RULES: ReadonlySet<string> = new Set();
/** UTF-16 units of a text that is not read twice without need. */
const LONG = 20_000;
const TWO_DEFAULTS = /\bdefault\b[\s\S]*\bdefault\b/;

/** Judges texts that mostly continue one another. Not after `close`. */
export class PrefixOracle {
  readonly #table: LanguageTable;
  readonly #grammar: Grammar;
  readonly #parser: Parser;
  readonly #unfinished: UnfinishedToken;
  readonly #excerpter: Excerpter;
  readonly #json = new JsonJudge();
  /** Of the text in question. */
  #base: Parsed | undefined;
  /** Nothing was left out of it on a guess. */
  #isWhole = true;
  readonly #budget = { left: 0 };
  #reach = NEAR_END;
  /** Where the grammar could follow the last text to. */
  #stopping: Stopping = { left: 0, taken: 0, rules: NO_RULES };
  /** What was in the grammar's way before, and where it can go on. */
  #kept: { readonly text: string; readonly start: Restart | undefined } | undefined;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
    this.#table = grammar.table;
    this.#parser = new Parser();
    this.#parser.setLanguage(grammar.language);
    this.#unfinished = new UnfinishedToken(grammar, this.#parser);
    this.#excerpter = new Excerpter(this.#parser, grammar.table);
  }

  close(): void {
    this.#excerpter.close();
    this.#parser.delete();
  }

  /**
   * Where judging begins for texts that continue `prefix`: at 0, or behind what the grammar cannot follow: whoever wrote on
   * there knows it to be right. Undefined when it cannot follow the end of `prefix` either: then nothing may be refused.
   */
  findStart(prefix: string): Restart | undefined {
    // What is judged from there is longer, and must be read in the same ways.
    this.#reach = NEAR_END / 2;
    try {
      return this.#findStart(prefix);
    } finally {
      this.#reach = NEAR_END;
    }
  }

  #findStart(prefix: string): Restart | undefined {
    const from = this.#table.itemStart === undefined ? 0 : lastItemStart(prefix, this.#table.itemStart);
    const atItem = () => (from > 0 && this.judge(prefix.slice(from)) === "viable" ? { from, heads: [] } : undefined);
    // To follow a long text step by step up to a fault that is known takes longer than anybody waits.
    const early = prefix.length > LONG && this.#excerpter.hasBrokenHead(prefix) ? atItem() : undefined;
    if (early !== undefined) return early;
    if (this.judge(prefix) === "viable") return WHOLE;
    let behind = prefix.length - this.#stopping.left;
    const late = atItem();
    if (late !== undefined) return late;
    for (const lines of RESTART_LINES) {
      const planned = planRestart(prefix, Math.max(behind, startOfLineAbove(prefix, lines)), this.#table.name);
      if (planned === undefined) return undefined;
      const restart = this.#tryRestart(prefix, planned);
      if (restart !== undefined) return restart;
      behind = Math.max(planned.from, prefix.length - this.#stopping.left);
    }
    return undefined;
  }

  /** Where the grammar stopped in the text that was judged last. */
  get lastStop(): Stopping {
    return this.#stopping;
  }

  /** Heads that the grammar cannot follow are left out. */
  #tryRestart(prefix: string, { from, heads }: Restart): Restart | undefined {
    for (let first = 0; first <= heads.length; first += 1) {
      const restart = { from, heads: heads.slice(first) };
      if (this.judge(readFrom(restart, prefix)) === "viable") return restart;
      if (this.#stopping.left <= prefix.length - from) return undefined;
    }
    return undefined;
  }

  /** `start` as `findStart` gave it. Behind it a bracket may close what was opened in the part that is left out. */
  judgeFrom(start: Restart, text: string): Verdict {
    const read = readFrom(start, text);
    const verdict = this.judge(read);
    const isGuess = start.heads.length > 0 || (start.from > 0 && closesMoreThanItOpens(read));
    return verdict === "dead" && isGuess ? "unproved" : verdict;
  }

  /**
   * The same as `judge`, of the last lines: what the grammar cannot follow further above is right all the same, as whoever
   * wrote the text went on behind it.
   */
  judgeEnd(text: string): Verdict {
    const verdict = this.judge(text);
    if (verdict === "viable") return verdict;
    const kept = text.slice(0, startOfLineAbove(text, LINES_JUDGED));
    if (text.length - this.#stopping.left >= kept.length) return verdict;
    if (this.#kept?.text !== kept) this.#kept = { text: kept, start: this.findStart(kept) };
    return this.#kept.start === undefined ? "viable" : this.judgeFrom(this.#kept.start, text);
  }

  judge(text: string): Verdict {
    this.#stopping = { left: text.length, taken: text.length, rules: NO_RULES };
    if (this.#table.facts.rules === "json") return this.#json.canBecomeJson(text) ? "viable" : "dead";
    const verdict = this.#judgeExcerpt(this.#excerpter.excerpt(text));
    // Should leaving something out have been wrong, it must not cost a right text.
    return verdict === "viable" || this.#isWhole ? verdict : this.#judgeExcerpt(this.#excerpter.whole(text));
  }

  #judgeExcerpt({ text, base, isWhole }: Excerpt): Verdict {
    this.#base = base;
    this.#isWhole = isWhole;
    return this.#judgeText(text);
  }

  #judgeText(text: string): Verdict {
    this.#budget.left = MOST_READINGS;
    return this.#judgeReading(text, attempt(this.#parser, text, this.#base));
  }

  /** Proved only when it is proved of every way in which the text may be read. */
  #judgeReading(text: string, first: Attempt): Verdict {
    const verdict = this.#judgeAttempt(text, first);
    this.#stopping = furthestOf(text, first.stops, this.#stopping);
    if (verdict === "viable") return verdict;
    let ofAll = verdict;
    const [parser, grammar, base, budget] = [this.#parser, this.#grammar, this.#base, this.#budget];
    const reach = this.#reach;
    for (const other of rewordings(text, first, { parser, grammar, base, isWhole: false, budget, reach })) {
      const ofOther = this.#judgeReading(other.text, other.attempt);
      if (ofOther === "viable") return ofOther;
      if (ofOther === "unproved") ofAll = ofOther;
    }
    return ofAll === "dead" && this.#budget.left === 0 ? "unproved" : ofAll;
  }

  #judgeAttempt(text: string, first: Attempt): Verdict {
    const verdict = first.reachesEnd
      ? "viable"
      : first.sawEnd
        ? this.#unfinished.judge(text, first, this.#base)
        : "dead";
    if (verdict !== "dead" && this.#breaksRule(text, first)) return "dead";
    const mayBeMacro = this.#table.macros && first.stops.some(({ offset }) => hasMacroNear(text, offset));
    return verdict === "dead" && mayBeMacro ? "unproved" : verdict;
  }

  /** Rules that the grammar does not know. */
  #breaksRule(text: string, { stops, isComplete }: Attempt): boolean {
    const table = this.#table;
    if (table.facts.rules === "pythonLines" && !canKeepPythonLines(text)) return true;
    const atEnd = stops.filter(({ offset }) => offset >= text.length);
    if (!isComplete && atEnd.length > 0 && atEnd.every((stop) => isInBrokenString(this.#grammar, text, stop)))
      return true;
    if (table.facts.takes?.includes("attributeTwice")) {
      const tag = lastTagOf(text);
      if (tag !== undefined && this.#withTree(tag, hasAttributeTwice)) return true;
    }
    const hasTags = table.jsx && text.includes("</");
    const hasSwitch = Object.keys(table.switches).length > 0 && TWO_DEFAULTS.test(text);
    if (!hasTags && !hasSwitch) return false;
    return this.#withTree(text + (hasTags ? tagEndOf(text) : ""), (root) => {
      if (hasTags && tagPairsOf(root, text.length).some((pair) => !canClose(pair))) return true;
      return hasSwitch && hasTwoDefaults(root, table.switches);
    });
  }

  #withTree<Result>(text: string, use: (root: Node) => Result): Result | false {
    const tree = parse(this.#parser, text, { base: this.#base });
    try {
      return tree !== undefined && use(tree.rootNode);
    } finally {
      tree?.delete();
    }
  }
}

/** Where the line begins that stands `lines` above the last one. */
function startOfLineAbove(text: string, lines: number): number {
  let at = text.length;
  for (let count = 0; count <= lines && at > 0; count += 1) at = text.lastIndexOf("\n", at - 1);
  return at + 1;
}

/** Counted in characters, so that what it says of strings and comments is on the safe side. */
function closesMoreThanItOpens(text: string): boolean {
  return ["()", "[]", "{}"].some(([open, close]) => text.split(close!).length > text.split(open!).length);
}
