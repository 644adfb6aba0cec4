/** What stands behind the cursor already and must not be said again: closers of what was opened in front of it, clauses. */

import type { Node } from "web-tree-sitter";
import { entryOf } from "../core/entryOf.ts";
import { nodesAround, visitsBetween } from "./walk.ts";

/** By the names of the lexemes: what stands in a string or a comment has other names. */
const CLOSER_OF: Readonly<Record<string, string>> = {
  "(": ")",
  "[": "]",
  "{": "}",
  "${": "}",
  "#{": "}",
  "#[": "]",
  "@{": "}",
  "@(": ")",
  "$(": ")",
  "{%": "%}",
  "[[": "]]",
  "((": "))",
};
const CLOSERS = new Set(Object.values(CLOSER_OF));

/** A closer that stands at `cursor` or behind it, of an opener in front. */
export interface OwnedCloser {
  readonly closer: string;
  /** In the text. */
  readonly offset: number;
}

/** The delimiters that are opened in front of `cursor` and closed behind it, the innermost first. */
export function ownedClosersAt(root: Node, cursor: number): OwnedCloser[] {
  return nodesAround(root, cursor)
    .toReversed()
    .flatMap((node) => {
      const open: { closer: string; inFront: boolean }[] = [];
      const owned: OwnedCloser[] = [];
      for (const child of node.children) {
        if (child === null || child.isMissing) continue;
        const closer = entryOf(CLOSER_OF, child.type);
        if (closer !== undefined) open.push({ closer, inFront: child.endIndex <= cursor });
        else if (child.type === open.at(-1)?.closer && open.pop()!.inFront && child.startIndex >= cursor)
          owned.push({ closer: child.type, offset: child.startIndex });
      }
      return owned;
    });
}

/**
 * The offset of the first lexeme between `from` and `to`, which were inserted, that closes what one of `owned` closes
 * already. Undefined when none does. What `owned` does not know, an opener that nobody closed, is closed by nothing here.
 */
export function findOwnedCloser(
  root: Node,
  inserted: { readonly from: number; readonly to: number },
  owned: readonly OwnedCloser[],
): number | undefined {
  const open: string[] = [];
  for (const { type, start, isLeaf, isMissing } of visitsBetween(root, inserted.from, inserted.to)) {
    if (!isLeaf || isMissing) continue;
    const closer = entryOf(CLOSER_OF, type);
    if (closer !== undefined) open.push(closer);
    else if (CLOSERS.has(type)) {
      if (open.includes(type)) open.length = open.lastIndexOf(type);
      else if (owned.some((each) => each.closer === type)) return start;
    }
  }
  return undefined;
}

/** Nodes of which a construct has one for each label, by the names of all grammars. */
const CLAUSE =
  /^(?:switch_case|switch_default|expression_case|type_case|communication_case|default_case|case_statement|default_statement|switch_section|switch_block_statement_group|switch_rule|case_clause|case_item|match_arm|match_conditional_expression|when|else_clause|else|finally_clause|ensure)$/;

/** The offset of the first clause between `from` and `to`, which were inserted, whose label a clause behind has too. */
export function findOwnedClause(root: Node, { from, to }: { from: number; to: number }): number | undefined {
  for (const node of nodesAround(root, from).toReversed()) {
    const clauses = node.children.filter((child) => child !== null && CLAUSE.test(child.type));
    const behind = new Set(clauses.filter(({ startIndex }) => startIndex >= to).map(labelOf));
    const again = clauses.find(
      (clause) => clause.startIndex >= from && clause.startIndex < to && behind.has(labelOf(clause)),
    );
    if (again !== undefined) return again.startIndex;
  }
  return undefined;
}

/** `case 1` of `case 1: a();`. */
function labelOf({ text, type }: Node): string {
  const label = /^[^\n]*?(?=(?<!:):(?!:)|=>|->|\{|\n|$)/.exec(text)?.[0] ?? "";
  return `${/else|default|finally|ensure/.test(type) ? type : ""} ${label.trim().replace(/\s+/g, " ")}`;
}
