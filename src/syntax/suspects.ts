/** Mistakes that grammars take: a pattern finds where one may be, the tree says whether it is one. */

import type { Node } from "web-tree-sitter";
import type { TakenMistake } from "../core/languages/languageEntry.ts";

interface Suspect {
  readonly mistake: TakenMistake;
  /** The node in question begins where the group `here` does. */
  readonly pattern: RegExp;
  readonly isWrong: (node: Node) => boolean;
}

const MODIFIER =
  "(?:public|protected|private|internal|static|final|abstract|readonly|sealed|virtual|override|volatile|transient|synchronized|native|unsafe|async)";

const SUSPECTS: readonly Suspect[] = [
  // `f(a, , b)`; only an array may have holes.
  {
    mistake: "emptyArgument",
    pattern: /[,({]\s*(?<here>,)/dg,
    isWrong: ({ type, parent }) => type === "," && /^(?:arguments|object|object_pattern)$/.test(parent?.type ?? ""),
  },
  // `A | | B`: a sign may stand in front of the first type only.
  { mistake: "secondTypeSign", pattern: /(?<here>[|&])(?<=[|&]\s+[|&])/dg, isWrong: isSecondSign },
  // `a && && b`: two signs in a row are one, which stands between two values.
  { mistake: "doubleAddress", pattern: /(?<here>&)&/dg, isWrong: isDoubleAddress },
  {
    mistake: "modifierTwice",
    pattern: new RegExp(String.raw`\b(?<word>${MODIFIER})\s+(?:${MODIFIER}\s+)*?(?<here>\k<word>)\b`, "dg"),
    isWrong: isModifier,
  },
  // Other languages have `private protected`.
  {
    mistake: "twoAccesses",
    pattern: new RegExp(
      String.raw`\b(?:public|protected|private)\s+(?:${MODIFIER}\s+)*?(?<here>public|protected|private)\b(?!\s*\()`,
      "dg",
    ),
    isWrong: isModifier,
  },
  // Only what has a place can be set: `isset(($a))` is none.
  {
    mistake: "issetOfValue",
    pattern: /\bisset\s*(?<here>\()/dgi,
    isWrong: ({ parent }) =>
      parent?.parent?.type === "function_call_expression" &&
      parent.namedChildren.some((argument) => NO_PLACE.has(argument?.firstNamedChild?.type ?? "")),
  },
];

const NO_PLACE: ReadonlySet<string> = new Set([
  "parenthesized_expression",
  "binary_expression",
  "unary_op_expression",
  "function_call_expression",
  "member_call_expression",
]);

/** Whether `text`, of which `root` is the tree, has one of the mistakes. */
export function hasSuspect(text: string, root: Node, takes: readonly TakenMistake[]): boolean {
  return SUSPECTS.some(
    ({ mistake, pattern, isWrong }) =>
      takes.includes(mistake) &&
      [...text.matchAll(pattern)].some(({ indices }) => {
        const [start, end] = indices!.groups!.here!;
        const node = root.descendantForIndex(start, end);
        return node !== null && node.startIndex === start && isWrong(node);
      }),
  );
}

function isSecondSign({ type, parent }: Node): boolean {
  const list = parent?.parent;
  if (parent?.firstChild?.type !== type || list?.firstChild?.id === parent.id) return false;
  // A union may be made of intersections, but not the other way round.
  if (type === "|") return parent.type === "union_type" && /^(?:union|intersection)_type$/.test(list?.type ?? "");
  return type === "&" && parent.type === "intersection_type" && list?.type === "intersection_type";
}

function isDoubleAddress({ type, parent }: Node): boolean {
  return type === "&" && /unary_expression$/.test(parent?.type ?? "");
}

function isModifier({ type, parent }: Node): boolean {
  return /_modifier$/.test(type) || /modifiers?$/.test(parent?.type ?? "");
}
