/** One language under the prefix bench: cuts of clean files, judged as decoding would judge them, and damaged twins. */

import { type Node, Parser } from "web-tree-sitter";
import type { Grammar } from "../../src/syntax/grammar.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";
import { Random } from "../random.ts";
import { percentile } from "./metrics.ts";
import { breakCloser, breakIndentation, breakString, type Damaged, type Leaf, toPieces } from "./syntaxPieces.ts";

/** Pieces judged one after another from each cut, as a short suggestion. */
const PIECES_PER_CUT = 8;
const CUTS_PER_FILE = 8;
/** Refusals that are printed. */
const SHOWN_REFUSALS = 12;
const SHOWN_CHARACTERS = 70;
/** Lines of a file → the column of times that it belongs to. */
const SIZES = [100, 1000, 5000] as const;

interface Count {
  right: number;
  wrong: number;
}

export class LanguageBench {
  readonly #grammar: Grammar;
  readonly #parser = new Parser();
  readonly #loadMs: number;
  readonly #true: Count = { right: 0, wrong: 0 };
  readonly #characters: Count = { right: 0, wrong: 0 };
  readonly #broken: Count = { right: 0, wrong: 0 };
  readonly #advised: Count = { right: 0, wrong: 0 };
  readonly #missed = new Map<Damaged["kind"], Count>();
  readonly #times = new Map<number, number[]>();
  readonly #firstTimes: number[] = [];
  readonly refusals: string[] = [];
  #dead = 0;
  #files = 0;
  #unclean = 0;

  constructor(grammar: Grammar, loadMs: number) {
    this.#grammar = grammar;
    this.#loadMs = loadMs;
    this.#parser.setLanguage(grammar.language);
  }

  /** Files until `cuts` cuts are judged, all files have been seen or the time is over. */
  run(
    texts: Iterable<{ readonly path: string; readonly text: string }>,
    { cuts, maxMs }: { readonly cuts: number; readonly maxMs: number },
  ): void {
    const endAt = performance.now() + maxMs;
    const random = new Random(this.#grammar.table.name);
    let left = cuts;
    for (const { path, text } of texts) {
      if (left <= 0 || performance.now() > endAt) break;
      const leaves = this.#leavesOf(text);
      if (leaves === undefined) {
        this.#unclean += 1;
        this.#judgeBroken(path, text, random);
        continue;
      }
      this.#files += 1;
      left -= CUTS_PER_FILE;
      this.#judgeTrue(path, text, random);
      this.#judgeDamaged(path, text, leaves, random);
    }
    this.#parser.delete();
  }

  /** Undefined for a file that the grammar cannot parse. */
  #leavesOf(text: string): { leaves: Leaf[]; statements: number[] } | undefined {
    const tree = this.#parser.parse((index) => text.slice(index, index + 4096));
    if (tree === null) return undefined;
    try {
      if (tree.rootNode.hasError) return undefined;
      const leaves: Leaf[] = [];
      const statements: number[] = [];
      collect(tree.rootNode, leaves, statements);
      return { leaves, statements };
    } finally {
      tree.delete();
    }
  }

  #judgeTrue(path: string, text: string, random: Random): void {
    const pieces = toPieces(text);
    const oracle = new PrefixOracle(this.#grammar);
    try {
      for (let cut = 0; cut < CUTS_PER_FILE; cut += 1) {
        const from = random.below(pieces.length);
        let prefix = pieces.slice(0, from).join("");
        this.#firstTimes.push(this.#timed(() => oracle.judge(prefix)).ms);
        for (const piece of pieces.slice(from, from + PIECES_PER_CUT)) {
          prefix += piece;
          const { verdict, ms } = this.#timed(() => oracle.judge(prefix));
          this.#addTime(prefix, ms);
          this.#countTrue(this.#true, { path, prefix, verdict });
        }
        const anywhere = text.slice(0, random.below(text.length + 1));
        this.#countTrue(this.#characters, { path, prefix: anywhere, verdict: oracle.judge(anywhere) });
      }
    } finally {
      oracle.close();
    }
  }

  /** A file that the grammar cannot parse as a whole: where it may refuse, it must be right all the same. */
  #judgeBroken(path: string, text: string, random: Random): void {
    const pieces = toPieces(text);
    const oracle = new PrefixOracle(this.#grammar);
    try {
      for (let cut = 0; cut < CUTS_PER_FILE / 2; cut += 1) {
        const from = random.below(pieces.length);
        let prefix = pieces.slice(0, from).join("");
        const start = oracle.findStart(prefix);
        this.#advised[start === undefined ? "wrong" : "right"] += 1;
        if (start === undefined) continue;
        for (const piece of pieces.slice(from, from + PIECES_PER_CUT)) {
          prefix += piece;
          this.#countTrue(this.#broken, { path, prefix, verdict: oracle.judgeFrom(start, prefix) });
        }
      }
    } finally {
      oracle.close();
    }
  }

