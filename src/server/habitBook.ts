/** What was learnt on this machine from what is taken and what is not: counts by language, kept in the storage folder. */

import type { HabitReport } from "../core/panel/habitReport.ts";
import type { HabitNotes } from "../core/request/habitWatch.ts";
import { EAGERNESS, type Eagerness } from "../core/settings/settings.ts";
import { factorOf, type LanguageHabit, NO_HABIT, readHabit, withJudged, withWeighed } from "../core/worth/habit.ts";
import { parseNote } from "./noteText.ts";

/** Where the counts are kept; one text for each language. */
export interface HabitStore {
  read(): Promise<Readonly<Record<string, unknown>>>;
  note(languageId: string, text: string): Promise<void>;
  clear(): Promise<void>;
}

/** What is learnt is written after so many lines. */
const WRITTEN_EACH = 5;

/** Of all sessions of a process. Of two engines at once, what the last one writes of a language is kept. */
export class HabitBook implements HabitNotes {
  readonly #store: HabitStore;
  readonly #habits = new Map<string, LanguageHabit>();
  readonly #unwritten = new Map<string, number>();
  #last: Promise<unknown>;

  constructor(store: HabitStore) {
    this.#store = store;
    this.#last = store.read().then((kept) => this.#load(kept));
  }

  weighed(languageId: string, level: Eagerness, isShown: boolean): void {
    this.#habits.set(languageId, withWeighed(this.#of(languageId), level, isShown));
  }

  judged(languageId: string, level: Eagerness, chance: number, isRight: boolean): void {
    this.#habits.set(languageId, withJudged(this.#of(languageId), level, chance, isRight));
    const unwritten = (this.#unwritten.get(languageId) ?? 0) + 1;
    this.#unwritten.set(languageId, unwritten);
    if (unwritten >= WRITTEN_EACH) this.#write(languageId);
  }

  factor(languageId: string): number {
    return factorOf(this.#of(languageId));
  }

  get report(): HabitReport {
    const rows = [...this.#habits].sort(([one], [other]) => one.localeCompare(other));
    return {
      levels: EAGERNESS.map((level) => {
        const all = rows.map(([, { levels }]) => levels[level]);
        const sum = (name: keyof (typeof all)[number]): number =>
          all.reduce((total, counts) => total + counts[name], 0);
        return {
          ...{ level, weighed: sum("weighed"), shown: sum("shown") },
          ...{ judged: sum("judged"), right: sum("right"), promised: sum("promised") },
        };
      }),
      languages: rows.map(([languageId, habit]) => ({ languageId, factor: factorOf(habit) })),
    };
  }

  /** All that was learnt goes. */
  async forget(): Promise<void> {
    await this.#after(() => {
      this.#habits.clear();
      this.#unwritten.clear();
      return this.#store.clear();
    });
  }

  /** Resolves when all that is known is kept. */
  async save(): Promise<void> {
    for (const languageId of this.#unwritten.keys()) this.#write(languageId);
    await this.#last;
  }

  #of(languageId: string): LanguageHabit {
    return this.#habits.get(languageId) ?? NO_HABIT;
  }

  /** What was learnt before it was read is too little to be missed. */
  #load(kept: Readonly<Record<string, unknown>>): void {
    for (const [languageId, text] of Object.entries(kept)) {
      const habit = readHabit(parseNote(text));
      if (habit !== undefined) this.#habits.set(languageId, habit);
    }
  }

  #write(languageId: string): void {
    this.#unwritten.delete(languageId);
    void this.#after(() => {
      const habit = this.#habits.get(languageId);
      return habit && this.#store.note(languageId, JSON.stringify(habit));
    });
  }

  #after(act: () => Promise<void> | undefined): Promise<unknown> {
    this.#last = this.#last.then(act);
    return this.#last;
  }
}
