/** Everything that was generated, kept as edits of the texts it was generated for, and asked with the edits since. */

import type { Target } from "./engineSession.ts";
import type { Generation } from "./generation.ts";
import { shrink } from "./lineDiff.ts";
import type { NoSuggestion } from "./outcome.ts";
import { agreesSoFar, tryRebase } from "./rebase.ts";
import type { GeneratedEdit } from "./suggestion.ts";
import type { TextEdit } from "./textEdit.ts";

/** More than this at once is not asked for again. */
const MAX_ENTRIES = 64;
/** A text that was changed in more places has moved on. */
const MAX_EDITS_SINCE = 16;

/** One generation and what became of it. Offsets are of model text. */
export interface Stored {
  readonly uri: string;
  /** The request it was started for. */
  readonly number: number;
  /** The text it was generated for, and the cursor there. */
  readonly before: string;
  readonly cursor: number;
  /** The suggest widget's item at that time. */
  readonly selected: Target["selected"];
  readonly generation: Generation;
  /** All changes of the text since. */
  since: TextEdit;
  /** The suggestion as an edit of `before`; undefined while it is being generated, or when there is none. */
  edit: GeneratedEdit | undefined;
  /** Others for the same place, that differ from their first token on. */
  alternatives: readonly GeneratedEdit[];
  /** Why there is no suggestion, when there is none. */
  none: NoSuggestion | undefined;
  /** Requests waiting for it now. */
  waiters: number;
}

export type Found =
  | {
      readonly kind: "ready";
      readonly entry: Stored;
      readonly edit: GeneratedEdit;
      readonly alternatives: readonly GeneratedEdit[];
    }
  /** Known to have no suggestion here. */
  | { readonly kind: "none"; readonly entry: Stored }
  | { readonly kind: "growing"; readonly entry: Stored };

export class SuggestionStore {
  /** The newest first. */
  #entries: Stored[] = [];

  add(entry: Stored): void {
    this.#entries = [entry, ...this.#entries].slice(0, MAX_ENTRIES);
  }

  remove(entry: Stored): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }

  /** `edit` of the model text. */
  changed(uri: string, edit: TextEdit): void {
    for (const entry of this.#entries)
      if (entry.uri === uri) entry.since = shrink(entry.since.compose(edit), entry.before);
    this.#entries = this.#entries.filter((entry) => entry.since.replacements.length <= MAX_EDITS_SINCE);
  }

  forget(uri: string): void {
    this.#entries = this.#entries.filter((entry) => entry.uri !== uri);
  }

  clear(): void {
    this.#entries = [];
  }

  /** What is known for a place now. */
  ask(target: Target): Found | undefined {
    for (const entry of this.#entries) {
      const found = this.rebased(entry, target);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What an entry says of a place now; undefined when the edits since have left it behind. */
  rebased(entry: Stored, { document, cursor, selected }: Target): Found | undefined {
    if (entry.uri !== document.uri || entry.selected?.text !== selected?.text) return undefined;
    const unchanged = entry.since.isEmpty && entry.cursor === cursor && entry.selected?.start === selected?.start;
    if (selected !== undefined && !unchanged) return undefined;
    if (entry.none !== undefined) return unchanged ? { kind: "none", entry } : undefined;
    if (entry.edit === undefined)
      return isGrowing(entry) && continuesAt(entry, cursor) && agrees(entry) ? { kind: "growing", entry } : undefined;
    const edit = unchanged ? entry.edit : tryRebase(entry.edit, entry.since, cursor);
    if (edit === undefined || edit.text === "") return undefined;
    const alternatives = entry.alternatives.flatMap((other) =>
      unchanged ? [other] : (tryRebase(other, entry.since, cursor) ?? []),
    );
    return { kind: "ready", entry, edit, alternatives };
  }
}

/** Whether a generation may still become what the user is typing. */
export function agrees(entry: Stored): boolean {
  if (entry.since.isEmpty) return true;
  return entry.selected === undefined && agreesSoFar(entry.generation.text, entry.since, entry.cursor);
}

/** Whether a cursor stands where a generation goes on: at its place, or in what was written there since. */
export function continuesAt({ since, cursor: start }: Stored, cursor: number): boolean {
  return since.mapOffset(start, "before") <= cursor && cursor <= since.mapOffset(start, "after");
}

function isGrowing({ generation }: Stored): boolean {
  return generation.state !== "aborted" && !generation.abortRequested;
}
