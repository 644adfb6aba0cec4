/** Where grammars take more than their language: places that are right only by mistake. */

import type { Node } from "web-tree-sitter";
import type { GrammarFacts, TakenMistake } from "../core/languages/languageEntry.ts";
import { hasSuspect } from "./suspects.ts";

/** A statement that begins so is a declaration, and ends with it: `function f() {} | 0` is not one expression. */
const DECLARES = /(?:(?:async\s+)?function|class)\b/y;

/** Never names. */
const RESERVED =
  /\b(?:break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|finally|for|function|if|import|in|instanceof|new|return|switch|throw|try|typeof|var|void|while|with)\b/g;

/** Names of things, and of labels. */
const NAMES: ReadonlySet<string> = new Set(["identifier", "statement_identifier"]);

/** `root` is the tree of `text`. */
export function isTooLoose(text: string, root: Node, { takes = [] }: GrammarFacts): boolean {
  return hasSuspect(text, root, takes) || takes.some((mistake) => TREES[mistake]?.(root, text));
}

/** Mistakes that are found in the tree. */
const TREES: Readonly<Partial<Record<TakenMistake, (root: Node, text: string) => boolean>>> = {
  misplacedStar: hasMisplacedStar,
  attributeTwice: (root) => hasAttributeTwice(root),
  brokenString: (root) => root.descendantsOfType("string_value").some(hasBareLineBreak),
  tryAlone: (root, text) => text.includes("try") && root.descendantsOfType("try_statement").some(lacksHandler),
  declaredValue: (root, text) =>
    root.descendantsOfType("expression_statement").some((node) => declares(text, node)) ||
    root.descendantsOfType("export_statement").some((node) => exportsMore(text, node)),
  weakOperand: (root) =>
    root
      .descendantsOfType(["assignment_expression", "augmented_assignment_expression", "arrow_function"])
      .some(isOperand),
  typedValue: (root, text) => text.includes(":") && root.descendantsOfType("parenthesized_expression").some(hasType),
  reservedName: (root, text) => hasReservedName(text, root),
};

/** Whether a tag has an attribute twice; what templates make of one is not known. */
export function hasAttributeTwice(root: Node): boolean {
  return root.descendantsOfType(["start_tag", "self_closing_tag"]).some((tag) => {
    if (/\{[{%]|<[%?]/.test(tag.text)) return false;
    const names = tag.descendantsOfType("attribute_name").map(({ text }) => text.toLowerCase());
    return new Set(names).size < names.length;
  });
}

const OPERATIONS: ReadonlySet<string> = new Set(["binary_expression", "unary_expression", "await_expression"]);

/** Of what binds weaker than any operator: `a - b = c` and `a || () => b` need brackets. */
function isOperand({ parent }: Node): boolean {
  // `await using a = b` declares something.
  return parent !== null && OPERATIONS.has(parent.type) && !/^await\s+using\b/.test(parent.text.slice(0, 80));
}

/** What a starred expression of Python is no operand of; elsewhere the grammar knows. */
const NOT_STARRED: ReadonlySet<string> = new Set([
  "assert_statement",
  "attribute",
  "await",
  "binary_operator",
  "boolean_operator",
  "call",
  "comparison_operator",
  "conditional_expression",
  "if_statement",
  "keyword_argument",
  "match_statement",
  "named_expression",
  "not_operator",
  "pair",
  "parenthesized_expression",
  "raise_statement",
  "unary_operator",
  "while_statement",
]);

function hasMisplacedStar(root: Node): boolean {
  return root
    .descendantsOfType(["list_splat", "dictionary_splat", "list_splat_pattern", "constrained_type"])
    .some(({ type, parent, firstNamedChild }) => {
      if (type === "constrained_type") return parent?.parent?.type === "typed_parameter";
      if (type === "list_splat_pattern") return isParameter(parent) && firstNamedChild?.type !== "identifier";
      return parent !== null && NOT_STARRED.has(parent.type);
    });
}

function isParameter(parent: Node | null): boolean {
  return parent?.type === "parameters" || parent?.type === "lambda_parameters";
}

/** Between quotes, behind no backslash. */
function hasBareLineBreak({ text }: Node): boolean {
  return /[\n\r]/.test(text.replaceAll(/\\(?:\r\n|[\s\S])/g, ""));
}

/** `try {}` alone. */
function lacksHandler({ namedChildren }: Node): boolean {
  return !namedChildren.some((child) => child?.type === "catch_clause" || child?.type === "finally_clause");
}

function declares(text: string, { startIndex }: Node): boolean {
  DECLARES.lastIndex = startIndex;
  return DECLARES.test(text);
}

/** Of which `export default` is right without more. */
const DECLARED: ReadonlySet<string> = new Set(["class", "function_expression", "generator_function"]);

/** `export default class {} + 1`. */
function exportsMore(text: string, statement: Node): boolean {
  const value = statement.childForFieldName("value");
  return value !== null && !DECLARED.has(value.type) && declares(text, value);
}

/** `(a: T)` with no arrow behind it; an arrow's parameters are another node. */
function hasType({ namedChildren }: Node): boolean {
  return namedChildren.some((child) => child?.type === "type_annotation");
}

function hasReservedName(text: string, root: Node): boolean {
  for (const { index, 0: word } of text.matchAll(RESERVED))
    if (NAMES.has(root.descendantForIndex(index, index + word.length)?.type ?? "")) return true;
  return false;
}
