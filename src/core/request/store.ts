/** Everything that was generated, kept as edits of the texts it was generated for, and asked with the edits since. */

import { Allowance } from "../allowance.ts";
import { agreesSoFar, tryRebase } from "../place/rebase.ts";
import type { GeneratedEdit } from "../place/suggestion.ts";
import type { Changes } from "../text/changes.ts";
import type { ModelOffset } from "../text/offsets.ts";
import type { TextEdit } from "../text/textEdit.ts";
import type { Target, Writing } from "../writing/writer.ts";
import type { Written } from "../writing/written.ts";
import { toStillUnlikely } from "./givenUp.ts";
import type { NoSuggestion } from "./outcome.ts";
import { type Recipe, sizeOf } from "./recipe.ts";

/** More than this at once is not asked for again. */
const MAX_ENTRIES = 64;
/** A text that was changed in more places has moved on. */
const MAX_EDITS_SINCE = 16;
/** UTF-16 units of changes since, and of recipes, that are kept at once. The newest is kept whatever its size. */
const MAX_KEPT = 2_000_000;
const MAX_RECIPES = 1_000_000;

/** One text, and what became of it. Offsets are of model text. */
export interface Stored {
  readonly uri: string;
  /** The request it was started for. */
  readonly number: number;
  /** The cursor in the text that it was generated for. */
  readonly cursor: ModelOffset;
  /** The suggest widget's item at that time. */
  readonly selected: Target["selected"];
  /** It stands in a comment, a string or prose. */
  readonly isText: boolean;
  /** What its first line was not to be less likely than. */
  readonly leastConfidence: number | undefined;
  /** Until its suggestion is made. */
  writing: Writing | undefined;
  /** Undefined until it has come to its end. */
  written: Written | undefined;
  /** Of the text since. */
  changes: Changes;
  /** To make alternatives; undefined when that was too long ago. */
  recipe: Recipe | undefined;
  /** The suggestion as an edit of the text that it was generated for; undefined while it is being generated, or when there is none. */
  edit: GeneratedEdit | undefined;
  /** Others for the same place, whose first lines are built otherwise; in the order in which they were made. */
  alternatives: readonly Alternative[];
  /** First tokens that others were begun with, the likeliest first. */
  firsts: readonly string[];
  /** None of the other first tokens is likely. */
  isExhausted: boolean;
  /** How often others were made. */
  times: number;
  /** Why there is no suggestion, when there is none. */
  none: NoSuggestion | undefined;
  /** Why not all of it is shown; undefined: it is. */
  cut: string | undefined;
  /** What can be shown of it before it has come to its end. */
  begun: Beginning | undefined;
  /** Its first line, where that stands by itself. */
  line: GeneratedEdit | undefined;
  /** What of it somebody was answered with last: the text or its beginning. */
  shown: GeneratedEdit | undefined;
  /** Requests waiting for it now. */
  waiters: number;
  /** Milliseconds until it could be begun, and to fit what was written into its place. */
  readonly prepareMs: number;
  joinMs: number;
}

export interface Alternative {
  readonly edit: GeneratedEdit;
  readonly written: Written;
  /** See `Stored.times`, when it was made. */
  readonly time: number;
}

/** What is left of an alternative now. */
export interface FittedAlternative {
  readonly edit: GeneratedEdit;
  readonly of: Alternative;
}

/** The first lines of a text that is still being written. */
export interface Beginning {
  readonly edit: GeneratedEdit;
  /** As if the text had come to its end there. */
  readonly written: Written;
}

export interface Ready {
  readonly kind: "ready";
  readonly entry: Stored;
  /** All that is known; perhaps more is being written. */
  readonly edit: GeneratedEdit;
  /** What is left of the first line, where that stands by itself. */
  readonly line: GeneratedEdit | undefined;
  readonly alternatives: readonly FittedAlternative[];
  /** It is the first of the alternatives: the first choice does not fit any more. */
  readonly isOther: boolean;
}

/** What somebody was answered with, as far as it fits a place now. */
export interface Shown {
  readonly found: Ready;
  readonly edit: GeneratedEdit;
}

export type Found =
  | Ready
  /** Known to have no suggestion here. */
  | { readonly kind: "none"; readonly entry: Stored; readonly none: NoSuggestion }
  | { readonly kind: "growing"; readonly entry: Stored };

export class SuggestionStore {
  /** The newest first. */
  #entries: Stored[] = [];

  add(entry: Stored): void {
    this.#entries = [entry, ...this.#entries].slice(0, MAX_ENTRIES);
    this.#shed();
  }

  has(entry: Stored): boolean {
    return this.#entries.includes(entry);
  }

