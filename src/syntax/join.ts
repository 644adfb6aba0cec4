/** What a text inserted at the cursor does to the whole: does it add a syntax error, and where may it end? */

import { type Node, Parser, type Tree } from "web-tree-sitter";
import type { Gap, Insertion } from "../core/grammar/syntax.ts";
import { readWithoutAdded } from "./addedFaults.ts";
import { withInsertion } from "./gap.ts";
import type { Grammar } from "./grammar.ts";
import type { LanguageTable } from "./grammarTables.ts";
import { keepsRules } from "./guards.ts";
import { findReading } from "./narrowness.ts";
import { type Fault, faultsOf, moveFaults, type Parsed, parse, toParsed } from "./parsing.ts";
import { withoutMacros } from "./withoutMacros.ts";

/** A file without the insertion, and whether it keeps the rules that the grammar does not know. */
interface Whole extends Parsed {
  readonly keepsRules: boolean;
  /** The faults are the grammar's, not the text's. */
  readonly isRight: boolean;
}

/** Judges insertions at one place after another. Not after `close`. */
export class JoinCheck {
  readonly #parser = new Parser();
  readonly #grammar: Grammar;
  readonly table: LanguageTable;
  #whole: Whole | undefined;
  /** The insertion looked at last: several questions are about the same one. */
  #last: { readonly text: string; readonly tree: Tree } | undefined;
  /** Judges texts that have no macros any more. */
  #plain: JoinCheck | undefined;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
    this.table = grammar.table;
    this.#parser.setLanguage(grammar.language);
  }

  close(): void {
    this.#whole?.tree.delete();
    this.#whole = undefined;
    this.#last?.tree.delete();
    this.#last = undefined;
    this.#plain?.close();
    this.#parser.delete();
  }

  /** What is wrong before anything is inserted is not at the cursor: the grammar can follow what stands around it. */
  isCleanAtCursor(gap: Gap): boolean {
    const whole = this.#wholeOf(gap);
    if (whole?.isRight) return true;
    // Space at the end of what is unfinished lies behind its node.
    const from = gap.prefix.replace(/(?<![^\S\n])[^\S\n]+$/, "").length;
    return whole?.keepsRules === true && !whole.faults.some((fault) => touches(fault, from, gap.prefix.length));
  }

  /** Nothing is wrong before anything is inserted. */
  isClean(gap: Gap): boolean {
    const whole = this.#wholeOf(gap);
    return whole?.isRight === true || (whole?.keepsRules === true && whole.faults.length === 0);
  }

  /** What is inserted adds no ERROR or MISSING node to what the text has without it, and breaks no rule that it kept. */
  fits(gap: Gap, inserted: Insertion): boolean {
    const text = withInsertion(gap, inserted);
    const fits = this.withTree(gap, inserted, (root) => {
      if (!this.#addsNothing(gap, inserted, root)) return false;
      const whole = this.#wholeOf(gap);
      // Comments are for those JSON files that have some.
      if (this.table.facts.rules === "json" && hasComment(root) && !(whole && hasComment(whole.tree.rootNode)))
        return false;
      return whole?.keepsRules !== true || keepsRules(text, root, this.table);
    });
    return (
      fits ||
      this.#isRight(text, this.#wholeOf(gap)) ||
      this.#fitsOtherwise(gap, inserted) ||
      this.#fitsWithoutMacros(gap, inserted)
    );
  }

  /** In a file with faults: what is inserted is right where the grammar does not know it. */
  #fitsOtherwise(gap: Gap, inserted: Insertion): boolean {
    const whole = this.#wholeOf(gap);
    if (whole === undefined || whole.faults.length === 0) return false;
    const known = moved(whole.faults, gap, inserted);
    const ground = { parser: this.#parser, facts: this.table.facts, base: whole, known };
    const reading = readWithoutAdded(withInsertion(gap, inserted), ground);
    if (reading === undefined) return false;
    const tree = parse(this.#parser, reading);
    const keeps = tree !== undefined && (!whole.keepsRules || keepsRules(reading, tree.rootNode, this.table));
    tree?.delete();
    return keeps;
  }

  /** The same for what the preprocessor leaves of the text. */
  #fitsWithoutMacros(gap: Gap, { text, replaced }: Insertion): boolean {
    // Directives of its own are judged as they stand: without them `#` alone would be right.
    if (!this.table.macros || hasDirective(gap, text)) return false;
    const [cursor, behind] = [gap.prefix.length, gap.prefix.length + text.length];
    const whole = withInsertion(gap, { text, replaced });
    const left = withoutMacros(whole, cursor);
    if (left === whole) return false;
    this.#plain ??= new JoinCheck({ ...this.#grammar, table: { ...this.table, macros: false } });
    const plainGap = {
      prefix: left.slice(0, cursor),
      suffix: gap.suffix.slice(0, replaced) + left.slice(behind),
    };
    return this.#plain.fits(plainGap, { text: left.slice(cursor, behind), replaced });
  }

  /** What is wrong before anything is inserted. */
  faultsOf(gap: Gap): readonly Fault[] {
    return this.#wholeOf(gap)?.faults ?? [];
  }

  /** What an insertion adds to the faults lies in its own lines and the one behind them; it breaks no rule that the text kept. */
  addsOnlyAt(gap: Gap, inserted: Insertion): boolean {
    const start = gap.prefix.lastIndexOf("\n") + 1;
    const end = gap.prefix.length + inserted.text.length;
    const text = withInsertion(gap, inserted);
    const lineEnd = endOfLine(text, endOfLine(text, end) + 1);
    const before = moved(this.faultsOf(gap), gap, inserted);
    return this.withTree(gap, inserted, (root) => {
      const isKnown = (fault: Fault) => before.some((one) => one.start === fault.start && one.end === fault.end);
      const isHere = (fault: Fault) => fault.start >= start && fault.end <= lineEnd;
      const adds = faultsOf(root).every((fault) => isKnown(fault) || isHere(fault));
      return adds && (this.#wholeOf(gap)?.keepsRules !== true || keepsRules(text, root, this.table));
    });
  }

  /** Those of `ends`, offsets in `inserted`, where it may stop without adding an error. */
  findLegalEnds(gap: Gap, inserted: string, ends: readonly number[]): number[] {
    return ends.filter((end) => this.fits(gap, { text: inserted.slice(0, end), replaced: 0 }));
  }

  /** The end of the last statement that is complete in `inserted`, where the text may be cut; undefined for none. */
  findLastStatementEnd(gap: Gap, inserted: string): number | undefined {
    const start = gap.prefix.length;
    const ends = this.withTree(gap, { text: inserted, replaced: 0 }, (root) =>
      statementEnds(root, start, start + inserted.length),
    );
    return this.findLegalEnds(
      gap,
      inserted,
      ends.map((end) => end - start),
    ).at(-1);
  }

  /** `use` is given the tree of the text with the insertion; it may be gone after the call, and with another call. */
  withTree<Result>(gap: Gap, inserted: Insertion, use: (root: Node) => Result): Result {
    const base = this.#wholeOf(gap);
    const text = withInsertion(gap, inserted);
    if (this.#last?.text !== text) {
      this.#last?.tree.delete();
      this.#last = { text, tree: parse(this.#parser, text, { base })! };
    }
    return use(this.#last.tree.rootNode);
  }

  /** The tree of the text without insertion. */
  rootOf(gap: Gap): Node {
    return this.#wholeOf(gap)!.tree.rootNode;
  }

  #addsNothing(gap: Gap, { text, replaced }: Insertion, root: Node): boolean {
    const before = this.#wholeOf(gap)?.faults ?? [];
    const after = faultsOf(root);
    if (after.length > before.length) return false;
    const cursor = gap.prefix.length;
    const behind = cursor + replaced;
    const wasFaultyHere = before.some((fault) => touches(fault, cursor, behind));
    const known = moved(before, gap, { text, replaced });
    return after.every((fault) => {
      if (known.some(({ start, end }) => start === fault.start && end === fault.end)) return true;
      // What was unfinished may stay so, but nothing wrong begins inside the insertion.
      return (
        wasFaultyHere &&
        touches(fault, cursor, cursor + text.length) &&
        (fault.kind === "missing" || fault.start <= cursor)
      );
    });
  }

  /** A whole text that keeps all rules although the grammar cannot follow it as it is. */
  #isRight(text: string, base: Parsed | undefined): boolean {
    const reading = findReading(this.#parser, text, this.#grammar, base);
    if (reading === undefined || reading === text) return false;
    const tree = parse(this.#parser, reading);
    try {
      return tree !== undefined && !tree.rootNode.hasError && keepsRules(reading, tree.rootNode, this.table);
    } finally {
      tree?.delete();
    }
  }

  #wholeOf({ prefix, suffix }: Gap): Whole | undefined {
    const text = prefix + suffix;
    if (this.#whole?.text !== text) {
      const tree = parse(this.#parser, text, { base: this.#whole });
      this.#whole?.tree.delete();
      const parsed = tree && toParsed(text, tree);
      this.#whole = parsed && {
        ...parsed,
        keepsRules: keepsRules(text, parsed.tree.rootNode, this.table),
        isRight: parsed.faults.length > 0 && this.#isRight(text, parsed),
      };
    }
    return this.#whole;
  }
}

/** Whether a line of `text`, the cursor's among them, is one for the preprocessor. */
function hasDirective({ prefix }: Gap, text: string): boolean {
  const lines = `${prefix.slice(prefix.lastIndexOf("\n") + 1)}${text}`.split("\n");
  return lines.some((line) => line.trimStart().startsWith("#"));
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

/** Where faults of a text stand in the one with an insertion. */
function moved(faults: readonly Fault[], { prefix }: Gap, { text, replaced }: Insertion): readonly Fault[] {
  const start = prefix.length;
  return moveFaults(faults, { start, end: start + replaced, longer: text.length - replaced });
}

function hasComment(root: Node): boolean {
  return root.descendantsOfType("comment").length > 0;
}

function touches(fault: Fault, start: number, end: number): boolean {
  return fault.start <= end && fault.end >= start;
}

const STATEMENT = /(?:statement|declaration|definition|_item)$/;

/** Ends, ascending, of complete statements that end between `from` and `to` and began there or before. */
function statementEnds(root: Node, from: number, to: number): number[] {
  const ends = new Set<number>();
  const visit = (node: Node): void => {
    if (node.endIndex <= from || node.startIndex >= to) return;
    if (STATEMENT.test(node.type) && !node.hasError && node.endIndex <= to) ends.add(node.endIndex);
    for (const child of node.children) if (child !== null) visit(child);
  };
  visit(root);
  return [...ends].sort((a, b) => a - b);
}
