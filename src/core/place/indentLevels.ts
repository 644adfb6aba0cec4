/** At which columns a line may stand, by the lines around it. */

import {
  continuesLine,
  endsBody,
  goesOn,
  isClause,
  type Language,
  namesAccess,
  opensBody,
  opensLooseBody,
  opensText,
  startsCode,
} from "../languages/languages.ts";
import { findUnmatched, indentWidth, isCloser, leading, widthOf } from "./brackets.ts";
import type { IndentStyle } from "./indentStyle.ts";
import { OUTDENTED } from "./outdented.ts";

/** The lines around a place that are not blank. */
export interface Around {
  /** Nearest last. */
  readonly above: readonly string[];
  readonly below: readonly string[];
  readonly language: Language;
  readonly isInString?: boolean;
}

/** Whether a line without its indentation ends what stands above it. */
export function isEnd(content: string, language: Language): boolean {
  return isCloser(content[0]) || endsBody(content, language);
}

/**
 * The columns that a line has at least which stands between the lines around, or in the text that the one above opens.
 * `own`: those in front of the cursor, which an editor has put further right than a head already.
 */
export function leastLevel(first: string, own: number, around: Around, { unit = 2 }: IndentStyle): number {
  const { above, language } = around;
  const nearest = above.at(-1) ?? "";
  const isText = opensText(nearest, language) && !ENTRY.test(first);
  const isDeeper = isText || isEmptyBody(around) || isUnmarkedBody(first, around) || isBodyless(first, around);
  const content = contentWidth(nearest, language);
  return Math.max(
    leastOfNeighbours(around),
    own <= content && (isDeeper || goesOnFirst(around)) ? content + unit : 0,
    levelOfBody(first, around) ?? 0,
    levelOfItems(first, around) ?? 0,
  );
}

/** Whether the line above goes on by a back-slash, and is the first that does: those behind it stand further right. */
function goesOnFirst({ above, language, isInString }: Around): boolean {
  const isBegun = (line = "") => /(?<!\\)\\$/.test(line) && goesOn(line, language);
  return !isInString && isBegun(above.at(-1)) && !isBegun(above.at(-2));
}

/** The columns of the lines above that are in a body which the line below ends, or of which it begins another part. */
function levelOfBody(first: string, { above, below, language, isInString }: Around): number | undefined {
  const end = below[0];
  if (isInString || end === undefined || !endsPart(end.trimStart(), language)) return undefined;
  if (endsPart(first.trimStart(), language) || startsCode(first)) return undefined;
  const isOutside = (line: string) => widthOf(line) <= widthOf(end);
  const inside = above.slice(above.findLastIndex(isOutside) + 1).filter((line) => !OUTDENTED.test(line.trimStart()));
  return inside.length === 0 ? undefined : Math.min(...inside.map(widthOf));
}

function endsPart(content: string, language: Language): boolean {
  if (language.isProse) return endsBody(content, language);
  return isEnd(content, language) || isClause(content, language);
}

/**
 * Whether only further right there may be lines of the body that the line above opens: in languages where it must have one,
 * and where no grammar sends the model on to the right column.
 */
function isBodyless(first: string, { above, below, language, isInString }: Around): boolean {
  const { isIndented, bullet, hasEmptyBodies, grammar } = language;
  const [head, following] = [above.at(-1), below[0]];
  if (
    grammar !== undefined ||
    !isIndented ||
    bullet !== undefined ||
    hasEmptyBodies ||
    isInString ||
    head === undefined
  )
    return false;
  if (!/:$/.test(head) || !opensBody(head, language) || NEXT_ITEM.test(first)) return false;
  return following === undefined || widthOf(following) <= widthOf(head);
}

/** Begins an item beside the one above, more often than one within it. */
const NEXT_ITEM = /^\s*(?:@|(?:async\s+)?def\b|class\b|(?:elif|else|except|finally|case)\b)/;

/** The columns of the nearest list above that an item may go on with; undefined where the line is no item, or has its list. */
function levelOfItems(first: string, { above, language }: Around): number | undefined {
  if (!language.isIndented || !hasBullet(first, language)) return undefined;
  const nearest = above.at(-1) ?? "";
  return opensBody(nearest, language) ? undefined : openItems(above, language)[0];
}

