/** Where the first item of a text ends that is written at the top level of a file. */

import type { Node } from "web-tree-sitter";
import type { Gap } from "../core/grammar/syntax.ts";
import { conditionPart, findLanguage, type Language, opensBody } from "../core/languages/languages.ts";
import { findUnmatched } from "../core/place/brackets.ts";
import { findOpenTags } from "../core/place/tags.ts";
import type { LanguageTable } from "./grammarTables.ts";
import type { JoinCheck } from "./join.ts";
import { HOLDER, ITEMS, nodesAround } from "./walk.ts";

/**
 * The offset in `text` behind the first item with all its lines, when it will not grow any more; undefined while it may.
 * A tree with something unfinished in it says nothing of where items end: each beginning of the text that could be the
 * whole item is read for itself, the next line aside.
 */
export function findItemEnd(join: JoinCheck, gap: Gap, text: string): number | undefined {
  const { table } = join;
  const language = findLanguage(table.name);
  for (const end of lineEnds(text)) {
    const beginning = text.slice(0, end);
    const behind = linesBehind(text, end);
    if (!mayEnd(beginning, behind, language)) continue;
    const ended = holdsItem(join, gap, text.slice(0, end + 1)) || isFollowedByItem(beginning, behind, table, language);
    if (ended) return end;
  }
  return undefined;
}

/** So many line ends are looked at: those further up were, when the line behind them came. */
const MOST_ENDS = 12;

/** Ends of lines that say something, ascending. */
function lineEnds(text: string): readonly number[] {
  return [...text.matchAll(/\S[^\S\n]*\n/g)].map(({ index, 0: { length } }) => index + length - 1).slice(-MOST_ENDS);
}

interface Behind {
  /** A blank line follows. */
  readonly isBlank: boolean;
  /** The next complete line that is not blank. */
  readonly next: string | undefined;
}

function linesBehind(text: string, end: number): Behind {
  const lines = text
    .slice(end + 1)
    .split("\n")
    .slice(0, -1);
  return { isBlank: lines[0]?.trim() === "", next: lines.find((line) => line.trim() !== "") };
}

/** What stands in front of an item and belongs to it. */
const BEFORE_ITEM = /comment|attribute|decorator|annotation|doctype/;

/** Whether `text` holds an item in its file that ends in it, and the file has no fault more with it. */
function holdsItem(join: JoinCheck, gap: Gap, text: string): boolean {
  const inserted = { text, replaced: 0 };
  const cursor = gap.prefix.length;
  const holders = holdersAround(join.rootOf(gap), cursor).map(({ type, startIndex }) => `${type} ${startIndex}`);
  const isThere = join.withTree(gap, inserted, (root) => {
    // What begins with its line may go on with what stands in front: `else`, `.then()`.
    const mayGoOn = /(?:^|\n)$/.test(gap.prefix) && /^\S/.test(text);
    const holder = holdersAround(root, cursor).findLast(({ type, startIndex }) =>
      holders.includes(`${type} ${startIndex}`),
    );
    const item = firstItem(holder ?? root, cursor, mayGoOn);
    // What takes in what follows in the file (`@decorator`, `template <T>`, `|`) is not whole.
    return item !== undefined && item.startIndex + item.text.trimEnd().length <= cursor + text.length;
  });
  return isThere && join.fits(gap, inserted);
}

/** What the cursor stands in that holds items, within the root. */
function holdersAround(root: Node, cursor: number): readonly Node[] {
  return nodesAround(root, cursor).filter(({ type, parent }) => parent !== null && ITEMS.test(type));
}

function firstItem(holder: Node, from: number, mayGoOn: boolean): Node | undefined {
  for (const child of holder.children) {
    if (child === null || child.endIndex <= from) continue;
    if (HOLDER.test(child.type)) return firstItem(child, from, mayGoOn);
    const isIn = child.startIndex >= from || (mayGoOn && child.startIndex + child.text.trimEnd().length > from);
    if (isIn && child.isNamed && !BEFORE_ITEM.test(child.type)) return child;
  }
  return undefined;
}

