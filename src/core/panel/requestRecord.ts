/** What is told of one request: how it ended and why, what was read, and what was written. */

import type { OtherFate } from "../request/trace.ts";
import type { WritingEnd } from "../writing/written.ts";
import { aCount, aNumber, aSwitch, listOf, maybe, oneOf, recordOf, textOf, type ValueOf } from "./shape.ts";

const CODE = textOf(20_000);
const WEIGHED = { text: textOf(2_000), logprob: aNumber };

/** Every way in which a request can end: `Outcome["kind"]`, and "open": it has not ended yet. */
export const OUTCOME_KINDS = [
  "open",
  "shown",
  "cancelled",
  "stale",
  "notReady",
  "empty",
  "lowConfidence",
  "notShowable",
  "repeats",
  "breaksSyntax",
  "unsupportedDocument",
  "tooLarge",
  "excluded",
  "disabled",
  "paused",
  "quietPlace",
  "afterUndo",
  "severalCursors",
  "selection",
  "unfocused",
  "failed",
] as const;

/** Every reason for which writing ends. */
const WRITING_ENDS = [
  "end",
  "tokenLimit",
  "timeLimit",
  "lineEnd",
  "dedent",
  "blockEnd",
  "followingText",
  "blankLines",
  "fence",
  "maxLines",
  "repetition",
  "brokenCharacter",
  "grammar",
  "unlikely",
  "aborted",
] as const satisfies readonly WritingEnd[];

/** Every fate of another text. */
const OTHER_FATES = ["offered", "alike", "unfit", "unlikely", "noTime"] as const satisfies readonly OtherFate[];

/** What of a text was kept: `text` is what is shown, or would have been. */
const TEXTS = recordOf({
  text: maybe(CODE),
  tokens: listOf(recordOf(WEIGHED), 1_000),
  first: listOf(recordOf(WEIGHED), 20),
  refused: listOf(recordOf({ ...WEIGHED, index: aCount }), 200),
  /** All that it was answered with, the one to be seen first in front. */
  offered: listOf(CODE, 20),
  /** Other texts that were begun for its place, and what became of each; the likelihood is that of the first token. */
  others: listOf(recordOf({ ...WEIGHED, fate: oneOf(OTHER_FATES) }), 60),
});

export const REQUEST_RECORD = recordOf({
  number: aCount,
  uri: textOf(10_000),
  /** Counted from 0. */
  line: aCount,
  invoked: aSwitch,
  outcome: oneOf(OUTCOME_KINDS),
  detail: textOf(4_000),
  /** The text was made for that request already. */
  reused: maybe(aCount),
  /** Milliseconds; left out: not known, or nothing was done. */
  firstTokenMs: maybe(aNumber),
  totalMs: maybe(aNumber),
  readMs: maybe(aNumber),
  writeMs: maybe(aNumber),
  /** Tokens of the prompt by what was done with them. */
  work: maybe(recordOf({ kept: aCount, moved: aCount, evaluated: aCount, healed: aCount, stale: aCount })),
  isNear: aSwitch,
  /** Why writing came to its end. */
  end: maybe(oneOf(WRITING_ENDS)),
  /** Of what was written; 0: all of it fits. */
  cutChars: maybe(aCount),
  worth: maybe(recordOf({ line: aNumber, whole: aNumber, keys: aNumber, value: aNumber, isWorthALook: aSwitch })),
  grammar: maybe(recordOf({ checks: aCount, refusals: aCount, takenBack: aCount })),
  copied: maybe(recordOf({ path: textOf(10_000), tokens: aCount })),
  chunks: listOf(
    recordOf({
      path: textOf(10_000),
      startLine: aCount,
      endLine: aCount,
      reason: textOf(2_000),
      value: aNumber,
      tokens: aCount,
    }),
    50,
  ),
  /** What of it was taken: which of `offered`, and characters in all. */
  taken: maybe(recordOf({ index: aCount, chars: aCount })),
  /** Source text; left out where it is kept no more. */
  texts: maybe(TEXTS),
});
export type RequestRecord = ValueOf<typeof REQUEST_RECORD>;
