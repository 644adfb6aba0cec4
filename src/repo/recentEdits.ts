/** Where documents were edited lately, the newest first. */

import type { RecentEdit } from "./relatedPlaces.ts";

const MOST_PLACES = 12;
/** An edit so near an older one is the same work. */
const NEAR_LINES = 8;
/** More at once is no typing: a formatter, or another branch. */
const MOST_LINES = 40;

export class RecentEdits {
  #places: RecentEdit[] = [];

  get all(): readonly RecentEdit[] {
    return this.#places;
  }

  /** A document's lines became others. */
  change(path: string, before: readonly string[], after: readonly string[]): void {
    let same = 0;
    while (same < before.length && same < after.length && before[same] === after[same]) same += 1;
    let behind = 0;
    const shorter = Math.min(before.length, after.length) - same;
    while (behind < shorter && before.at(-1 - behind) === after.at(-1 - behind)) behind += 1;
    const [gone, come] = [before.length - same - behind, after.length - same - behind];
    if (gone === 0 && come === 0) return;
    const line = same + Math.max(0, come - 1);
    // Places below move with their lines.
    const others = this.#places
      .map((place) =>
        place.path === path && place.line >= same + gone ? { ...place, line: place.line + come - gone } : place,
      )
      .filter((place) => place.path !== path || Math.abs(place.line - line) > NEAR_LINES);
    const isTyped = Math.max(gone, come) <= MOST_LINES;
    this.#places = [...(isTyped ? [{ path, line }] : []), ...others].slice(0, MOST_PLACES);
  }
}
