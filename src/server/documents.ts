/** The client's open documents, mirrored: every change event becomes one `TextEdit`, and nothing gets lost in silence. */

import {
  type Connection,
  NotebookDocuments,
  type TextDocumentContentChangeEvent,
  TextDocuments,
} from "vscode-languageserver/node";
import { type Position, type Range, TextDocument } from "vscode-languageserver-textdocument";
import { must } from "../core/bug.ts";
import { MAX_DOCUMENT_LENGTH } from "../core/request/gate.ts";
import type { OpenDocument } from "../core/request/openDocuments.ts";
import { minimalEdit } from "../core/text/lineDiff.ts";
import type { RawOffset } from "../core/text/offsets.ts";
import { type EditStep, TextEdit } from "../core/text/textEdit.ts";

/** Where the mirrored documents go; offsets and texts are the documents' own. */
export interface DocumentSink {
  open(document: OpenDocument): void;
  change(uri: string, edit: TextEdit<"raw">, version: number): void;
  close(uri: string): void;
  textOf(uri: string): string;
}

/** One open document: the text for positions, and the edit that the last event made. */
export class Mirror {
  readonly uri: string;
  readonly languageId: string;
  #document: TextDocument;
  #edit: TextEdit<"raw"> | undefined;
  #broken: unknown;
  #whole = true;
  #tooLarge = false;

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.languageId = languageId;
    this.#document = TextDocument.create(uri, languageId, version, text);
    this.#refuseTooLarge();
  }

  /** Nothing is completed in it, and its text is not kept: it is "" until the client states a shorter one as a whole. */
  get isTooLarge(): boolean {
    return this.#tooLarge;
  }

  get version(): number {
    return this.#document.version;
  }

  get text(): string {
    return this.#document.getText();
  }

  get lineCount(): number {
    return this.#document.lineCount;
  }

  /** What went wrong in the last event; undefined while the mirror is right. */
  get broken(): unknown {
    return this.#broken;
  }

  /** The last event stated the whole text: whatever was wrong before is mended. */
  get isWhole(): boolean {
    return this.#whole;
  }

  /** From the text before the last event to the text now; undefined when it was taken already, or nothing happened. */
  takeEdit(): TextEdit<"raw"> | undefined {
    const edit = this.#edit;
    this.#edit = undefined;
    return edit;
  }

  /** A character behind the end of its line means the line's end, as LSP has it. */
  offsetAt(position: Position): RawOffset {
    return this.#document.offsetAt(position);
  }

  positionAt(offset: RawOffset): Position {
    return this.#document.positionAt(offset);
  }

  /**
   * Applies one event. Never throws, because the caller's caller would only log it: what goes wrong is kept in `broken`.
   */
  apply(changes: readonly TextDocumentContentChangeEvent[], version: number): this {
    try {
      this.#whole = false;
      const steps: EditStep[] = [];
      // One after the other: each change is relative to the text that the one before it left.
      for (const change of changes) {
        const range = "range" in change ? change.range : undefined;
        if (this.#tooLarge && range !== undefined) continue;
        this.#tooLarge = false;
        steps.push(...this.#toSteps(range, change.text));
        if (range === undefined) this.#whole = true;
        this.#document = TextDocument.update(this.#document, [change], version);
      }
      this.#edit = TextEdit.sequence(steps);
      this.#broken = undefined;
      this.#refuseTooLarge(version);
    } catch (error) {
      this.#broken = error;
    }
    return this;
  }

  #refuseTooLarge(version = this.version): void {
    if (this.text.length > MAX_DOCUMENT_LENGTH) this.#tooLarge = true;
    if (!this.#tooLarge) return;
    this.#document = TextDocument.create(this.uri, this.languageId, version, "");
    this.#edit = undefined;
  }

  /** A replacement (formatting, checkout, other line ends, a client that always sends all) is reduced to what differs. */
  #toSteps(range: Range | undefined, inserted: string): EditStep[] {
    const text = this.#document.getText();
    const ends = range ? [this.offsetAt(range.start), this.offsetAt(range.end)] : [0, text.length];
    const offset = Math.min(...ends);
    const replaced = text.slice(offset, Math.max(...ends));
    if (replaced === "" || inserted === "") return [{ offset, deleted: replaced.length, inserted }];
    // From the last to the first, so that none moves the place of another.
    return minimalEdit(replaced, inserted)
      .replacements.toReversed()
      .map(({ start, end, text }) => ({ offset: offset + start, deleted: end - start, inserted: text }));
  }
}

