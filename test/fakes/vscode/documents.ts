/** Open documents and the editors on them. */

import { Position, Range, Selection, Uri } from "./values.ts";

export interface FakeChange {
  readonly range: Range;
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

export class FakeDocument {
  readonly uri: Uri;
  readonly languageId: string;
  version = 1;
  readonly eol = 1;
  readonly isClosed = false;
  #text: string;
  /** Split once for each text, as an editor keeps it: long documents are asked for many lines. */
  #lines: readonly string[] | undefined;
  /** How often the whole text was read. */
  reads = 0;

  constructor(uri: string, languageId: string, text: string) {
    this.uri = Uri.parse(uri);
    this.languageId = languageId;
    this.#text = text;
  }

  get fileName(): string {
    return this.uri.fsPath;
  }

  get lineCount(): number {
    return this.#allLines().length;
  }

  getText(): string {
    this.reads++;
    return this.#text;
  }

  lineAt(line: number): { readonly text: string } {
    return { text: this.#allLines()[line] ?? "" };
  }

  #allLines(): readonly string[] {
    this.#lines ??= this.#text.split("\n");
    return this.#lines;
  }

  positionAt(offset: number): Position {
    const before = this.#text.slice(0, offset).split("\n");
    return new Position(before.length - 1, before.at(-1)!.length);
  }

  /** Replaces `deleted` characters at `offset`; answers with the change as the editor tells it. */
  replace(offset: number, deleted: number, inserted: string): FakeChange {
    const range = new Range(this.positionAt(offset), this.positionAt(offset + deleted));
    this.#text = this.#text.slice(0, offset) + inserted + this.#text.slice(offset + deleted);
    this.#lines = undefined;
    this.version++;
    return { range, rangeOffset: offset, rangeLength: deleted, text: inserted };
  }
}

export class FakeEditor {
  readonly document: FakeDocument;
  selections: readonly Selection[];

  constructor(document: FakeDocument) {
    this.document = document;
    this.selections = [caret(0, 0)];
  }

  get selection(): Selection {
    return this.selections[0]!;
  }
}

export function caret(line: number, character: number): Selection {
  return new Selection(new Position(line, character), new Position(line, character));
}
