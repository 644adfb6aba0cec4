/**
 * How often the lines that are shown turn out right here, by language, beside how often they were said to: counts, never text.
 * What the model of worth says is moved by that, within bounds, and comes back when the reason has gone.
 */

import type { Eagerness } from "../settings/settings.ts";

/** Of lines that were weighed at one level of eagerness. */
export interface LevelCounts {
  readonly weighed: number;
  readonly shown: number;
  /** Of those shown: it is known what was written in their place; and that was the line. */
  readonly judged: number;
  readonly right: number;
  /** How many were to be right, by the chances that were told. */
  readonly promised: number;
}

/** Of the latest lines that were judged; older ones count less and less. */
export type RecentCounts = Pick<LevelCounts, "right" | "promised">;

export interface LanguageHabit {
  readonly levels: Readonly<Record<Eagerness, LevelCounts>>;
  readonly recent: RecentCounts;
}

const NO_COUNTS: LevelCounts = { weighed: 0, shown: 0, judged: 0, right: 0, promised: 0 };
export const NO_HABIT: LanguageHabit = {
  levels: { eager: NO_COUNTS, balanced: NO_COUNTS, quiet: NO_COUNTS },
  recent: { right: 0, promised: 0 },
};

/** With each line that is judged, those before it count so much: about the last 200 do. */
const KEPT_EACH_JUDGED = 0.995;
/** And with each that is weighed, so that what was learnt goes where hardly anything is shown any more. */
const KEPT_EACH_WEIGHED = 0.9995;
/** As many right lines as were promised are taken for granted: so much evidence moves half of the way. */
const FOR_GRANTED = 15;
/** A chance is moved no further than to these parts of it. */
export const LEAST_FACTOR = 0.6;
export const MOST_FACTOR = 1.25;

/** Chances told are multiplied by it: as many lines as are right here, to as many as were promised. */
export function factorOf({ recent: { right, promised } }: LanguageHabit): number {
  return Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, (right + FOR_GRANTED) / (promised + FOR_GRANTED)));
}

export function withWeighed(habit: LanguageHabit, level: Eagerness, isShown: boolean): LanguageHabit {
  const { weighed, shown, ...rest } = habit.levels[level];
  const counts = { ...rest, weighed: weighed + 1, shown: shown + (isShown ? 1 : 0) };
  return { levels: { ...habit.levels, [level]: counts }, recent: scaled(habit.recent, KEPT_EACH_WEIGHED) };
}

/** `chance`: as it was told, not as it was moved by what had been learnt. */
export function withJudged(habit: LanguageHabit, level: Eagerness, chance: number, isRight: boolean): LanguageHabit {
  const hit = isRight ? 1 : 0;
  const { judged, right, promised, ...rest } = habit.levels[level];
  const counts = { ...rest, judged: judged + 1, right: right + hit, promised: promised + chance };
  const recent = scaled(habit.recent, KEPT_EACH_JUDGED);
  return {
    levels: { ...habit.levels, [level]: counts },
    recent: { right: recent.right + hit, promised: recent.promised + chance },
  };
}

function scaled({ right, promised }: RecentCounts, by: number): RecentCounts {
  return { right: right * by, promised: promised * by };
}

/** From what was kept; undefined where that is damaged. */
export function readHabit(kept: unknown): LanguageHabit | undefined {
  const { levels, recent } = (kept ?? {}) as Partial<Record<"levels" | "recent", unknown>>;
  const { eager, balanced, quiet } = (levels ?? {}) as Partial<Record<Eagerness, unknown>>;
  const all = [eager, balanced, quiet].map(readCounts);
  const [one, another, third] = all;
  const latest = readNumbers(recent, ["right", "promised"]);
  if (!one || !another || !third || !latest) return undefined;
  return { levels: { eager: one, balanced: another, quiet: third }, recent: latest };
}

function readCounts(kept: unknown): LevelCounts | undefined {
  const counts = readNumbers(kept, ["weighed", "shown", "judged", "right", "promised"]);
  return counts && counts.shown <= counts.weighed && counts.right <= counts.judged ? counts : undefined;
}

function readNumbers<Name extends string>(kept: unknown, names: readonly Name[]): Record<Name, number> | undefined {
  const given = (kept ?? {}) as Partial<Record<Name, unknown>>;
  const numbers = names.map((name) => given[name]);
  const isRight = numbers.every((value) => typeof value === "number" && value >= 0 && value < 1e12);
  return isRight ? (Object.fromEntries(names.map((name) => [name, given[name]])) as Record<Name, number>) : undefined;
}
