/** A place in a comment that nothing closes: what is written there is judged as if the comment ended behind it. */

import type { Gap, Insertion } from "../core/grammar/syntax.ts";
import { findLanguage } from "../core/languages/languages.ts";
import { findWithin } from "../core/place/longStrings.ts";
import type { LanguageTable } from "./grammarTables.ts";

/** A gap, and how insertions into it are to be read. */
export interface ReadGap {
  readonly gap: Gap;
  readonly read: (insertion: Insertion) => Insertion;
}

/**
 * To a grammar such a comment is operators and words, and its faults stand anywhere but at the cursor. With its closer:
 *
 *     /** Adds ▮        →   /** Adds ▮ *\/      a line that is written there goes in front of the closer,
 *     function add          function add       a text with a closer of its own takes its place
 */
export function closeOpenComment(gap: Gap, { name }: LanguageTable): ReadGap {
  const language = findLanguage(name);
  const within = findWithin(gap.prefix, language);
  const pair =
    within?.kind === "comment" ? language.blockComments.find(([, close]) => close === within.close) : undefined;
  if (pair === undefined || isClosed(gap.suffix, pair)) return { gap, read: (insertion) => insertion };
  const [, close] = pair;
  return {
    gap: { prefix: gap.prefix, suffix: close + gap.suffix },
    read: ({ text, replaced, ...rest }) => ({
      ...rest,
      text: text.includes(close) ? text : text + close,
      replaced: close.length + replaced,
    }),
  };
}

/** A comment that begins behind the cursor has a closer of its own. */
function isClosed(suffix: string, [open, close]: readonly [string, string]): boolean {
  const [opener, closer] = [suffix.indexOf(open), suffix.indexOf(close)];
  return closer >= 0 && (opener < 0 || closer < opener);
}