/** Whether an item may end here, by the text alone. */
function mayEnd(text: string, { isBlank, next }: Behind, language: Language): boolean {
  if (text.endsWith("\\") || isInHereDocument(text, language) || isInCondition(text, language)) return false;
  // What it goes on to, the rules of the text know.
  if (conditionPart(text, language) === "else") return false;
  // A line that is indented belongs to what stands above it.
  if (next !== undefined && /^[^\S\n]/.test(next)) return false;
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  // A key may have no value, but a tag that may be left open holds what follows.
  if (opensBody(lastLine, language) && (next === undefined || language.hasTags)) return false;
  // An element may do without its end, but not in front of the lines that it holds.
  if (findOpenTags(text, language).length > 0) return false;
  // Part of a body that may have no closer.
  const isInBody = /^\s.*[^;]$|:\s*$/.test(lastLine);
  if (!isInBody && isBalanced(text, language) && endsByItself(text, lastLine, language)) return true;
  return next === undefined ? isBlank && !isInBody : !goesOn(text, next);
}

function isInHereDocument(text: string, { hereDocument }: Language): boolean {
  const begun = hereDocument && [...text.matchAll(hereDocument)].at(-1);
  if (begun === undefined) return false;
  const lines = text.slice(begun.index).split("\n").slice(1);
  return !lines.some((line) => line.trim().replace(/(?<![;,)])[;,)]+$/, "") === begun[2]);
}

/** Whether an `#if` of the text has no `#endif` yet. */
function isInCondition(text: string, { lineComments }: Language): boolean {
  if (lineComments.includes("#")) return false;
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/^#[^\S\n]*if/gm) > count(/^#[^\S\n]*endif/gm);
}

/** Begins a line that goes on with what is whole already. */
const GOING_ON =
  /^(?:(?:else|elif|elsif|elseif|except|finally|catch|rescue|ensure|instanceof|satisfies|and|or)\b|[.?:|,)\]}=>%^]|&[&.]|<\/)/;
/** The same where nothing has ended what stands above. */
const OPERATOR = /^(?:[([`]|[-+*/&]\s)/;

function goesOn(text: string, next: string): boolean {
  if (GOING_ON.test(next)) return true;
  // A list may stand as far left as its key.
  if (/^-(?:\s|$)/.test(next)) return !/^\s*-\s/.test(text);
  return !/[;}]\s*$/.test(text) && (next.startsWith("{") || OPERATOR.test(next));
}

/** What may go on on the next line although it is whole. */
const MAY_GO_ON = /^\s*(?:if|try|do|begin)\b/;
/** A last line whose end may be the item's, whatever follows. */
const CLOSED = /(?:;|\bend)\s*(?:(?:\/\/|#|\/\*)[\s\S]*)?$|^#/;
/** Where nothing need stand behind a value, only what begins so ends with its bracket. */
const ENDED_BY_BRACKET =
  /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+|async\s+|const\s+(?=enum))?(?:function|class|interface|enum|namespace|module|global|for|while|switch)\b/m;

function endsByItself(text: string, lastLine: string, { endsStatements }: Language): boolean {
  if (MAY_GO_ON.test(text)) return false;
  if (endsStatements === "line" || CLOSED.test(lastLine)) return true;
  return lastLine.trimEnd() === "}" && (endsStatements === "sign" || ENDED_BY_BRACKET.test(text));
}

/** Where the grammar cannot follow the item, what looks like the next one ends it. */
function isFollowedByItem(
  text: string,
  { isBlank, next }: Behind,
  { itemStart }: LanguageTable,
  language: Language,
): boolean {
  return isBlank && next !== undefined && itemStart?.test(next) === true && isBalanced(text, language);
}

function isBalanced(text: string, language: Language): boolean {
  const { openers, quotes } = findUnmatched(text, language);
  return openers.length === 0 && quotes === 0;
}