  #judgeDamaged(
    path: string,
    text: string,
    { leaves, statements }: { leaves: readonly Leaf[]; statements: readonly number[] },
    random: Random,
  ): void {
    const { oneLineStringTokens, name } = this.#grammar.table;
    const isOneLine = (type: string) => oneLineStringTokens.has(type);
    const oracle = new PrefixOracle(this.#grammar);
    try {
      for (let turn = 0; turn < CUTS_PER_FILE / 2; turn += 1) {
        const damaged = [
          breakCloser(text, leaves, random),
          breakString(text, leaves, { random, isOneLine }),
          name === "python" ? breakIndentation(text, statements, random) : undefined,
        ];
        for (const one of damaged) if (one !== undefined) this.#countDamaged(path, one, oracle.judge(one.text));
      }
    } finally {
      oracle.close();
    }
  }

  #timed<Result>(work: () => Result): { verdict: Result; ms: number } {
    const startedAt = performance.now();
    const verdict = work();
    return { verdict, ms: performance.now() - startedAt };
  }

  #addTime(prefix: string, ms: number): void {
    const lines = prefix.split("\n").length;
    const size = SIZES.find((limit) => lines <= limit) ?? SIZES[2];
    const times = this.#times.get(size) ?? [];
    times.push(ms);
    this.#times.set(size, times);
  }

  #countTrue(count: Count, { path, prefix, verdict }: { path: string; prefix: string; verdict: string }): void {
    count[verdict === "viable" ? "right" : "wrong"] += 1;
    if (verdict === "viable") return;
    if (verdict === "dead") this.#dead += 1;
    if (this.refusals.length < SHOWN_REFUSALS)
      this.refusals.push(`${verdict}: ${path}: …${JSON.stringify(prefix.slice(-SHOWN_CHARACTERS))}`);
  }

  #countDamaged(path: string, { kind, text }: Damaged, verdict: string): void {
    const count = this.#missed.get(kind) ?? { right: 0, wrong: 0 };
    this.#missed.set(kind, count);
    count[verdict === "viable" ? "wrong" : "right"] += 1;
    if (verdict === "viable" && this.refusals.length < SHOWN_REFUSALS)
      this.refusals.push(`missed ${kind}: ${path}: …${JSON.stringify(text.slice(-SHOWN_CHARACTERS))}`);
  }

  get summary(): string {
    return this.row.join(" · ");
  }

  get row(): readonly string[] {
    const missed = [...this.#missed].map(([kind, count]) => `${kind} ${rate(count)}`);
    const times = SIZES.map((size) => {
      const of = (p: number) => percentile(this.#times.get(size) ?? [], p)?.toFixed(2) ?? "–";
      return `${of(0.5)} / ${of(0.95)} / ${of(0.99)}`;
    });
    const start = `${this.#loadMs.toFixed(0)} + ${percentile(this.#firstTimes, 0.5)?.toFixed(1) ?? "–"}`;
    const files = `${this.#files}${this.#unclean > 0 ? ` (+${this.#unclean} not clean)` : ""}`;
    return [
      this.#grammar.table.name,
      files,
      `${rate(this.#true)} (${this.#dead} dead)`,
      rate(this.#characters),
      this.#unclean === 0 ? "–" : `${rate(this.#broken)}, advice only ${rate(this.#advised)}`,
      missed.join(", ") || "–",
      ...times,
      start,
    ];
  }
}

/** Markdown, one row per language. */
export function toTable(results: readonly LanguageBench[]): string {
  const head = [
    "language",
    "files",
    "false refusals per piece",
    "at random characters",
    "in files it cannot parse",
    "missed damage",
    ...SIZES.map((size) => `ms p50 / p95 / p99, to ${size} lines`),
    "start: load + first judgement p50, ms",
  ];
  const rows = [head, head.map(() => "---"), ...results.map(({ row }) => row)];
  return `${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;
}

function rate({ right, wrong }: Count): string {
  const all = right + wrong;
  return all === 0 ? "–" : `${((100 * wrong) / all).toFixed(2)} % of ${all}`;
}

function collect(node: Node, leaves: Leaf[], statements: number[]): void {
  const cursor = node.walk();
  const visit = (): void => {
    let isFirst = true;
    do {
      const { nodeType: type, startIndex: start, endIndex: end } = cursor;
      if (!isFirst && (type.endsWith("_statement") || type === "function_definition")) statements.push(start);
      isFirst &&= type === "comment";
      if (cursor.gotoFirstChild()) {
        visit();
        cursor.gotoParent();
      } else leaves.push({ type, start, end });
    } while (cursor.gotoNextSibling());
  };
  visit();
  cursor.delete();
}
