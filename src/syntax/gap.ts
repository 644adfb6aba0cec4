/** A place where text can be inserted, and as much of the file around it as matters for it. */

import type { Gap, Insertion } from "../core/grammar/syntax.ts";
import { lastItemStart } from "./excerpt.ts";
import type { LanguageTable } from "./grammarTables.ts";

export function withInsertion({ prefix, suffix }: Gap, { text, replaced }: Insertion): string {
  return prefix + text + suffix.slice(replaced);
}

/** Files up to here are looked at wholly. */
const SMALL = 20_000;
/** What is longer is not parsed. */
const LARGEST = 400_000;

/**
 * The gap in what begins with the item at the cursor and ends in front of the item after the next one, so that cost does
 * not grow with the file. Undefined when a file without such items is too large.
 *
 *     function a() {}
 *     function b() { ▮ }     from here
 *     function c() {}        the first thing behind may go on with what is inserted
 *     function d() {}        up to here
 */
export function focusOf(gap: Gap, { itemStart }: LanguageTable): Gap | undefined {
  if (gap.prefix.length + gap.suffix.length <= SMALL) return gap;
  const focused = itemStart === undefined ? gap : cutToItems(gap, itemStart);
  return focused.prefix.length + focused.suffix.length <= LARGEST ? focused : undefined;
}

function cutToItems({ prefix, suffix }: Gap, itemStart: RegExp): Gap {
  // The line of the cursor may be the first of an item, but not yet be known as one.
  const start = lastItemStart(prefix, itemStart);
  let end = -1;
  let items = 0;
  for (let at = suffix.indexOf("\n"); at !== -1 && items < 2; at = suffix.indexOf("\n", at + 1)) {
    const next = suffix.indexOf("\n", at + 1);
    if (!itemStart.test(suffix.slice(at + 1, next === -1 ? suffix.length : next))) continue;
    items += 1;
    end = at + 1;
  }
  return { prefix: prefix.slice(start), suffix: items < 2 ? suffix : suffix.slice(0, end) };
}
