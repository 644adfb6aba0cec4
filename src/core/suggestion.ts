/** A suggestion as a single edit of one document. */

/** Offsets in UTF-16 code units of the document's own text (its own line ends). */
export interface Suggestion {
  /** The range that `text` replaces: on one line, and its text is a subsequence of `text`. Usually empty, at the cursor. */
  readonly start: number;
  readonly end: number;
  /** With the document's own line ends. */
  readonly text: string;
  /** Mean log-probability per token of the first line, ≤ 0. */
  readonly confidence: number;
}
