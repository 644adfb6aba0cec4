/** What a text inserted at the cursor does to the whole: does it add a syntax error, and where may it end? */

import { type Node, Parser } from "web-tree-sitter";
import type { Gap } from "../core/syntax.ts";
import type { Grammar } from "./grammar.ts";
import { type Fault, faultsOf, type Parsed, parse, toParsed } from "./parsing.ts";

/** Judges insertions at one place after another. Not after `close`. */
export class JoinCheck {
  readonly #parser = new Parser();
  #whole: Parsed | undefined;

  constructor(grammar: Grammar) {
    this.#parser.setLanguage(grammar.language);
  }

  close(): void {
    this.#whole?.tree.delete();
    this.#whole = undefined;
    this.#parser.delete();
  }

  /** The file has no syntax error before anything is inserted. */
  isClean(gap: Gap): boolean {
    return this.#faultsWithout(gap).length === 0;
  }

  /** `inserted` adds no ERROR or MISSING node to what the text has without it. */
  fits(gap: Gap, inserted: string): boolean {
    return this.#withTree(gap, inserted, (root) => this.#addsNothing(gap, inserted, root));
  }

  /** Those of `ends`, offsets in `inserted`, where it may stop without adding an error. */
  findLegalEnds(gap: Gap, inserted: string, ends: readonly number[]): number[] {
    return ends.filter((end) => this.fits(gap, inserted.slice(0, end)));
  }

  /** The end of the last statement that is complete in `inserted`, where the text may be cut; undefined for none. */
  findLastStatementEnd(gap: Gap, inserted: string): number | undefined {
    const start = gap.prefix.length;
    const ends = this.#withTree(gap, inserted, (root) => statementEnds(root, start, start + inserted.length));
    return ends.map((end) => end - start).findLast((end) => this.fits(gap, inserted.slice(0, end)));
  }

  #addsNothing(gap: Gap, inserted: string, root: Node): boolean {
    const before = this.#faultsWithout(gap);
    const after = faultsOf(root);
    if (after.length > before.length) return false;
    const cursor = gap.prefix.length;
    const wasFaultyHere = before.some((fault) => touches(fault, cursor, cursor));
    const moved = before.map(({ start, end }) => ({
      start: start < cursor ? start : start + inserted.length,
      end: end <= cursor ? end : end + inserted.length,
    }));
    return after.every((fault) => {
      if (moved.some(({ start, end }) => start === fault.start && end === fault.end)) return true;
      // What was unfinished may stay so, but nothing wrong begins inside the insertion.
      return (
        wasFaultyHere &&
        touches(fault, cursor, cursor + inserted.length) &&
        (fault.kind === "missing" || fault.start <= cursor)
      );
    });
  }

  #faultsWithout(gap: Gap): readonly Fault[] {
    return this.#wholeOf(gap)?.faults ?? [];
  }

  #wholeOf({ prefix, suffix }: Gap): Parsed | undefined {
    const text = prefix + suffix;
    if (this.#whole?.text !== text) {
      const tree = parse(this.#parser, text, { base: this.#whole });
      this.#whole?.tree.delete();
      this.#whole = tree === undefined ? undefined : toParsed(text, tree);
    }
    return this.#whole;
  }

  #withTree<Result>(gap: Gap, inserted: string, use: (root: Node) => Result): Result {
    const base = this.#wholeOf(gap);
    const tree = parse(this.#parser, gap.prefix + inserted + gap.suffix, { base })!;
    try {
      return use(tree.rootNode);
    } finally {
      tree.delete();
    }
  }
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
