/** What is known of a text when it is decided whether it is worth a look. */

import type { Written } from "../writing/written.ts";

/** A value that can be written down: what is decided of it can be tried again without a model. */
export interface Sight {
  readonly languageId: string;
  /** Model text in front of the cursor and behind it, as much as is looked at. */
  readonly before: string;
  readonly behind: string;
  /** It stands in a comment, a string or prose. */
  readonly isText: boolean;
  /** What would be inserted at the cursor in place of the first `replaced` UTF-16 units behind it. */
  readonly text: string;
  readonly replaced: number;
  /** UTF-16 units of the text that the user has typed since it was written. */
  readonly typed: number;
  /** How many texts that were written for this line before have turned out to be wrong. */
  readonly missed: number;
  readonly written: Pick<Written, "text" | "drafted" | "tokens" | "chosenEnd" | "firstEntropy"> & {
    /** Undefined: it is still being written. */
    readonly end: Written["end"] | undefined;
    /** Tokens that a grammar refused, and the probability that it left; undefined where none was asked. */
    readonly refusals: number | undefined;
    readonly acceptedMass: number | undefined;
  };
}

/** UTF-16 units of the document that a sight has. */
const BEFORE_CHARS = 4000;
const BEHIND_CHARS = 1000;

/** The document's part of a sight: model text around `cursor`. */
export function surroundings(text: string, cursor: number): Pick<Sight, "before" | "behind"> {
  return {
    before: text.slice(Math.max(0, cursor - BEFORE_CHARS), cursor),
    behind: text.slice(cursor, cursor + BEHIND_CHARS),
  };
}

/** The model's part of a sight. */
export function seenOf(written: Written): Sight["written"] {
  const { text, drafted, tokens, chosenEnd, firstEntropy, end, costs } = written;
  const { refusals, acceptedMass } = costs.constraint ?? {};
  return { text, drafted, tokens, chosenEnd, firstEntropy, end, refusals, acceptedMass };
}
