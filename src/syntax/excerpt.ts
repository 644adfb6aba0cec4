/** The part of a text that matters for how it may go on: finished items before the end are left out, so that cost does not grow with the file. */

import type { Node, Parser } from "web-tree-sitter";
import type { LanguageTable } from "./grammarTables.ts";
import { mayEndInComment } from "./narrowness.ts";
import { commonStart, type Parsed, parse, toParsed } from "./parsing.ts";

/** A text to judge in place of another, and the tree of a similar one. */
export interface Excerpt {
  readonly text: string;
  readonly base: Parsed | undefined;
  /** Nothing was left out that depends on guesses. */
  readonly isWhole: boolean;
}

/** A text that is longer by so many characters than the one whose tree is kept gets a tree of its own. */
const REFRESH_AFTER = 400;
/** Texts below are not worth finding items in. */
const SHORT = 1500;

interface Context {
  /** The text begins so, and all that was left out is in it. */
  readonly source: string;
  /** What stands for `source`. */
  readonly kept: string;
  readonly base: Parsed;
}

/** Makes excerpts of texts that mostly continue one another. Trees it gave out are its own. */
export class Excerpter {
  readonly #parser: Parser;
  readonly #table: LanguageTable;
  /** What comes before the last item at the top level. */
  #head: Parsed | undefined;
  /** That item, as it was when the context was made. */
  #item: Parsed | undefined;
  #context: Context | undefined;

  constructor(parser: Parser, table: LanguageTable) {
    this.#parser = parser;
    this.#table = table;
  }

  close(): void {
    this.#head = free(this.#head);
    this.#item = free(this.#item);
    this.#forgetContext();
  }

  excerpt(text: string): Excerpt {
    const item = text.slice(this.#itemStart(text));
    const known = this.#fromContext(item);
    if (known !== undefined) return known;
    if (item.length < REFRESH_AFTER) return { text: item, base: undefined, isWhole: true };
    this.#makeContext(item, (root) => (item.length < SHORT ? [] : planCuts(root)));
    return this.#fromContext(item)!;
  }

  /** The same without leaving anything out inside the item. */
  whole(text: string): Excerpt {
    const item = text.slice(this.#itemStart(text));
    this.#makeContext(item, () => []);
    return this.#fromContext(item)!;
  }

  /** The grammar cannot follow what comes before the last item at the top level. */
  hasBrokenHead(text: string): boolean {
    return this.#itemStart(text) === 0 && (this.#head?.faults.length ?? 0) > 0 && text.startsWith(this.#head!.text);
  }

  #fromContext(item: string): Excerpt | undefined {
    const context = this.#context;
    if (context === undefined || !item.startsWith(context.source)) return undefined;
    const { kept, base, source } = context;
    const text = kept + item.slice(source.length);
    const same = commonStart(base.text, text);
    if (text.length - same >= REFRESH_AFTER || base.text.length - same >= REFRESH_AFTER) return undefined;
    return { text, base, isWhole: source === "" };
  }

  #makeContext(item: string, plan: (root: Node) => readonly Cut[]): void {
    const tree = parse(this.#parser, item, { base: this.#item });
    this.#forgetContext();
    if (tree === undefined) return;
    this.#item?.tree.delete();
    this.#item = toParsed(item, tree);
    const cuts = plan(tree.rootNode);
    const end = cuts.at(-1)?.end ?? 0;
    const kept = cut(item.slice(0, end), cuts);
    const text = kept + item.slice(end);
    const base = toParsed(text, cuts.length === 0 ? tree.copy() : parse(this.#parser, text)!);
    this.#context = { source: item.slice(0, end), kept, base };
  }

  #forgetContext(): void {
    this.#context?.base.tree.delete();
    this.#context = undefined;
  }

  /** Where the last item at the top level begins, when everything before it is a whole program; otherwise 0. */
  #itemStart(text: string): number {
    const pattern = this.#table.itemStart;
    if (pattern === undefined || text.length < SHORT) return 0;
    const start = lastItemStart(text, pattern);
    if (start === 0) return 0;
    const head = text.slice(0, start);
    if (this.#head?.text !== head) {
      const tree = parse(this.#parser, head, { base: this.#head });
      this.#head?.tree.delete();
      this.#head = tree === undefined ? undefined : toParsed(head, tree);
    }
    return this.#head?.faults.length === 0 && !endsInComment(this.#head) ? start : 0;
  }
}

/** Whether a comment is open at the end of a text that the grammar takes for whole. */
function endsInComment({ text, tree }: Parsed): boolean {
  if (!mayEndInComment(text)) return false;
  const start = text.lastIndexOf("/*");
  const node = tree.rootNode.descendantForIndex(start);
  // No regular expression begins so.
  return node?.type === "/" && node.startIndex === start;
}

function free(parsed: Parsed | undefined): undefined {
  parsed?.tree.delete();
  return undefined;
}

/** The last line that begins an item, the last line of all aside: it may still become something else. */
export function lastItemStart(text: string, pattern: RegExp): number {
  for (let end = text.lastIndexOf("\n"); end > 0; ) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    if (!isSpace(text.charCodeAt(start)) && pattern.test(text.slice(start, end))) return start;
    end = start - 1;
  }
  return 0;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a;
}

/** A stretch that is left out. */
interface Cut {
  readonly start: number;
  readonly end: number;
}

/** Finished items stand in lists of any length: fewer of them leave the parser in the same state. */
const ITEM =
  /(?:statement|declaration|definition|specification|_item|signature|directive|comment|element|document|mapping_pair)$|^preproc_(?:include|\w*def|if|call)$|^(?:text|entity)$/;
const SEPARATOR = /^(?:;|\n)$/;
/** Before the first item of a list. */
const LIST_START = /^[{:]$/;
/** The end of a text may still become part of the items before it: `else`, `.then()`. */
const KEPT_AT_END = 2;

/** What may be left out of a tree: on the way down to its end, all but the last items of each list. Sorted, disjoint. */
function planCuts(root: Node): Cut[] {
  const cuts: Cut[] = [];
  let node: Node | undefined = root;
  while (node !== undefined) {
    const children: Node[] = node.children.filter((child) => child !== null);
    cuts.push(...planCutsOf(children));
    node = children.findLast((child) => child.childCount > 0);
  }
  return cuts.sort((a, b) => a.start - b.start);
}

function planCutsOf(children: readonly Node[]): Cut[] {
  const cuts: Cut[] = [];
  let run: Node[] = [];
  let before: Node | undefined;
  const finish = (): void => {
    const items = run.filter(({ type }) => !SEPARATOR.test(type));
    const first = before === undefined || LIST_START.test(before.type) ? 0 : 1;
    const last = items.length - KEPT_AT_END;
    // From one beginning to another: what stands between items goes along.
    if (last > first) cuts.push({ start: items[first]!.startIndex, end: items[last]!.startIndex });
    run = [];
  };
  for (const child of children) {
    const isItem = ITEM.test(child.type) && !child.hasError && !child.isMissing;
    if (isItem || (run.length > 0 && SEPARATOR.test(child.type))) run.push(child);
    else {
      finish();
      before = child;
    }
  }
  finish();
  return cuts;
}

function cut(text: string, cuts: readonly Cut[]): string {
  let kept = "";
  let at = 0;
  for (const { start, end } of cuts) {
    kept += text.slice(at, start);
    at = end;
  }
  return kept + text.slice(at);
}