  remove(entry: Stored): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }

  /** `edit` of the model text, and the way back. */
  changed(uri: string, edit: TextEdit<"model">, undo: TextEdit<"model">): void {
    for (const entry of this.#entries) if (entry.uri === uri) entry.changes = entry.changes.and(edit, undo);
    this.#entries = this.#entries.filter(({ changes }) => changes.since.replacements.length <= MAX_EDITS_SINCE);
    this.#shed();
  }

  forget(uri: string): void {
    this.#entries = this.#entries.filter((entry) => entry.uri !== uri);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Forgets what is old where much is kept. */
  #shed(): void {
    const kept = new Allowance(MAX_KEPT);
    const recipes = new Allowance(MAX_RECIPES);
    this.#entries = this.#entries.filter(({ changes }) => kept.allows(changes.size));
    for (const entry of this.#entries)
      if (entry.recipe !== undefined && !recipes.allows(sizeOf(entry.recipe))) entry.recipe = undefined;
  }

  /** What is known for a place now. */
  ask(target: Target): Found | undefined {
    for (const entry of this.#entries) {
      const found = this.rebased(entry, target);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** How many texts for the cursor's line, other than `entry`, the user has not written; those are counted that were made last. */
  missedOnLine(entry: Stored, { document, cursor }: Pick<Target, "document" | "cursor">): number {
    const lineStart = document.text.lastIndexOf("\n", cursor - 1) + 1;
    const others = this.#entries.filter((other) => other !== entry && other.uri === document.uri);
    const isElsewhere = ({ changes, cursor: begun }: Stored) => {
      const at = changes.since.mapOffset(begun, "before");
      return at < lineStart || at > cursor;
    };
    const end = others.findIndex(isElsewhere);
    return others.slice(0, end < 0 ? others.length : end).filter((other) => !agrees(other)).length;
  }

  /** What was answered last of all that still fits a place. */
  standing(target: Target): Shown | undefined {
    for (const entry of this.#entries) {
      const found = entry.shown === undefined ? undefined : this.rebased(entry, target);
      const edit = found?.kind === "ready" ? asNow(entry, entry.shown, target) : undefined;
      if (found?.kind === "ready" && edit !== undefined) return { found, edit };
    }
    return undefined;
  }

  /** Whether what somebody was answered with of an entry fits a place still. */
  isStanding(entry: Stored, target: Target): boolean {
    return entry.shown !== undefined && asNow(entry, entry.shown, target) !== undefined;
  }

  /** What an entry says of a place now; undefined when the edits since have left it behind. */
  rebased(entry: Stored, target: Target): Found | undefined {
    const { document, cursor, selected } = target;
    if (entry.uri !== document.uri || entry.selected?.text !== selected?.text) return undefined;
    const unchanged = isUnchanged(entry, target);
    if (selected !== undefined && !unchanged) return undefined;
    if (entry.none !== undefined) {
      const none = unchanged ? entry.none : stillNone(entry, target);
      return none && { kind: "none", entry, none };
    }
    const first = asNow(entry, wholeOf(entry), target);
    const others = entry.alternatives.flatMap((of) => {
      const edit = asNow(entry, of.edit, target);
      return edit === undefined ? [] : [{ edit, of }];
    });
    const isOther = first === undefined;
    const edit = first ?? others[0]?.edit;
    if (edit !== undefined) {
      const line = isOther ? undefined : asNow(entry, entry.line, target);
      return { kind: "ready", entry, edit, line, alternatives: others, isOther };
    }
    const grows = isGrowing(entry) && continuesAt(entry, cursor) && agrees(entry);
    return grows ? { kind: "growing", entry } : undefined;
  }
}

/** All that is known of a text, as an edit of the text that it was generated for. */
export function wholeOf({ edit, begun }: Stored): GeneratedEdit | undefined {
  return edit ?? begun?.edit;
}

function isUnchanged({ changes, cursor, selected }: Stored, target: Target): boolean {
  return changes.since.isEmpty && cursor === target.cursor && selected?.start === target.selected?.start;
}

/** Why nothing comes where a text that was given up is typed along. */
function stillNone(entry: Stored, { cursor }: Target): NoSuggestion | undefined {
  const { written, leastConfidence, selected, cursor: start } = entry;
  const [typed, another] = entry.changes.since.replacements;
  if (written === undefined || leastConfidence === undefined || selected !== undefined) return undefined;
  if (typed === undefined || another !== undefined || typed.start !== start || typed.end !== start) return undefined;
  if (cursor !== start + typed.text.length) return undefined;
  return toStillUnlikely(written, typed.text, leastConfidence);
}

/** An edit of an entry as it is at a place now. */
function asNow(entry: Stored, edit: GeneratedEdit | undefined, target: Target): GeneratedEdit | undefined {
  if (edit === undefined || isUnchanged(entry, target)) return edit;
  const fitted = tryRebase(edit, entry.changes.since, target.cursor);
  return fitted?.text === "" ? undefined : fitted;
}

/** Whether a generation may still become what the user is typing. */
export function agrees(entry: Stored): boolean {
  const { since } = entry.changes;
  if (since.isEmpty) return true;
  return entry.selected === undefined && agreesSoFar(textOf(entry), since, entry.cursor);
}

/** Whether a cursor stands where a generation goes on: at its place, or in what was written there since. */
export function continuesAt({ changes: { since }, cursor: start }: Stored, cursor: ModelOffset): boolean {
  return since.mapOffset(start, "before") <= cursor && cursor <= since.mapOffset(start, "after");
}

function textOf({ writing, written }: Stored): string {
  return written?.text ?? writing?.text ?? "";
}

/** More of it may come. */
function isGrowing({ writing, written }: Stored): boolean {
  return writing !== undefined && !writing.abortRequested && written?.end !== "aborted";
}
