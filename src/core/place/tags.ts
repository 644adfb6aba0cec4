/** Tags that cannot close where they are written, and those that nothing closes. */

import type { Language } from "../languages/languages.ts";
import { findUnmatched, leading } from "./brackets.ts";
import type { Place } from "./place.ts";

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

/** A tag with its attributes, behind what an element may stand behind. */
const TAG =
  /(?:(?<![\p{L}\p{N}_)\]])<|<(?=\/))(\/?)([A-Za-z][\w.:-]*)((?:\s(?:[^<>"'{}]|"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})*)?)(\/?)>/gu;
/** Elements that have no end, or that end where others begin. */
const NEEDS_NO_END =
  /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|dt|dd|tr|td|th|option|thead|tbody|tfoot)$/i;

interface OpenTag {
  readonly name: string;
  readonly offset: number;
  /** Something stands behind it on its line. */
  readonly isInline: boolean;
}

/** The elements that begin in `text` and do not end in it, outermost first; those of one line aside, which users go on with. */
export function findOpenTags(text: string, language: Language): readonly OpenTag[] {
  if (!language.hasTags || !text.trim().includes("\n")) return [];
  const open: OpenTag[] = [];
  for (const { index, 0: tag, 1: slash, 2: name = "", 4: isEmpty } of text.matchAll(TAG)) {
    if (isEmpty !== "" || tag.endsWith("/>")) continue;
    if (slash === "") open.push({ name, offset: index, isInline: !/^[^\S\n]*\n/.test(text.slice(index + tag.length)) });
    else
      open.length = Math.max(
        0,
        open.findLastIndex((other) => other.name === name),
      );
  }
  return open.filter(({ name }) => !NEEDS_NO_END.test(name) || /^[A-Z]/.test(name));
}

/** Whether a text leaves an element open that the next line, `below`, does not end. */
export function leavesTagOpen(text: string, place: Place, below = ""): boolean {
  const open = findOpenTags(text, place.language);
  return open.length > 1 || (open.length === 1 && !below.trim().startsWith(`</${open[0]!.name}>`));
}

/** What ends elements that `text` leaves open, each as far left as its beginning. */
export function endsOfTags(text: string, open: readonly OpenTag[], { linePrefix }: Place): string {
  const indentOf = (offset: number) => {
    const start = text.lastIndexOf("\n", offset) + 1;
    return leading(start === 0 ? linePrefix + text : text.slice(start));
  };
  return open
    .toReversed()
    .map(({ name, offset, isInline }) => `${isInline ? "" : `\n${indentOf(offset)}`}</${name}>`)
    .join("");
}
