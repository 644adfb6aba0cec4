/** Places that are worth a look whatever names they share: files of one piece with the place's own, and what was edited last elsewhere. */

import { findLikest, followingSpan, type Lead, type Likeness } from "./following.ts";
import type { LineSpan } from "./indexedFile.ts";
import type { TextAround } from "./query.ts";
import type { ShownLines } from "./shownLines.ts";
import { siblingsOf } from "./siblingFiles.ts";

/** Where somebody wrote in another file. */
export interface RecentEdit {
  readonly path: string;
  /** Counted from 0. */
  readonly line: number;
}

export interface RelatedPlace {
  readonly path: string;
  readonly span: LineSpan;
  readonly likeness: number;
  /** It is what follows the likest lines. */
  readonly isFollowing: boolean;
}

const MOST_SIBLINGS = 2;
/** A file with more lines around the cursor says itself what it is like: the index finds its siblings where they help. */
const FEW_LINES = 30;
const MOST_EDITS = 6;
/** Lines around an edit that are shown. */
const EDIT_BEFORE = 6;
const EDIT_AFTER = 10;

interface PlaceAsked extends TextAround {
  readonly path: string;
  /** The newest first. */
  readonly edits?: readonly RecentEdit[];
}

/** What is related to a place. */
export class Related {
  readonly #siblings: readonly string[];
  /** In other files, the newest first. */
  readonly #edits: readonly RecentEdit[];

  /** `shows`: whether lines of a file may be shown. Siblings only where the file has hardly begun. */
  constructor({ path, before, after, edits = [] }: PlaceAsked, shows: (path: string) => boolean) {
    const lines = before.split("\n").length + after.split("\n").length;
    this.#siblings = lines < FEW_LINES ? siblingsOf(path, shows, MOST_SIBLINGS) : [];
    this.#edits = edits.filter((edit) => edit.path !== path && shows(edit.path)).slice(0, MOST_EDITS);
  }

  /** 1 for a file of one piece with the place's. */
  siblingOf(path: string): number {
    return this.#siblings.includes(path) ? 1 : 0;
  }

  /** How lately something in these lines was edited: 1 for the last edit, then less and less; 0: not lately. */
  editedIn(path: string, { start, end }: LineSpan): number {
    const at = this.#edits.findIndex((edit) => edit.path === path && edit.line >= start && edit.line < end);
    return at < 0 ? 0 : 1 / (1 + at);
  }

  places(lead: Lead, linesOf: (path: string) => ShownLines | undefined): RelatedPlace[] {
    const siblings = this.#siblings.flatMap((path) => {
      const lines = linesOf(path);
      if (lines === undefined) return [];
      const likest = findLikest(lead, lines, { start: 0, end: lines.length });
      return likest === undefined ? [] : [toFollowing(path, likest, lines.length)];
    });
    const edited = this.#edits.flatMap(({ path, line }) => {
      const lines = linesOf(path);
      if (lines === undefined) return [];
      const span = { start: Math.max(0, line - EDIT_BEFORE), end: Math.min(lines.length, line + 1 + EDIT_AFTER) };
      const likest = findLikest(lead, lines, span);
      return likest === undefined ? [] : [{ path, span, likeness: likest.likeness, isFollowing: false }];
    });
    return [...siblings, ...edited];
  }
}

function toFollowing(path: string, { line, likeness }: Likeness, lineCount: number): RelatedPlace {
  return { path, span: followingSpan(line, lineCount), likeness, isFollowing: true };
}
