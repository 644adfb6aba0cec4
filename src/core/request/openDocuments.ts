/** The open documents, and who reads them beside their requests. */

import { BugError } from "../bug.ts";
import type { CellAbove } from "../prompt/cellsAbove.ts";
import { Document } from "../prompt/document.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import type { PrecedentKeeper } from "../writing/precedents.ts";

type DocumentReader = Pick<PrecedentKeeper, "changed" | "closed">;

export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

export class OpenDocuments {
  readonly #documents = new Map<string, Document>();
  readonly #settings: Pick<SettingsInForce, "now">;
  readonly #readers: readonly DocumentReader[];
  readonly #cellsAbove: (uri: string) => readonly string[];

  /** `cellsAbove`: URIs of what stands above a notebook's cell, the nearest last. */
  constructor(
    settings: Pick<SettingsInForce, "now">,
    readers: readonly (DocumentReader | undefined)[],
    cellsAbove: (uri: string) => readonly string[] = () => [],
  ) {
    this.#cellsAbove = cellsAbove;
    this.#settings = settings;
    this.#readers = readers.filter((reader) => reader !== undefined);
  }

  open({ uri, languageId, version, text }: OpenDocument): Document {
    const opened = new Document(uri, languageId, version, text, () => this.#readAbove(uri));
    this.#documents.set(uri, opened);
    return opened;
  }

  /** Cells of the same language that may be read: prose and shell commands are another text. */
  #readAbove(uri: string): readonly CellAbove[] {
    const languageId = this.#documents.get(uri)?.languageId;
    return this.#cellsAbove(uri).flatMap((other) => {
      const cell = this.#documents.get(other);
      return cell?.languageId === languageId && !this.isExcluded(other) ? [{ uri: other, text: cell!.text }] : [];
    });
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    for (const reader of this.#readers) reader.closed(uri);
  }

  clear(): void {
    this.#documents.clear();
  }

  /** Throws `BugError` for one that is not open. */
  get(uri: string): Document {
    const document = this.#documents.get(uri);
    if (document === undefined) throw new BugError(`no open document ${uri}`);
    return document;
  }

  has(document: Document): boolean {
    return this.#documents.get(document.uri) === document;
  }

  /** Nothing of the document may reach the model, for its name, its place or its first lines. */
  isExcluded(uri: string): boolean {
    return this.get(uri).exclusion(this.#settings.now.exclude) !== undefined;
  }

  /** The readers hear that its text is another. What is excluded is not read there either. */
  tell(uri: string): void {
    const read = () => (this.#documents.has(uri) && !this.isExcluded(uri) ? this.get(uri).text : undefined);
    for (const reader of this.#readers) reader.changed(uri, read, () => this.#documents.get(uri)?.writtenAt ?? []);
  }
}
