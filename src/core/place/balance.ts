/** Which brackets and quotation marks of the lines around a place have no partner, with a text put in. */

import { type Bracket, findUnmatched } from "./brackets.ts";
import { findLongStrings } from "./longStrings.ts";
import { leastColumns, standAll } from "./owners.ts";
import type { Place } from "./place.ts";

/** One way to put the text in front of the rest of the cursor's line; `replaced` is the part of it that goes. */
export interface Join {
  readonly insertion: string;
  readonly replaced: string;
}

/** How much text around the cursor's line is looked at. */
const AROUND_CHARS = 4000;

/** What has no partner when a text stands in front of the rest of the cursor's line. */
interface Loss {
  /** Openers, and quotation marks. */
  readonly open: number;
  /** Closers, and openers that they pass over. */
  readonly stray: number;
}

/** How much has no partner, of all kinds together, when a text stands there: see `createLoss`. */
export function createUnpaired(text: string, cursor: number, place: Place): (join: Join) => number {
  const lossOf = createLoss(text, cursor, place);
  return (join) => {
    const { open, stray } = lossOf(join);
    return open + stray;
  };
}

/** Measures ways to join, with the brackets of the lines around. */
export function createLoss(text: string, cursor: number, place: Place): (join: Join) => Loss {
  const { linePrefix, lineSuffix, language } = place;
  const start = cursor - linePrefix.length;
  const end = cursor + lineSuffix.length;
  const from = Math.max(0, start - AROUND_CHARS);
  const [above, below] = [text.slice(from, start), text.slice(end, end + AROUND_CHARS)];
  // What holds all lines of a piece has its partner behind it.
  const beyondAbove = from > 0 ? leastColumns(above) : 0;
  const beyondBelow = end + AROUND_CHARS < text.length ? leastColumns(below) : 0;
  const openedAbove = spell(above, findUnmatched(above, language).openers, beyondBelow);
  // What the cursor stands in may have begun in its line.
  const within = findLongStrings(linePrefix, language).within === undefined ? place.within : undefined;
  const closedBelow = spell(below, findUnmatched(below, language).closers, beyondAbove);
  return ({ insertion, replaced }) => {
    const line = findLongStrings(linePrefix + insertion + lineSuffix.slice(replaced.length), language, within).code;
    const { openers, closers, crossed, quotes } = findUnmatched(`${openedAbove}\n${line}\n${closedBelow}`, language);
    return { open: openers.length + quotes, stray: closers.length + crossed };
  };
}

/** Those of `brackets` in `piece` whose lines stand at least so far to the right. */
function spell(piece: string, brackets: readonly Bracket[], least: number): string {
  return standAll(piece, 0, brackets)
    .filter(({ width }) => width >= least)
    .map(({ character }) => character)
    .join("");
}
