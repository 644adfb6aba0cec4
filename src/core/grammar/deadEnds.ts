/** Texts that were proved to lead nowhere, remembered across alternatives and keystrokes. */

import { Allowance, dropOldest } from "../allowance.ts";
import { ownText } from "../text/ownText.ts";

/** What is known at one place. */
export interface KnownDeadEnds {
  /** Whether `inserted`, or a beginning of it that is longer than `from`, is proved dead at this place. */
  has(inserted: string, from: number): boolean;
  add(inserted: string): void;
}

interface Known {
  readonly languageId: string;
  readonly prefix: string;
  /** Insertions that are dead behind `prefix`. */
  readonly dead: Set<string>;
}

const MAX_PLACES = 16;
/** UTF-16 units of all texts in front of them. */
const MAX_KEPT = 2_000_000;
const MAX_PER_PLACE = 256;

export class DeadEnds {
  /** The newest first. */
  #places: Known[] = [];

  /** At the place behind `prefix`: with what was proved there, and in front of it or behind it while the user typed. */
  at(languageId: string, prefix: string): KnownDeadEnds {
    const known = this.#places.find((place) => place.languageId === languageId && place.prefix === prefix);
    const place = known ?? { languageId, prefix: ownText(prefix), dead: new Set(this.#inherited(languageId, prefix)) };
    const kept = new Allowance(MAX_KEPT);
    this.#places = [place, ...this.#places.filter((other) => other !== place)]
      .slice(0, MAX_PLACES)
      .filter(({ prefix }) => kept.allows(prefix.length));
    const { dead } = place;
    return {
      has: (inserted, from) => {
        for (let length = from + 1; length <= inserted.length; length += 1)
          if (dead.has(inserted.slice(0, length))) return true;
        return false;
      },
      add: (inserted) => {
        dead.add(inserted);
        dropOldest(dead, MAX_PER_PLACE);
      },
    };
  }

  /** What was proved by a rule that proves nothing any more. */
  forget(languageId: string): void {
    this.#places = this.#places.filter((place) => place.languageId !== languageId);
  }

  #inherited(languageId: string, prefix: string): readonly string[] {
    return this.#places
      .filter((place) => place.languageId === languageId)
      .flatMap(({ prefix: other, dead }) => {
        if (prefix.startsWith(other)) {
          const typed = prefix.slice(other.length);
          return [...dead]
            .filter((text) => text.startsWith(typed) && text !== typed)
            .map((text) => text.slice(typed.length));
        }
        if (!other.startsWith(prefix)) return [];
        const removed = other.slice(prefix.length);
        return [...dead].map((text) => removed + text);
      })
      .slice(0, MAX_PER_PLACE);
  }
}
