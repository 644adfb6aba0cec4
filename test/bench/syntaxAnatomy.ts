/** What a clean text consists of, and the same text longer. */

import { type Node, Parser } from "web-tree-sitter";
import type { Grammar } from "../../src/syntax/grammar.ts";
import type { Anatomy, Leaf } from "./syntaxDamage.ts";

export class Anatomist {
  readonly #parser = new Parser();
  readonly #language: string;

  constructor(grammar: Grammar) {
    this.#parser.setLanguage(grammar.language);
    this.#language = grammar.table.name;
  }

  close(): void {
    this.#parser.delete();
  }

  /** Undefined for a text that the grammar cannot parse. */
  anatomyOf(text: string): Anatomy | undefined {
    return this.#withRoot(text, (root) => {
      if (root.hasError) return undefined;
      const leaves: Leaf[] = [];
      const statements: number[] = [];
      collect(root, leaves, statements);
      return { leaves, statements };
    });
  }

  /** A clean text of about so many lines, made of a shorter one; undefined where repeating it gives none. */
  grow(text: string, lines: number): string | undefined {
    const own = countLines(text);
    if (own > lines) return undefined;
    const times = Math.max(1, Math.round(lines / own));
    const grown = this.#repeat(text, times);
    return grown !== undefined && this.#withRoot(grown, (root) => !root.hasError) === true ? grown : undefined;
  }

  #repeat(text: string, times: number): string | undefined {
    if (this.#language === "json") return `[\n${Array.from({ length: times }, () => text.trim()).join(",\n")}\n]\n`;
    if (this.#language === "yaml") return Array.from({ length: times }, () => text).join("\n---\n");
    const start = this.#withRoot(text, (root) => bodyStart(root));
    return start === undefined ? undefined : text + `\n${text.slice(start)}`.repeat(times - 1);
  }

  #withRoot<Result>(text: string, use: (root: Node) => Result): Result | undefined {
    const tree = this.#parser.parse((index) => text.slice(index, index + 4096));
    if (tree === null) return undefined;
    try {
      return use(tree.rootNode);
    } finally {
      tree.delete();
    }
  }
}

function countLines(text: string): number {
  return text.split("\n").length;
}

/** What may stand at the head of a file alone. */
const HEADER = /package|import|using|inner_attribute|hash_bang|php_tag|namespace_definition|declare|doctype|charset/;

function bodyStart(root: Node): number {
  const header = root.children.findLastIndex((child) => child !== null && HEADER.test(child.type));
  return root.children[header + 1]?.startIndex ?? 0;
}

function collect(root: Node, leaves: Leaf[], statements: number[]): void {
  const cursor = root.walk();
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
