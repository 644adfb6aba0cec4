/** How somebody types: the times between their last keys, and what they say of the next one. */

/** Milliseconds between two keys, the newest last. */
export interface Rhythm {
  readonly intervals: readonly number[];
}

export const NO_RHYTHM: Rhythm = { intervals: [] };

/** What was typed before is another mood. */
const MOST_KEPT = 50;
/** Longer is thought, and no rhythm of hands. */
const TYPING_MS = 1000;
/** Fewer keys say nothing. */
const FEWEST = 5;
const SHORTEST_PAUSE_MS = 60;
const LONGEST_PAUSE_MS = 250;
const USUAL_PAUSE_MS = 150;
/** Of the intervals so many are no pause. */
const NO_PAUSE = 0.75;

/** The rhythm with one more key, `ms` after the one before. */
export function withKey({ intervals }: Rhythm, ms: number): Rhythm {
  return { intervals: [...intervals, ms].slice(-MOST_KEPT) };
}

/** After so many milliseconds without a key this person has paused; 60 to 250. */
export function pauseOf({ intervals }: Rhythm): number {
  const typed = intervals.filter((ms) => ms < TYPING_MS).sort((a, b) => a - b);
  if (typed.length < FEWEST) return USUAL_PAUSE_MS;
  const pause = typed[Math.floor(NO_PAUSE * (typed.length - 1))]!;
  return Math.min(Math.max(pause, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}

/** Where nothing is known, it counts like one interval of which so much was a key. */
const UNKNOWN = 0.15;

/** How likely the next key comes within `within` ms, when none has come for `since`. */
export function chanceOfKey({ intervals }: Rhythm, since: number, within: number): number {
  const left = intervals.filter((ms) => ms > since);
  const soon = left.filter((ms) => ms <= since + within);
  return (soon.length + UNKNOWN) / (left.length + 1);
}
