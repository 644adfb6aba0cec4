/** Rules that some grammars leave to later stages of a compiler, and that a model breaks. Each knows only what it is given. */

import type { Node } from "web-tree-sitter";
import { entryOf } from "../core/entryOf.ts";
import type { LanguageTable } from "./grammarTables.ts";
import { canBecomeJson } from "./jsonText.ts";
import { isTooLoose } from "./looseness.ts";
import { canKeepPythonLines } from "./pythonLines.ts";

/** A tag that was closed; `isOpenEnded` when its closing name may still grow. */
export interface TagPair {
  readonly opened: string;
  readonly closed: string;
  readonly isOpenEnded: boolean;
}

/** `<a></b>` is never right; `<abc></ab` may become right. */
export function canClose({ opened, closed, isOpenEnded }: TagPair): boolean {
  return isOpenEnded ? opened.startsWith(closed) : opened === closed;
}

/** A closing tag whose name is not finished at the end of a text. */
const UNFINISHED_CLOSING_TAG = /<\/\s*[\w.:-]*$/;

/** What to add to a text so that the tag closed last has a node. */
export function tagEndOf(text: string): string {
  return UNFINISHED_CLOSING_TAG.test(text) ? ">" : "";
}

/** The closed tags of a tree; a name that reaches `end` may still grow. */
export function tagPairsOf(root: Node, end: number): TagPair[] {
  return root.descendantsOfType("jsx_element").flatMap((element) => {
    const opening = element.childForFieldName("open_tag");
    const closing = element.childForFieldName("close_tag");
    if (opening === null || closing === null || closing.isMissing) return [];
    const name = closing.childForFieldName("name");
    const isOpenEnded = closing.endIndex > end;
    return [{ opened: toTagName(opening.childForFieldName("name")), closed: toTagName(name), isOpenEnded }];
  });
}

/** Space may stand around its dots. */
function toTagName(name: Node | null): string {
  return name?.text.replaceAll(/\s+/g, "") ?? "";
}

const LONGEST_TAG = 1000;

/** The tag that a text ends in, closed and without the name that may still grow; undefined for none. */
export function lastTagOf(text: string): string | undefined {
  const tag = /<[a-zA-Z][^<>]*$/.exec(text.slice(-LONGEST_TAG))?.[0];
  return tag && `${tag.replace(/\s[^\s"'=/]*$/, "")}>`;
}

/** A switch with two defaults. `switches`: node type → the child of which it has one. */
export function hasTwoDefaults(root: Node, switches: Readonly<Record<string, string>>): boolean {
  return root
    .descendantsOfType(Object.keys(switches))
    .some((node) => node.children.filter((child) => child?.type === entryOf(switches, node.type)).length > 1);
}

/** Whether a whole text keeps the rules that its grammar leaves to others. */
export function keepsRules(text: string, root: Node, { facts, jsx, switches }: LanguageTable): boolean {
  // With a line behind, so that nothing is taken for unfinished; a line that goes on at the end of the file is.
  if (facts.rules === "pythonLines" && (/\\\s*$/.test(text) || !canKeepPythonLines(`${text}\nx\n`))) return false;
  if (facts.rules === "json" && !canBecomeJson(text)) return false;
  if (isTooLoose(text, root, facts)) return false;
  if (jsx && text.includes("</") && tagPairsOf(root, text.length).some((pair) => !canClose(pair))) return false;
  return Object.keys(switches).length === 0 || !text.includes("default") || !hasTwoDefaults(root, switches);
}
