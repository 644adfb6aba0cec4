/** What was learnt here from what is taken, as checked data for the panel: counts. */

import { EAGERNESS } from "../settings/settings.ts";
import { aCount, aNumber, listOf, oneOf, recordOf, textOf, type ValueOf } from "./shape.ts";

export const HABIT_REPORT = recordOf({
  /** Of all languages: see `LevelCounts`. */
  levels: listOf(
    recordOf({
      level: oneOf(EAGERNESS),
      weighed: aCount,
      shown: aCount,
      judged: aCount,
      right: aCount,
      promised: aNumber,
    }),
    10,
  ),
  /** What the chances of lines are multiplied by. */
  languages: listOf(recordOf({ languageId: textOf(100), factor: aNumber }), 200),
});
export type HabitReport = ValueOf<typeof HABIT_REPORT>;