export interface ServerDocumentsOptions {
  readonly sink: DocumentSink;
  /** A document was opened or changed, and `sink` knows. */
  readonly onTouched: (mirror: Mirror) => void;
  /** The document counts as closed until the client sends its whole text again. */
  readonly onBroken: (uri: string, error: unknown) => void;
  /** Compares all copies of the text after every event. */
  readonly verify: boolean;
}

export class ServerDocuments {
  readonly #options: ServerDocumentsOptions;
  /** Those that `sink` has open. */
  readonly #open = new Map<string, Mirror>();
  readonly #tooLarge = new Set<string>();
  #notebooks: NotebookDocuments<Mirror> | undefined;
  readonly #documents = new TextDocuments<Mirror>({
    create: (uri, languageId, version, text) => new Mirror(uri, languageId, version, text),
    update: (mirror, changes, version) => mirror.apply(changes, version),
  });

  constructor(options: ServerDocumentsOptions) {
    this.#options = options;
    this.#documents.onDidOpen(({ document }) => this.#guard(document.uri, () => this.#opened(document)));
    // Comes after an opening too, with nothing to do then.
    this.#documents.onDidChangeContent(({ document }) => this.#guard(document.uri, () => this.#changed(document)));
    this.#documents.onDidClose(({ document }) => this.#guard(document.uri, () => this.#closed(document.uri)));
  }

  listen(connection: Connection): void {
    this.#documents.listen({
      onDidOpenTextDocument: (handler) => connection.onDidOpenTextDocument(handler),
      onDidChangeTextDocument: (handler) =>
        connection.onDidChangeTextDocument((event) => this.#guard(event.textDocument.uri, () => handler(event))),
      onDidCloseTextDocument: (handler) => connection.onDidCloseTextDocument(handler),
      onWillSaveTextDocument: (handler) => connection.onWillSaveTextDocument(handler),
      onWillSaveTextDocumentWaitUntil: (handler) => connection.onWillSaveTextDocumentWaitUntil(handler),
      onDidSaveTextDocument: (handler) => connection.onDidSaveTextDocument(handler),
    });
    this.#notebooks = new NotebookDocuments(this.#documents);
    this.#notebooks.listen(connection);
  }

  /** URIs of the cells above a notebook's cell, the nearest last; none for other documents. */
  cellsAbove(uri: string): readonly string[] {
    const cells = this.#notebooks?.findNotebookDocumentForCell(uri)?.cells.map(({ document }) => document) ?? [];
    return cells.slice(0, Math.max(0, cells.indexOf(uri)));
  }

  /** Undefined for a document that is not open, or whose mirror broke. */
  get(uri: string): Mirror | undefined {
    return this.#open.get(uri);
  }

  /** It is open at the client, and not kept here. */
  isTooLarge(uri: string): boolean {
    return this.#tooLarge.has(uri);
  }

  all(): Iterable<Mirror> {
    return this.#open.values();
  }

  #opened(mirror: Mirror): void {
    this.#closed(mirror.uri);
    if (mirror.isTooLarge) {
      this.#tooLarge.add(mirror.uri);
      return;
    }
    this.#options.sink.open({
      uri: mirror.uri,
      languageId: mirror.languageId,
      version: mirror.version,
      text: mirror.text,
    });
    this.#open.set(mirror.uri, mirror);
    this.#options.onTouched(mirror);
  }

  #changed(mirror: Mirror): void {
    const edit = mirror.takeEdit();
    if (mirror.isTooLarge !== this.#tooLarge.has(mirror.uri)) {
      this.#opened(mirror);
      return;
    }
    if (!this.#open.has(mirror.uri)) {
      if (mirror.isWhole && mirror.broken === undefined) this.#opened(mirror);
      return;
    }
    if (mirror.broken !== undefined) throw mirror.broken;
    if (edit === undefined) return;
    const { sink, verify } = this.#options;
    const before = verify ? sink.textOf(mirror.uri) : "";
    sink.change(mirror.uri, edit, mirror.version);
    if (verify) {
      must(edit.apply(before) === mirror.text, `the edit of version ${mirror.version} leads to another text`);
      must(sink.textOf(mirror.uri) === mirror.text, `version ${mirror.version} has two texts`);
    }
    this.#options.onTouched(mirror);
  }

  #closed(uri: string): void {
    this.#tooLarge.delete(uri);
    if (this.#open.delete(uri)) this.#options.sink.close(uri);
  }

  /** Errors here would be logged by the connection and forgotten, and the text would be wrong from then on. */
  #guard(uri: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#breakOff(uri, error);
    }
  }

  #breakOff(uri: string, error: unknown): void {
    this.#open.delete(uri);
    try {
      this.#options.sink.close(uri);
    } catch {
      // It may not have come to know the document at all; what matters is that it does not know it now.
    }
    this.#options.onBroken(uri, error);
  }
}
