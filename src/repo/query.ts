/** What a place asks the index for: the names around the cursor, those near it first. */

import type { Query } from "./search.ts";
import { type Term, termsOf } from "./terms.ts";

/** The text around a cursor; whole lines but for the cursor's own. */
export interface TextAround {
  readonly before: string;
  readonly after: string;
}

/** Lines that are read, and what their names weigh: from the far end to the cursor's line. */
const LINES_BEFORE = 20;
const FAR_WEIGHT = 0.4;
const NEAR_WEIGHT = 2;
const LINES_AFTER = 5;
const AFTER_WEIGHT = 0.8;

const IDENTIFIER = /[A-Za-z_$\u00aa-\uffff][\w$\u00aa-\uffff]*/g;

/** Distance-weighted: a name right before the cursor says more of the next line than one 20 lines above. */
export function toQuery({ before, after }: TextAround): Query {
  const weights = new Map<Term, number>();
  const take = (line: string, weight: number) => {
    for (const name of line.match(IDENTIFIER) ?? [])
      for (const term of termsOf(name)) weights.set(term, Math.max(weights.get(term) ?? 0, weight));
  };
  const above = before.split("\n").slice(-LINES_BEFORE);
  for (const [index, line] of above.entries()) {
    const closeness = 1 - (above.length - 1 - index) / LINES_BEFORE;
    take(line, FAR_WEIGHT + (NEAR_WEIGHT - FAR_WEIGHT) * closeness);
  }
  for (const line of after.split("\n").slice(0, LINES_AFTER)) take(line, AFTER_WEIGHT);
  return weights;
}
