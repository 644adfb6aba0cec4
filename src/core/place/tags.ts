/** Tags that cannot close where they are written. */

import type { Language } from "../languages/languages.ts";
import { findUnmatched } from "./brackets.ts";

const CLOSING_TAG = /<\/([A-Za-z][\w.:-]*)\s*>/g;

/**
 * Where the first tag of `text` begins that closes an element in which brackets are still open: `</style>` within a rule,
 * `</script>` within a function. `before` stands in front of the text.
 */
export function findTagInBrackets(before: string, text: string, language: Language): number | undefined {
  if (!language.hasTags) return undefined;
  for (const { index, 1: name } of text.matchAll(CLOSING_TAG)) {
    const whole = before + text.slice(0, index);
    const opened = whole.lastIndexOf(`<${name}`);
    if (opened >= 0 && findUnmatched(whole.slice(opened), language).openers.length > 0) return index;
  }
  return undefined;
}
