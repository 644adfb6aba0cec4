/** Can a text still become a valid program? Answered by the grammar's own parser (recipe: the first `resume`, the gate, witnesses). */

import { type Node, Parser } from "web-tree-sitter";
import type { Verdict } from "../core/grammar/syntax.ts";
import { type Attempt, attempt, type Stop } from "./attempt.ts";
import { type Excerpt, Excerpter, lastItemStart } from "./excerpt.ts";
import { type Grammar, legalIn } from "./grammar.ts";
import type { LanguageTable } from "./grammarTables.ts";
import { canClose, hasTwoDefaults, lastTagOf, tagEndOf, tagPairsOf } from "./guards.ts";
import { JsonJudge } from "./jsonText.ts";
import { hasAttributeTwice } from "./looseness.ts";
import { hasMacroNear } from "./macros.ts";
import { rewordings, TAG_TEXT } from "./narrowness.ts";
import { brokenQuoteOf, hasBareLineBreakAfterQuote } from "./oneLineStrings.ts";
import { type Parsed, parse } from "./parsing.ts";
import { canKeepPythonLines } from "./pythonLines.ts";
import { planRestart, type Restart, readFrom, WHOLE } from "./restart.ts";
import { furthestOf, type Stopping } from "./ruleNames.ts";

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
const WORD = /^[A-Za-z_$][\w$]*$/;
const GAP = /[\s()[\]{};,]/;
const CLOSER = /^[)\]};,]$/;
/** Tokens, by their names in all grammars, that take any character, and those that take a word. */
const FREE_TEXT = /fragment|content|chars|text|regex_pattern|heredoc|escape|_arg$|doc_comment|scalar|^\*\/$/;
const NAME = /identifier|name|word|label|tag/;