/** A line of a Makefile that is no command: a target, a value, what holds under a condition. */
const NO_COMMAND =
  /^\s*(?:#|[\w.$(){}%/-][\w.$(){}%/ -]*:|[\w.-]+\s*[:?+!]?=|-?(?:include|ifn?eq|ifn?def|else|endif|define|export)\b)/;

/** Whether a line of a body lacks what such lines begin with. */
function isUnmarkedBody(first: string, { above, language, isInString }: Around): boolean {
  const head = language.bodyStart === undefined || isInString ? undefined : above.at(-1);
  return head !== undefined && opensLooseBody(head, language) && !NO_COMMAND.test(first);
}

/** Heads whose bodies stand as far left as they do in many files. */
const FLAT_HEAD =
  /^\s*(?:(?:inline\s+)?namespace\b|case\b.*[^:]$|extern\b|module\b|<(?:html|head|body|script|style|template)\b|\\begin\{document|if(?:n?eq|n?def)\b|define\b|\{[%{])/i;

/** Whether nothing stands between a head and what ends its body. */
function isEmptyBody({ above, below, language, isInString }: Around): boolean {
  const [head, end] = [above.at(-1), below[0]?.trimStart()];
  if (isInString) return false;
  if (head === undefined || end === undefined || !opensBody(head, language) || FLAT_HEAD.test(head)) return false;
  return isEnd(end, language) && widthOf(below[0]!) <= widthOf(head);
}

/** A key, or an item of a list. */
const ENTRY = /^\s*(?:-\s|["'\w][^\s:]*:(?:\s|$))/;

/** Begins an item with a body of its own. */
const DEFINES = /^(?:@|(?:async\s+)?def\b|class\b)/;

/** A tag whose attributes stand in the lines below. */
const OPEN_TAG = /^<[A-Za-z][^<>]*$/;

/**
 * Whether a line that is all there is to add is the head of what stands further right below it, which has no other: of a
 * body, of a list, of another part of what is above.
 *
 *     steps:                    if a:
 *       - name: Build             b()
 *         uses: build           else:
 *                                 c()
 */
export function isHeadOfBelow(
  line: string,
  total: number,
  { below, language, isInString }: Pick<Around, "below" | "language" | "isInString">,
): boolean {
  const following = below[0];
  if (isInString || following === undefined || widthOf(following) <= total || line.trim().includes("\n")) return false;
  const content = line.trim();
  if (language.isIndented && DEFINES.test(content)) return false;
  if (isClause(content, language) || hasBullet(content, language)) return true;
  if (goesOn(content, language) || (language.hasTags && OPEN_TAG.test(content))) return true;
  return opensBody(content, language) || findUnmatched(content, language).openers.length > 0;
}

/** The columns that a line has at least between the nearest above and the nearest below. */
export function leastOfNeighbours({ above, below, language }: Around): number {
  const [nearest, following] = [above.at(-1), below[0]];
  if (nearest === undefined || following === undefined || language.isProse) return 0;
  const { statementEnd } = language;
  if (statementEnd !== undefined && nearest.trimEnd().endsWith(statementEnd)) return 0;
  const [widthAbove, widthBelow] = [widthOf(nearest), widthOf(following)];
  return opensBody(nearest, language) ? widthBelow : Math.min(widthAbove, widthBelow);
}

/** Whether a line that stands further left than those around it does so by mistake: not by custom, and not to end a block. */
export function mayBeMoved(first: string, total: number, around: Around): boolean {
  const { above, language } = around;
  const content = first.trimStart();
  const nearest = above.at(-1) ?? "";
  if (opensText(nearest, language)) return true;
  if (namesAccess(nearest) && total > widthOf(nearest)) return false;
  if (language.isIndented) {
    const isNoLevel = !openLevels(above, language).includes(total);
    return (
      isNoLevel ||
      isBodyless(first, around) ||
      levelOfBody(first, around) !== undefined ||
      levelOfItems(first, around) !== undefined
    );
  }
  return !(isCloser(content[0]) || OUTDENTED.test(content) || /^\w+:$|^#\w|^<\//.test(content));
}

/**
 * Widths that a line may have between these: one level more behind what opens a body; as it comes where the line goes on
 * with the one above; in front of the cursor's white space those of the lines above that are still open; within it only
 * what both neighbours have. Where the file shows no levels, what the cursor's line has is a level, and where it has
 * nothing, any.
 */
export function possibleLevels(
  { above, below, language }: Around,
  { unit }: IndentStyle,
  { first, own, total }: { readonly first: string; readonly own: number; readonly total: number },
): readonly number[] {
  const nearest = above.at(-1) ?? "";
  const widthAbove = widthOf(nearest);
  const widthBelow = widthOf(below[0] ?? "");
  const mayOpen = MAY_OPEN.test(nearest.trimEnd()) && !(language.hasTags && nearest.trimEnd().endsWith(">"));
  const opens = opensBody(nearest, language) || mayOpen;
  if (opens && unit !== undefined) {
    const content = contentWidth(nearest, language);
    // What an item's key holds stands anywhere further right than the key.
    const isWithin = hasBullet(nearest, language) && content < total && total < content + unit;
    return [widthAbove, content, isWithin ? total : content + unit, widthBelow];
  }
  const isOpen = goesOn(nearest, language) || findUnmatched(nearest, language).openers.length > 0;
  if (opens || isOpen || continuesLine(first, language)) return [own > widthAbove ? own : total];
  if (own > 0)
    return [
      Math.min(widthAbove, widthBelow),
      ...(hasBullet(nearest, language) ? [contentWidth(nearest, language)] : []),
    ];
  return [widthBelow, ...openLevels(above, language)];
}

/** What opens a body in some languages. */
const MAY_OPEN = /[:>|]$/;

/** Columns of the lines above that a line may stand below, nearest first. */
function openLevels(above: readonly string[], language: Language): readonly number[] {
  const levels: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const line of above.toReversed()) {
    const width = widthOf(line);
    if (width >= least) continue;
    levels.push(contentWidth(line, language), width);
    least = width;
  }
  return levels;
}

/** Columns of the open lists above, nearest first. */
function openItems(above: readonly string[], language: Language): readonly number[] {
  const levels: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const line of above.toReversed()) {
    const width = widthOf(line);
    if (width >= least) continue;
    if (hasBullet(line, language)) levels.push(width);
    least = width;
  }
  return levels;
}

function hasBullet(line: string, { bullet }: Language): boolean {
  return bullet?.test(line.trimStart()) ?? false;
}

/** The columns in front of what an item of a list says: its sign is white space to the lines below. */
export function contentWidth(line: string, { bullet }: Language): number {
  const indent = leading(line);
  const sign = bullet?.exec(line.slice(indent.length))?.[0].length ?? 0;
  return indentWidth(indent) + sign;
}
