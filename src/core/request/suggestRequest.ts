/** What an editor asks for, and what is made of it: a place, figures, and failures as outcomes. */

import { EngineFailure } from "../cache/engine.ts";
import type { Document } from "../prompt/document.ts";
import { ServerFailure } from "../remote/serverFailure.ts";
import type { RawOffset } from "../text/offsets.ts";
import type { Replacement } from "../text/textEdit.ts";
import type { Target } from "../writing/writer.ts";
import type { NoSuggestion } from "./outcome.ts";

export interface SuggestRequest {
  readonly uri: string;
  /** Cursor, UTF-16 offset in the document's own text. */
  readonly offset: RawOffset;
  /** Asked for by a command: nothing is withheld as unlikely, and alternatives are made. */
  readonly invoked: boolean;
  /**
   * By an editor whose user types: answered with the first line as soon as that is complete, and when the user pauses. Left
   * out: with the whole, at once.
   */
  readonly paced?: boolean;
  /** What will be held back as unlikely is written to its end all the same: the outcome has it. */
  readonly finishUnlikely?: boolean;
  /** The suggest widget's selected item: the suggestion must start with `text` in place of [start, end). */
  readonly selected?: Replacement<"raw">;
}

/** Throws what is no failure of the engine. */
export function failureOutcome(error: unknown): NoSuggestion {
  if (!(error instanceof EngineFailure)) throw error;
  const { message } = error;
  if (error instanceof ServerFailure && error.kind === "withheld")
    return { kind: "excluded", rule: message, reason: message };
  return { kind: "failed", message };
}

export function askedTarget(document: Document, { offset, selected }: SuggestRequest): Target {
  const cursor = document.model.toModel(offset);
  if (selected === undefined) return { document, cursor };
  const start = document.model.toModel(selected.start);
  const end = document.model.toModel(selected.end);
  return { document, cursor, selected: { start, end, text: selected.text } };
}
