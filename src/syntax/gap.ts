/** A place where text can be inserted, and as much of the file around it as matters for it. */

import type { Gap, Insertion } from "../core/grammar/syntax.ts";
import { findLanguage, type Language } from "../core/languages/languages.ts";
import { findLongStrings } from "../core/place/longStrings.ts";
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
export function focusOf(whole: Gap, { name, itemStart, facts }: LanguageTable): Gap | undefined {
  const gap = facts.needsLastLineEnd ? withLastLineEnd(whole) : whole;
  if (gap.prefix.length + gap.suffix.length <= SMALL) return gap;
  const focused = itemStart === undefined ? gap : cutToItems(gap, itemStart, findLanguage(name));
  return focused.prefix.length + focused.suffix.length <= LARGEST ? focused : undefined;
}

function withLastLineEnd({ prefix, suffix }: Gap): Gap {
  return { prefix, suffix: suffix.endsWith("\n") ? suffix : `${suffix}\n` };
}

function cutToItems({ prefix, suffix }: Gap, itemStart: RegExp, language: Language): Gap {
  // The line of the cursor may be the first of an item, but not yet be known as one.
  const start = lastRealItem(prefix, itemStart, language);
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

/** So much text in front of the cursor is looked at for strings. */
const NEAR = 30_000;

/** Lines of a string of several lines begin no items. */
function lastRealItem(prefix: string, itemStart: RegExp, language: Language): number {
  let start = lastItemStart(prefix, itemStart);
  const from = Math.max(0, prefix.length - NEAR);
  if (language.longStrings.length === 0 || start <= from) return start;
  const { strings } = findLongStrings(prefix.slice(from), language);
  for (const string of strings.toReversed())
    if (from + string.start < start && start < from + string.end)
      start = lastItemStart(prefix.slice(0, from + string.start), itemStart);
  return start;
}
