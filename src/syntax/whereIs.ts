/** What the cursor stands in, by the tree: what a suggestion there goes on with, and which node it ends with. */

import type { Node } from "web-tree-sitter";
import type { Gap, Where } from "../core/grammar/syntax.ts";
import { HOLDER, ITEMS, nodesAround } from "./walk.ts";

const COMMENT = /comment/;
const STRING = /string|template|heredoc|char_literal|character|regex|scalar$|text$|raw_text/;
const CODE_IN_STRING = /interpolation|substitution/;
/** Nodes that begin behind what opens them and hold one thing after another. */
const BODY =
  /block|body|_list$|suite|^object|^array|^list|^dictionary|^table|^arguments|_literal_value|^jsx_element|^element|declaration_list|program|source_file|module|translation_unit|compilation_unit/;
/** What ends with a colon and is followed by lines that belong to it. */
const COLON_PARENT =
  /_statement|_clause|_definition|_case|^case|default|_label|access_specifier|^lambda$|^pair$|block_mapping/;
const NO_BODY_BEHIND_COLON =
  /^(?:lambda|pair|slice|typed_parameter|type|dictionary|format_specifier|labeled_statement)$/;
const BODY_WORD =
  /^(?:def|class|if|elif|else|for|while|with|try|except|finally|match|case|async|default|public|private|protected)$/;

/** `root` is the tree of the text with nothing inserted. */
export function whereIs(root: Node, { prefix }: Gap): Where {
  const cursor = prefix.length;
  const around = nodesAround(root, cursor);
  if (isInText(around, root, prefix)) return "text";
  const line = prefix.slice(prefix.lastIndexOf("\n") + 1);
  if (line.trim() === "") return whereIsEmptyLine(around, prefix);
  const last = leafBefore(root, prefix.trimEnd().length);
  if (last === undefined || last.endIndex < prefix.trimEnd().length) return "expression";
  return opensBody(last) ? "opensBody" : "expression";
}

function isInText(around: readonly Node[], root: Node, prefix: string): boolean {
  for (const { type } of around.toReversed()) {
    if (CODE_IN_STRING.test(type)) return false;
    if (COMMENT.test(type) || (STRING.test(type) && !/_list|_type|jsx|substitution/.test(type))) return true;
  }
  // The end of a line is inside the comment that ends there.
  const last = prefix.endsWith("\n") ? undefined : leafBefore(root, prefix.length);
  return last !== undefined && COMMENT.test(last.type) && !last.text.endsWith("*/");
}

function whereIsEmptyLine(nodes: readonly Node[], prefix: string): Where {
  const cursor = prefix.length;
  // Some grammars count the white space behind a node as a part of it.
  const around = nodes.filter(
    ({ parent, lastChild }) => parent === null || (lastChild?.endIndex ?? cursor + 1) > cursor,
  );
  // Behind the body of an indentation language the tree knows only the top level: the text's indentation says more.
  if (around.every(({ parent, type }) => parent === null || type === "ERROR" || HOLDER.test(type))) return "topLevel";
  if (isBehindFlatItem(around.at(-1)!, prefix)) return "topLevel";
  return around.some(({ type, parent }) => parent !== null && BODY.test(type)) ? "body" : "expression";
}

/** Whether the cursor stands, at the start of its line, behind an item of `holder` that is not indented either. */
function isBehindFlatItem({ type, startIndex }: Node, prefix: string): boolean {
  if (!ITEMS.test(type) || !/(?:^|\n)$/.test(prefix)) return false;
  const above = prefix.trimEnd();
  const start = above.lastIndexOf("\n") + 1;
  return start > startIndex && /^\S/.test(above.slice(start));
}

/** The last token that ends at `end` or in front of it. */
function leafBefore(root: Node, end: number): Node | undefined {
  return (end > 0 && root.descendantForIndex(end - 1, end)) || undefined;
}

function opensBody({ type, parent, previousSibling }: Node): boolean {
  if (/^[{([]$/.test(type)) return parent === null || !CODE_IN_STRING.test(parent.type);
  if (type === "=>" || type === "->") return true;
  if (type === ">") return parent !== null && /tag|jsx_opening/.test(parent.type);
  if (type === ":") {
    if (parent === null) return false;
    if (previousSibling?.type === "access_specifier") return true;
    if (parent.isError || /^(?:program|module)$/.test(parent.type)) {
      const first = parent.isError ? parent.firstChild : previousSibling;
      return first !== null && BODY_WORD.test(first.type);
    }
    return COLON_PARENT.test(parent.type) && !NO_BODY_BEHIND_COLON.test(parent.type);
  }
  return BODY_WORD.test(type) || /^(?:do|then|begin|in)$/.test(type);
}
