/** Where the definitions of a text are, as its grammar sees them. */

import { type Node, Parser } from "web-tree-sitter";
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

export class DefinitionReader {
  readonly #grammars: Grammars;
  readonly #parsers = new Map<string, Parser>();

  /** `grammarFolder` has the .wasm files. */
  constructor(grammarFolder: string) {
    this.#grammars = new Grammars(grammarFolder);
  }

  /**
   * Definitions of at least so many lines, outer ones before those in them; undefined where the language has none or the
   * parser gave up. Throws `GrammarError`.
   */
  async read(languageId: string, text: string, leastLines: number): Promise<Definition[] | undefined> {
    const table = languageOf(languageId);
    const types = TYPES.get(table?.name ?? "");
    if (table === undefined || types === undefined) return undefined;
    const { language } = await this.#grammars.load(table);
    const parser = this.#parsers.get(table.name) ?? new Parser().setLanguage(language);
    this.#parsers.set(table.name, parser);
    const tree = parser.parse(text);
    if (tree === null) return undefined;
    const found: Definition[] = [];
    try {
      collect(tree.rootNode, types, leastLines, found);
    } finally {
      tree.delete();
    }
    return found;
  }
}

/** Small nodes have nothing in them that is large enough. */
function collect(node: Node, types: ReadonlySet<string>, leastLines: number, found: Definition[]): void {
  for (const child of node.namedChildren) {
    if (child === null) continue;
    const start = child.startPosition.row;
    // A node that ends with its line's end ends on that line.
    const end = child.endPosition.column === 0 ? child.endPosition.row : child.endPosition.row + 1;
    if (end - start < leastLines) continue;
    if (types.has(child.type)) found.push({ start, end });
    collect(child, types, leastLines, found);
  }
}
