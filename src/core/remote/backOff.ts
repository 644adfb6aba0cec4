/** When a server that failed is asked again. */

import type { ServerFailure } from "./serverFailure.ts";

/** Of one server; times in milliseconds of one clock. */
export interface Standoff {
  /** In a row. */
  readonly failures: number;
  /** It is left alone until then. */
  readonly until: number;
}

export const NO_STANDOFF: Standoff = { failures: 0, until: Number.NEGATIVE_INFINITY };

const FIRST_MS = 1000;
const MOST_MS = 60_000;
/** What somebody has to mend first is looked at again so seldom. */
const LASTING_MS = 300_000;
/** However long a server wants to be left alone. */
const MOST_ASKED_MS = 900_000;

/**
 * After a failure at `now`: twice as long as the last time, between half and all of it by `chance` (0 to 1), so that the
 * windows of a team do not come back all at once; never sooner than the server says.
 */
export function afterFailure(
  { failures }: Standoff,
  failure: Pick<ServerFailure, "isPassing" | "retryAfterMs">,
  { now, chance }: { readonly now: number; readonly chance: number },
): Standoff {
  const whole = failure.isPassing ? Math.min(MOST_MS, FIRST_MS * 2 ** failures) : LASTING_MS;
  const spread = whole * (0.5 + 0.5 * chance);
  const asked = Math.min(MOST_ASKED_MS, failure.retryAfterMs ?? 0);
  // Who was told a time comes a little behind it, not all at it.
  const wait = asked > spread ? asked + FIRST_MS * chance : spread;
  return { failures: failures + 1, until: now + wait };
}

export function isLeftAlone({ until }: Standoff, now: number): boolean {
  return now < until;
}
