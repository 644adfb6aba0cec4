/** A request from its arrival to its outcome: documents, folding changes into the cache, generating, the store. */

import { BugError } from "./bug.ts";
import type { Clock } from "./clock.ts";
import type { Engine } from "./engine.ts";
import type { Outcome } from "./outcome.ts";
import type { Settings } from "./settings.ts";
import type { TextEdit } from "./textEdit.ts";
import type { TraceSink } from "./trace.ts";

export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

export interface SuggestRequest {
  readonly uri: string;
  /** Cursor, UTF-16 offset in the document's own text. */
  readonly offset: number;
  /** Asked for by a command: nothing is withheld as unlikely, and alternatives are made. */
  readonly invoked: boolean;
  /** The suggest widget's selected item: the suggestion must start with `text` in place of [start, end). */
  readonly selected?: { readonly start: number; readonly end: number; readonly text: string };
}

export interface PipelineOptions {
  readonly clock: Clock;
  readonly trace: TraceSink;
  readonly settings: Settings;
}

/**
 * All methods but `suggest` and `settle` return at once. Offsets are in the documents' own text.
 * Throws `BugError` for an unknown uri or an offset outside of the text.
 */
export class Pipeline {
  constructor(_options: PipelineOptions) {}
  /** The engine to use from now on; undefined with the reason while there is none. The pipeline never disposes it. */
  setEngine(_engine: Engine | undefined, _reason: string): void {}
  setSettings(_settings: Settings): void {}
  open(_document: OpenDocument): void {}
  /** `edit` leads from the text so far to the text at `version`. `reason`: what the editor says the change was. */
  change(_uri: string, _edit: TextEdit, _version: number): void {}
  /** The last change of `uri` was an undo or a redo: nothing is suggested until the next change. */
  undone(_uri: string): void {}
  close(_uri: string): void {}
  /** Where the cursor is; `single` is false with several cursors or a selection. Optional: without it the end of the last edit counts. */
  cursor(_uri: string, _offset: number, _single: boolean): void {}
  focus(_focused: boolean): void {}
  textOf(_uri: string): string {
    throw new BugError("not there yet");
  }
  /** Never rejects for a foreseeable reason: every request ends in one outcome. */
  async suggest(_request: SuggestRequest, _signal: AbortSignal): Promise<Outcome> {
    throw new BugError("not there yet");
  }
  /** Resolves when nothing runs: folding done, generations ended. */
  async settle(): Promise<void> {}
  dispose(): void {}
}
