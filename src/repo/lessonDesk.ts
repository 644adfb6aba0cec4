/** What the index's thread learns of the lines that are written, and tells of it. */

import { languageOfPath } from "../core/languages/languages.ts";
import type { LearntRank, LearntRanks } from "../core/prompt/learntRanks.ts";
import { RankLearner } from "./rankLearner.ts";
import type { Retrieval } from "./retrieve.ts";
import { SHIPPED_WEIGHTS } from "./weights.ts";
import { WrittenLines } from "./writtenLines.ts";

export interface Teaching {
  /** A hash of its folders. */
  readonly workspace: string;
  readonly known: LearntRanks;
  /** `rank` left out: what was learnt under this key has gone. */
  readonly tell: (key: string, rank: LearntRank | undefined) => void;
}

export class LessonDesk {
  #lessons: Teaching | undefined;
  #learner: RankLearner | undefined;
  #written = new WrittenLines();

  /** From what is known; undefined: nothing is learnt any more, and what was is not used. */
  begin(lessons: Teaching | undefined): void {
    this.#lessons = lessons;
    this.#learner = lessons && new RankLearner(lessons.workspace, lessons.known);
    this.#written = new WrittenLines();
  }

  /** What a question about a place in a file is answered with; what is found there waits for the line to be written. */
  useIn(path: string): Required<Pick<Retrieval, "weights" | "onSeen">> {
    return {
      weights: this.#learner?.weightsFor(languageOfPath(path)) ?? SHIPPED_WEIGHTS,
      onSeen: (place, seen) => {
        if (this.#learner !== undefined) this.#written.see(place, seen);
      },
    };
  }

  /** A document's text now. What is to be done when there is time for it; undefined: nothing yet. */
  read(path: string, lines: readonly string[]): (() => void) | undefined {
    const [learner, lessons] = [this.#learner, this.#lessons];
    if (learner === undefined || lessons === undefined) return undefined;
    const languageId = languageOfPath(path);
    const isEnough = this.#written.read(path, lines).map((line) => learner.take(languageId, line));
    if (!isEnough.includes(true)) return undefined;
    return () => {
      // Somebody may have wanted all of it forgotten meanwhile.
      if (learner !== this.#learner || learner.learn(languageId) === "nothing") return;
      for (const [key, rank] of learner.learntOf(languageId)) lessons.tell(key, rank);
    };
  }

  forget(path: string): void {
    this.#written.forget(path);
  }
}
