/** What stop rules need to know of a place, and what they answer. */

import type { Language } from "../languages/languages.ts";
import { createUnpaired } from "./balance.ts";
import { findOpen, type Open } from "./owners.ts";
import type { Place } from "./place.ts";
import { squeeze } from "./repetition.ts";

export interface StopRequest {
  /** The document (LF) and the cursor that is completed at. */
  readonly text: string;
  readonly cursor: number;
  readonly place: Place;
  /** Lines of a block at most. */
  readonly maxLines: number;
  /** A grammar is asked there; left out: where the language has one. */
  readonly hasGrammar?: boolean;
}

/** What the rules need to know of the place, worked out once; where a grammar knows more, another one takes its place. */
export interface StopContext {
  readonly place: Place;
  /** A line is not at its end while what it begins in code is open. */
  readonly goesOnWhileOpen: boolean;
  /** A grammar judges what is shown. */
  readonly hasGrammar: boolean;
  /** A block is one item, which the grammar sees the end of. */
  readonly endsWithItem: boolean;
  readonly maxLines: number;
  /** The text in front of the cursor and behind it, as far as it is looked at. */
  readonly before: string;
  readonly behind: string;
  /** Brackets and quotation marks around the cursor that have no partner: what the cursor's line lacks may be among them. */
  readonly unpaired: number;
  /** As many as there are once a text stands at the cursor. */
  readonly unpairedWith: (text: string) => number;
  /** The brackets that are open at the cursor, innermost first. */
  readonly open: readonly Open[];
  /** The nearest lines above the cursor's that are not blank, squeezed, nearest last. */
  readonly above: readonly string[];
  /** The nearest lines below the cursor's that are not blank. */
  readonly below: readonly string[];
}

export type StopVerdict =
  | { readonly kind: "continue" }
  /** `keep`: how many UTF-16 units of what was generated are wanted. */
  | { readonly kind: "stop"; readonly keep: number; readonly reason: StopReason };

export type StopReason =
  | "lineEnd"
  | "dedent"
  | "blockEnd"
  | "followingText"
  | "blankLines"
  | "fence"
  | "maxLines"
  | "repetition"
  | "brokenCharacter";

export const CONTINUE: StopVerdict = { kind: "continue" };

export function stop(keep: number, reason: StopReason): StopVerdict {
  return { kind: "stop", keep, reason };
}

const LINES_ABOVE = 50;
const LINES_BELOW = 8;
const CHARS_BEFORE = 8000;
/** UTF-16 units of `StopContext.behind` at most. */
export const CHARS_BEHIND = 5000;

export function createStopContext({ text, cursor, place, maxLines, ...known }: StopRequest): StopContext {
  const hasGrammar = known.hasGrammar ?? place.language.grammar !== undefined;
  const lineStart = cursor - place.linePrefix.length;
  const lineEnd = cursor + place.lineSuffix.length;
  return {
    place,
    hasGrammar,
    goesOnWhileOpen: !hasGrammar && mayHoldBodies(place.language) && place.within === undefined,
    endsWithItem: false,
    maxLines,
    ...surroundings(text, cursor, place),
    open: findOpen(text, cursor, place.language),
    above: text
      .slice(Math.max(0, lineStart - 10_000), lineStart)
      .split("\n")
      .filter(notBlank)
      .slice(-LINES_ABOVE)
      .map(squeeze),
    below: text
      .slice(lineEnd, lineEnd + 4000)
      .split("\n")
      .filter(notBlank)
      .slice(0, LINES_BELOW),
  };
}

/** Of prose only what words end: `\begin{itemize}`. */
function mayHoldBodies({ isProse, closers }: Language): boolean {
  return !isProse || closers.length > 0;
}

function surroundings(
  text: string,
  cursor: number,
  place: Place,
): Pick<StopContext, "before" | "behind" | "unpaired" | "unpairedWith"> {
  const before = text.slice(Math.max(0, cursor - CHARS_BEFORE), cursor);
  const behind = text.slice(cursor, cursor + CHARS_BEHIND);
  const unpairedOf = createUnpaired(before + behind, before.length, place);
  const unpairedWith = (insertion: string) => unpairedOf({ insertion, replaced: "" });
  return { before, behind, unpaired: unpairedWith(""), unpairedWith };
}

function notBlank(line: string): boolean {
  return line.trim() !== "";
}

/** Longer than what is wanted between a closer and the opener in its place. */
const MOST_BETWEEN = 60;

/** Whether a line that closes what a later line closes may still open another in its place, `behind` the closer. */
export function mayOpenAgain(behind: string): boolean {
  return behind.length <= MOST_BETWEEN && !/^[\s)\]}]*;/.test(behind);
}