/** Judges texts that mostly continue one another. Not after `close`. */
export class PrefixOracle {
  readonly #table: LanguageTable;
  readonly #grammar: Grammar;
  readonly #parser: Parser;
  /** Most useful first, learnt. */
  readonly #witnesses: string[];
  readonly #excerpter: Excerpter;
  readonly #json = new JsonJudge();
  /** Of the text in question. */
  #base: Parsed | undefined;
  /** Nothing was left out of it on a guess. */
  #isWhole = true;
  readonly #budget = { left: 0 };
  /** Where the grammar could follow the last text to. */
  #stopping: Stopping = { left: 0, taken: 0, rules: NO_RULES };
  /** What was in the grammar's way before, and where it can go on. */
  #kept: { readonly text: string; readonly start: Restart | undefined } | undefined;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
    this.#table = grammar.table;
    this.#witnesses = [...grammar.table.witnesses];
    this.#parser = new Parser();
    this.#parser.setLanguage(grammar.language);
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
    for (const other of rewordings(text, first, { parser, grammar, base, isWhole: false, budget })) {
      const ofOther = this.#judgeReading(other.text, other.attempt);
      if (ofOther === "viable") return ofOther;
      if (ofOther === "unproved") ofAll = ofOther;
    }
    return ofAll === "dead" && this.#budget.left === 0 ? "unproved" : ofAll;
  }

  #judgeAttempt(text: string, first: Attempt): Verdict {
    const verdict = first.reachesEnd ? "viable" : first.sawEnd ? this.#judgeUnfinished(text, first) : "dead";
    if (verdict !== "dead" && this.#breaksRule(text, first)) return "dead";
    const mayBeMacro = this.#table.macros && first.stops.some(({ offset }) => hasMacroNear(text, offset));
    return verdict === "dead" && mayBeMacro ? "unproved" : verdict;
  }

  /** Rules that the grammar does not know. */
  #breaksRule(text: string, { stops, isComplete }: Attempt): boolean {
    const table = this.#table;
    if (table.facts.rules === "pythonLines" && !canKeepPythonLines(text)) return true;
    const atEnd = stops.filter(({ offset }) => offset >= text.length);
    if (!isComplete && atEnd.length > 0 && atEnd.every((stop) => this.#isInBrokenString(text, stop))) return true;
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

  /** The text, up to the stop, ends in a string that should have ended on an earlier line. */
  #isInBrokenString(text: string, { offset, state }: Stop): boolean {
    if (this.#table.oneLineStringTokens.size === 0) return false;
    const legal = legalIn(this.#grammar, state);
    // Attributes of tags may have line breaks.
    if (legal.includes(TAG_TEXT)) return false;
    const quote = ['"', "'"].find((sign) => legal.includes(sign));
    if (quote === undefined || !legal.some((name) => this.#table.oneLineStringTokens.has(name))) return false;
    return hasBareLineBreakAfterQuote(text.slice(0, offset), quote);
  }

  #withTree<Result>(text: string, use: (root: Node) => Result): Result | false {
    const tree = parse(this.#parser, text, { base: this.#base });
    try {
      return tree !== undefined && use(tree.rootNode);
    } finally {
      tree?.delete();
    }
  }

  /** The last token was cut short by the end of the text: can it become one that is legal? */
  #judgeUnfinished(text: string, { stops }: Attempt): Verdict {
    const isSettled = (stop: Stop) => this.#isSettled(text, stop) || this.#isInBrokenString(text, stop);
    if (stops.length > 0 && stops.every(isSettled)) return "dead";
    const isClosed = ({ offset, state }: Stop) =>
      this.#isClosed(text.slice(offset), text) && !this.#isInFreeText(state);
    if (stops.every(isClosed) && this.#isDeadBefore(text, " ")) return "dead";
    const tails = new Set(stops.flatMap((stop) => this.#tails(text, stop)));
    for (const tail of tails) if (this.#becomesLegal(text, tail)) return "viable";
    const broken = this.#brokenQuoteOf(text, stops);
    for (const [place, witness] of this.#witnesses.entries()) {
      const endsBroken = broken !== undefined && witness.includes(broken);
      if (endsBroken || !this.#becomesLegal(text, witness)) continue;
      this.#witnesses.splice(place, 1);
      this.#witnesses.unshift(witness);
      return "viable";
    }
    return "unproved";
  }

  /** The quote of a string that the text ends in, and that the grammar has only guessed at; undefined where it may have more lines. */
  #brokenQuoteOf(text: string, stops: readonly Stop[]): string | undefined {
    const broken = this.#table.oneLineStringTokens.size === 0 ? undefined : brokenQuoteOf(text);
    return stops.every(({ offset }) => text[offset] === broken) ? broken : undefined;
  }

  /** A sign that nothing can lengthen: `]` is none where `]]` is one. */
  #isClosed(begun: string, text: string): boolean {
    if (!CLOSER.test(begun) || this.#grammar.language.types.includes(begun + begun)) return false;
    // `{{` opens a value in a string that begins so.
    return begun !== "}" || !text.includes('$$"');
  }

  /** A sign that nothing can lengthen is judged with something behind it: then the end of the text is out of sight. */
  #isDeadBefore(text: string, next: string): boolean {
    const longer = attempt(this.#parser, text + next, this.#base);
    return !longer.reachesEnd && !longer.sawEnd;
  }

  #becomesLegal(text: string, witness: string): boolean {
    const whole = text + witness;
    const { reachesEnd, isComplete, stops } = attempt(this.#parser, whole, this.#base);
    const behind = stops.filter(({ offset }) => offset >= text.length);
    const isBroken = (stop: Stop) => this.#isInBrokenString(whole, stop);
    return (reachesEnd || behind.length > 0) && (isComplete || behind.length === 0 || !behind.every(isBroken));
  }

  /** What is missing of the legal keywords and signs that the unfinished token begins. */
  #tails(text: string, { offset, state }: Stop): readonly string[] {
    const begun = text.slice(offset);
    return legalIn(this.#grammar, state)
      .filter((name) => name.length > begun.length && name.startsWith(begun))
      .map((name) => `${name.slice(begun.length)}${/\w$/.test(name) ? " " : ""}`);
  }

  /**
   * The text ends with a word or a closing sign that nothing legal begins with, whatever is added to it. Inside a string or
   * another token with free text everything may go on, and a word may belong to the token before it: `0` and `x`.
   */
  #isSettled(text: string, { offset, state }: Stop): boolean {
    const begun = text.slice(offset);
    const isWord = WORD.test(begun) && (offset === 0 || GAP.test(text[offset - 1]!));
    if (!isWord && !this.#isClosed(begun, text)) return false;
    if (isWord && this.#table.literalPrefixes?.test(begun) === true) return false;
    if (this.#isInFreeText(state)) return false;
    return !legalIn(this.#grammar, state).some((name) => name.startsWith(begun) || (isWord && NAME.test(name)));
  }

  #isInFreeText(state: number): boolean {
    return legalIn(this.#grammar, state).some((name) => FREE_TEXT.test(name));
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
