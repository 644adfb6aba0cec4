/**
 * What of a suggestion is shown, and when: it comes at a pause, and not at all while it would soon be gone again. Decided on
 * data alone; who waits is `request/`.
 */

import { chanceOfKey, pauseOf, type Rhythm } from "./rhythm.ts";

/** What is gone sooner than so many milliseconds was a flash. */
const FLASH_MS = 300;
/** How likely a flash may be. */
const MOST_FLASH = 0.2;
/** Whoever has typed so many characters of a text writes it: it need not wait any more. */
const TYPED_ALONG = 2;
/** A block pushes the lines below it down: it waits for a pause so much longer. */
const BLOCK_WAITS = 2;
/** Whoever has not typed for so long has stopped, whatever they do at other times. */
const STOPPED_MS = { line: 500, block: 800 } as const;
const STEP_MS = 10;

/** On the clock of the request, in milliseconds. */
export interface Moment {
  readonly now: number;
  /** Of the last change; minus infinity: there was none. */
  readonly lastKeyAt: number;
  readonly rhythm: Rhythm;
}

/** A text at the cursor, and how likely it is what will be written there, 0 to 1. */
export interface Offered {
  readonly text: string;
  /** Its first line. */
  readonly chance: number;
  /** Its next characters: with them it stays for a while. */
  readonly next: number;
  /** UTF-16 units of it that were typed since it was written. */
  readonly typed: number;
}

export interface Offer {
  /** What was shown and fits the text as it is now: it stands on the screen, or stood there before a slip of the keys. */
  readonly standing: Offered | undefined;
  /** All that is known for the place. */
  readonly whole: Offered;
  /** Its first line, where that stands by itself. */
  readonly line: string | undefined;
  /** More can be shown later without a key. */
  readonly canGrow: boolean;
}

/** `at`: not before that moment. */
export interface Plan {
  readonly show: "standing" | "line" | "whole";
  readonly at: number;
}

/** What is shown next, and when. What stands goes only for what goes on with it, or for what is more likely. */
export function planShowing({ standing, whole, line, canGrow }: Offer, moment: Moment): Plan {
  const { now } = moment;
  if (standing === undefined) return planNew(whole, line, moment);
  const isLonger = whole.text.startsWith(standing.text) && whole.text !== standing.text;
  if (isLonger) {
    const at = timeToShow(whole, moment);
    return canGrow && at > now ? { show: "standing", at: now } : { show: "whole", at };
  }
  const isOther = !standing.text.startsWith(whole.text);
  return isOther && whole.chance > standing.chance ? planNew(whole, line, moment) : { show: "standing", at: now };
}

function planNew(whole: Offered, line: string | undefined, moment: Moment): Plan {
  const at = timeToShow(whole, moment);
  if (line === undefined || line === whole.text || at <= moment.now) return { show: "whole", at };
  return { show: "line", at: timeToShow({ ...whole, text: line }, moment) };
}

/**
 * The first moment from now on when a text may come: the user has paused, and a flash is unlikely. A line that is likely to stay
 * while they type comes at once. On half of the repositories (`npm run bench -- worth`) it was chosen how likely a flash may be,
 * and how much is typed along.
 */
export function timeToShow({ text, next, typed }: Omit<Offered, "chance">, { now, lastKeyAt, rhythm }: Moment): number {
  if (lastKeyAt === Number.NEGATIVE_INFINITY) return now;
  const isBlock = text.trim().includes("\n");
  const pause = pauseOf(rhythm) * (isBlock ? BLOCK_WAITS : 1);
  const stopped = STOPPED_MS[isBlock ? "block" : "line"];
  const isSure = !isBlock && (typed >= TYPED_ALONG || 1 - next <= MOST_FLASH);
  if (isSure) return now;
  const isFlash = (since: number) => (1 - next) * chanceOfKey(rhythm, since, FLASH_MS) > MOST_FLASH;
  let since = Math.max(now - lastKeyAt, pause);
  while (since < stopped && isFlash(since)) since = Math.min(stopped, since + STEP_MS);
  return lastKeyAt + since;
}
