/** The documents of a session as an editor would hold them: texts, the current one, cursor, undo and redo. */

import type { RawOffset } from "../core/text/offsets.ts";
import { type EditStep, TextEdit } from "../core/text/textEdit.ts";
import { UsageError } from "../system/usageError.ts";
import type { SessionStep } from "./session.ts";

/** What a step did to a document, for those who follow it. */
export interface DocumentChange {
  readonly path: string;
  readonly edit: TextEdit<"raw">;
  readonly version: number;
}

interface OpenedDocument {
  readonly languageId: string;
  text: string;
  version: number;
  cursor: RawOffset;
  /** Each entry leads back from the text that the step left. */
  readonly undo: TextEdit<"raw">[];
  readonly redo: TextEdit<"raw">[];
}

/** Throws `UsageError` for a step that does not fit the documents: nothing open, an unknown path, an offset outside. */
export class SessionDocuments {
  readonly #documents = new Map<string, OpenedDocument>();
  #current: string | undefined;

  get paths(): readonly string[] {
    return [...this.#documents.keys()];
  }

  /** Path of the document that steps without a path speak of. */
  get current(): string {
    if (this.#current === undefined) throw new UsageError('no document is open here; a session begins with "open"');
    return this.#current;
  }

  textOf(path: string): string {
    return this.#document(path).text;
  }

  versionOf(path: string): number {
    return this.#document(path).version;
  }

  /** UTF-16 offset in the current document. */
  get cursor(): RawOffset {
    return this.#document(this.current).cursor;
  }

  open(path: string, languageId: string, text: string): void {
    if (this.#documents.has(path)) throw new UsageError(`${path} is open already; "switch" goes to it`);
    this.#documents.set(path, { languageId, text, version: 1, cursor: 0, undo: [], redo: [] });
    this.#current = path;
  }

  switchTo(path: string): void {
    this.#document(path);
    this.#current = path;
  }

  close(path: string): void {
    this.#document(path);
    this.#documents.delete(path);
    if (this.#current === path) this.#current = undefined;
  }

  moveCursor(offset: RawOffset): void {
    const document = this.#document(this.current);
    if (offset > document.text.length)
      throw new UsageError(`offset ${offset} is behind the end of ${this.current} (${document.text.length})`);
    document.cursor = offset;
  }

  /** Does `changes` one after the other as one step to undo. */
  edit(changes: readonly EditStep[], path = this.current): DocumentChange {
    const document = this.#document(path);
    let length = document.text.length;
    for (const { offset, deleted, inserted } of changes) {
      if (offset + deleted > length)
        throw new UsageError(`a change from ${offset} to ${offset + deleted} does not fit ${path} (${length})`);
      length += inserted.length - deleted;
    }
    const edit = TextEdit.sequence(changes);
    document.undo.push(edit.inverse(document.text));
    document.redo.length = 0;
    this.#apply(document, edit);
    const last = changes.at(-1);
    if (last !== undefined) document.cursor = last.offset + last.inserted.length;
    return { path, edit, version: document.version };
  }

  /** Takes the last step of the current document back; undefined where there is none. */
  undo(): DocumentChange | undefined {
    const document = this.#document(this.current);
    return this.#swing(document, document.undo, document.redo);
  }

  redo(): DocumentChange | undefined {
    const document = this.#document(this.current);
    return this.#swing(document, document.redo, document.undo);
  }

  #swing(document: OpenedDocument, from: TextEdit<"raw">[], to: TextEdit<"raw">[]): DocumentChange | undefined {
    const edit = from.pop();
    if (edit === undefined) return undefined;
    to.push(edit.inverse(document.text));
    this.#apply(document, edit);
    return { path: this.current, edit, version: document.version };
  }

  #apply(document: OpenedDocument, edit: TextEdit<"raw">): void {
    document.text = edit.apply(document.text);
    document.version += 1;
    document.cursor = endOf(edit) ?? document.cursor;
  }

  #document(path: string): OpenedDocument {
    const document = this.#documents.get(path);
    if (document === undefined) throw new UsageError(`${path} is not open`);
    return document;
  }
}

/** Where the last replacement ends in the text after `edit`. */
function endOf(edit: TextEdit<"raw">): number | undefined {
  const last = edit.replacements.at(-1);
  return last === undefined ? undefined : last.end + edit.lengthDelta;
}

/**
 * What the steps before the first `accept` lead to: the steps behind it depend on what a model says. `onStep` hears of
 * each step before it is done.
 */
export function documentsAfter(
  trace: readonly SessionStep[],
  onStep?: (index: number, documents: SessionDocuments) => void,
): SessionDocuments {
  const documents = new SessionDocuments();
  for (const [index, step] of trace.entries()) {
    onStep?.(index, documents);
    if (step.kind === "accept") break;
    walk(documents, step);
  }
  return documents;
}

/** Carries out any step that needs no model; answers with what it changed in a text. */
export function walk(
  documents: SessionDocuments,
  step: Exclude<SessionStep, { kind: "accept" }>,
): DocumentChange | undefined {
  switch (step.kind) {
    case "open":
      documents.open(step.path, step.languageId, step.text);
      return undefined;
    case "edit":
      return documents.edit(step.changes, step.path);
    case "cursor":
    case "complete":
      documents.moveCursor(step.offset);
      return undefined;
    case "idle":
      return undefined;
    case "undo":
      return documents.undo();
    case "redo":
      return documents.redo();
    case "switch":
      documents.switchTo(step.path);
      return undefined;
    case "close":
      documents.close(step.path);
      return undefined;
    default:
      return step satisfies never;
  }
}
