/** What was learnt here of which text of other files helps, as checked data for the panel: counts. */

import { aCount, aNumber, listOf, recordOf, textOf, type ValueOf } from "./shape.ts";

export const RANK_REPORT = listOf(
  recordOf({
    languageId: textOf(100),
    /** That were learnt from. */
    lines: aCount,
    /** See `LearntRank`. */
    gain: aNumber,
  }),
  200,
);
export type RankReport = ValueOf<typeof RANK_REPORT>;
