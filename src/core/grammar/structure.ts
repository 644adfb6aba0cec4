/** The place of the cursor as the grammar reads it; the text rules stay where it knows nothing better. */

import type { Place } from "../place/place.ts";
import type { StopContext } from "../place/stop.ts";
import type { Where } from "./syntax.ts";

export function readPlace(place: Place, where: Where): Place {
  const { mode, opens, linePrefix, lineSuffix, indent, language } = place;
  const isEmptyLine = linePrefix.trim() === "";
  switch (where) {
    case "text":
      // Of a text that ends with its indentation.
      return isEmptyLine && language.textHeads.length > 0 ? place : { ...place, mode: "line", opens: false };
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

/** What the grammar makes of a place that was worked out by its text alone. */
export function readStop(stop: StopContext, where: Where): StopContext {
  const place = readPlace(stop.place, where);
  // What is cut in the middle of brackets would break the file.
  return { ...stop, place, endsWithItem: endsWithItem(place, where), goesOnWhileOpen: where !== "text" };
}
