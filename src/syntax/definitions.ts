/** Where the definitions of a text are, as its grammar sees them. */

import { type Node, Parser, type ParseState, type Tree } from "web-tree-sitter";
import tables from "../../grammars/definitions.json" with { type: "json" };
import { Grammars } from "./grammar.ts";
import { languageOf } from "./grammarTables.ts";

/** A function, a class, a type: lines [start, end), counted from 0. */
export interface Definition {
  readonly start: number;
  readonly end: number;
}

const TYPES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(tables).map(([language, types]) => [language, new Set(types.split(" "))]),
);

/** So much of a text is parsed at once, in what the parser counts: some milliseconds. */
const STEP_OFFSET = 16_000;
/** Nodes that are looked at in one step. */
const STEP_NODES = 1000;

export class DefinitionReader {
  readonly #grammars: Grammars;
  /** Those that are at nothing. */
  readonly #parsers = new Map<string, Parser[]>();

  /** `grammarFolder` has the .wasm files. */
  constructor(grammarFolder: string) {
    this.#grammars = new Grammars(grammarFolder);
  }

  /**
   * Definitions of at least so many lines, outer ones before those in them; undefined where the language has none or the
   * parser gave up. `breathe` is awaited between small steps of a long text. Throws `GrammarError`.
   */
  async read(
    languageId: string,
    text: string,
    leastLines: number,
    breathe?: () => Promise<unknown>,
  ): Promise<Definition[] | undefined> {
    const table = languageOf(languageId);
    const types = TYPES.get(table?.name ?? "");
    if (table === undefined || types === undefined) return undefined;
    const { language } = await this.#grammars.load(table);
    const idle = this.#parsers.get(table.name) ?? [];
    this.#parsers.set(table.name, idle);
    // One that is in the middle of another text goes on with that.
    const parser = idle.pop() ?? new Parser().setLanguage(language);
    const tree = await parseInSteps(parser, text, breathe);
    idle.push(parser);
    if (tree === undefined) return undefined;
    const found: Definition[] = [];
    try {
      for (const _ of collect(tree.rootNode, types, leastLines, found)) await breathe?.();
    } finally {
      tree.delete();
    }
    return found;
  }
}

async function parseInSteps(parser: Parser, text: string, breathe?: () => Promise<unknown>): Promise<Tree | undefined> {
  for (;;) {
    let from: number | undefined;
    const isStepOver = ({ currentOffset }: ParseState) => {
      from ??= currentOffset;
      return breathe !== undefined && currentOffset - from > STEP_OFFSET;
    };
    // Stopped, it goes on from there the next time.
    const tree = parser.parse(text, null, { progressCallback: isStepOver });
    if (tree !== null) return tree;
    if (breathe === undefined) return undefined;
    await breathe();
  }
}

/** Small nodes have nothing in them that is large enough. Yields between steps. */
function* collect(root: Node, types: ReadonlySet<string>, leastLines: number, found: Definition[]): Generator<void> {
  let looked = 0;
  // The next one is the last.
  const nodes = childrenOf(root);
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    looked += 1;
    if (looked % STEP_NODES === 0) yield;
    const start = node.startPosition.row;
    // A node that ends with its line's end ends on that line.
    const end = node.endPosition.column === 0 ? node.endPosition.row : node.endPosition.row + 1;
    if (end - start < leastLines) continue;
    if (types.has(node.type)) found.push({ start, end });
    nodes.push(...childrenOf(node));
  }
}

/** Named ones, the last first. */
function childrenOf(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null).reverse();
}
