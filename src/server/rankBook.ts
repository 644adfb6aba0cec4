/** What was learnt on this machine of which text of other files helps: numbers, by language and by workspace, kept in the storage folder. */

import type { RankReport } from "../core/panel/rankReport.ts";
import { type LearntRank, type LearntRanks, type RankNotes, readLearntRank } from "../core/prompt/learntRanks.ts";
import type { HabitStore } from "./habitBook.ts";
import { parseNote } from "./noteText.ts";

/** Of all sessions of a process. Of two engines at once, what the last one writes under a key is kept. */
export class RankBook implements RankNotes {
  readonly #store: HabitStore;
  readonly #note: (sentence: string) => void;
  readonly #ranks = new Map<string, LearntRank>();
  readonly #listeners = new Set<() => void>();
  #last: Promise<unknown>;

  /** `note` is told in a sentence when what was kept is damaged. */
  constructor(store: HabitStore, note: (sentence: string) => void) {
    this.#store = store;
    this.#note = note;
    this.#last = store.read().then((kept) => this.#load(kept));
  }

  async known(): Promise<LearntRanks> {
    await this.#last;
    return new Map(this.#ranks);
  }

  learnt(key: string, rank: LearntRank | undefined): void {
    if (rank === undefined) this.#ranks.delete(key);
    else this.#ranks.set(key, rank);
    // What has gone is kept as nothing: a note cannot be taken out of the store.
    void this.#after(() => this.#store.note(key, JSON.stringify(rank === undefined ? null : toShort(rank))));
  }

  onForgotten(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** By language, in all workspaces together. */
  get report(): RankReport {
    return [...this.#ranks]
      .filter(([key]) => !key.includes("@"))
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([languageId, { lines, gain }]) => ({ languageId, lines, gain }));
  }

  /** All that was learnt goes. */
  async forget(): Promise<void> {
    await this.#after(() => {
      this.#ranks.clear();
      return this.#store.clear();
    });
    for (const listener of this.#listeners) listener();
  }

  /** Resolves when all that is known is kept. */
  async save(): Promise<void> {
    await this.#last;
  }

  #load(kept: Readonly<Record<string, unknown>>): void {
    let damaged = 0;
    for (const [key, text] of Object.entries(kept)) {
      const value = parseNote(text);
      const rank = readLearntRank(value);
      if (rank !== undefined) this.#ranks.set(key, rank);
      else if (value !== null) damaged += 1;
    }
    if (damaged > 0) this.#note(`Of what was learnt of other files' text, ${damaged} notes are damaged and left out.`);
  }

  #after(act: () => Promise<void> | undefined): Promise<unknown> {
    this.#last = this.#last.then(act);
    return this.#last;
  }
}

/** Without digits that change nothing. */
function toShort({ delta, squares, ...rest }: LearntRank): LearntRank {
  const round = (value: number) => Math.round(value * 1e6) / 1e6;
  return { ...rest, delta: delta.map(round), squares: squares.map(round) };
}
