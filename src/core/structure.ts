/** What the grammar knows of a place and of texts for it: asked while a suggestion is made, never waited for by the text rules. */

import type { Place } from "./place.ts";

/**
 * text: inside a string or a comment. topLevel: between the items of a file. body: on an empty line among statements,
 * members or other items. opensBody: right behind what opens a body. expression: anywhere else.
 */
export type Where = "text" | "topLevel" | "body" | "opensBody" | "expression";

/** Where a text that goes on should have ended. */
export interface ProgressStop {
  /** How many UTF-16 units of the text are wanted. */
  readonly keep: number;
  readonly reason: "followingText" | "blockEnd" | "repetition";
}

/** A text in place of the first `replaced` units behind the cursor. */
export interface Insertion {
  readonly text: string;
  readonly replaced: number;
}

export interface Choice {
  /** clean: no error at the cursor. unfinished: one that may still become right. broken: the grammar cannot follow. */
  readonly footing: "clean" | "unfinished" | "broken";
  /** The index of the text to take; undefined when each of them does harm. */
  readonly chosen: number | undefined;
}

/** The place as the grammar reads it, the rest of the line being `lineSuffix`. */
export function readPlace(place: Place, where: Where): Place {
  const { mode, opens, linePrefix, lineSuffix, indent } = place;
  const isEmptyLine = linePrefix.trim() === "";
  switch (where) {
    case "text":
      return { ...place, mode: "line", opens: false };
    case "topLevel":
      // One item, with all its lines: its first line alone would break the file.
      return mode === "line" && isEmptyLine && lineSuffix.trim() === "" && indent === ""
        ? { ...place, mode: "block" }
        : place;
    case "opensBody":
      return mode === "line" && !isEmptyLine && /^[\s)\]}>;,]*$/.test(lineSuffix)
        ? { ...place, mode: "block", opens: true }
        : place;
    case "expression":
      // A colon of a type, a slice or a pair; the end of type arguments.
      return opens && /[:>]\s*$/.test(linePrefix) ? { ...place, mode: "line", opens: false } : place;
    case "body":
      return place;
    default:
      return where satisfies never;
  }
}

/** A block at the top level ends with its first item. */
export function endsWithItem(place: Place, where: Where): boolean {
  return where === "topLevel" && place.mode === "block" && place.linePrefix.trim() === "";
}
