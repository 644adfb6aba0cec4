/** One open document: its text, the text as the model sees it, and the tokens of the part that goes into prompts. */

import { must } from "../bug.ts";
import { DocumentExclusion, type Exclusion, pathOfUri } from "../excluded/excluded.ts";
import { headOf } from "../excluded/secretText.ts";
import { languageOfPath } from "../languages/languages.ts";
import { type ModelText, toModelText } from "../text/modelText.ts";
import type { ModelOffset, RawOffset } from "../text/offsets.ts";
import type { TextEdit } from "../text/textEdit.ts";
import { InstanceSource, type Tokenizer } from "../tokens/tokenizer.ts";
import type { Budget } from "./budget.ts";
import type { CellAbove } from "./cellsAbove.ts";
import { type TokenView, TokenWindow } from "./tokenWindow.ts";
import { growWindow, planWindow } from "./window.ts";

/** UTF-16 units on either side of the cursor that are tokenized for what is looked up in a document. */
const AROUND_CHARS = 30_000;
/** So many of them at once on either side: the next call goes on. */
const AROUND_STEP = 5000;

export class Document {
  readonly uri: string;
  /** What the editor calls the document's language. */
  readonly openedAs: string;
  /** The language whose rules hold: of a plain text the one that the file's name says. */
  readonly languageId: string;
  /** Of a notebook's cell: those above it, the nearest last, as they are now. */
  readonly #cellsAbove: () => readonly CellAbove[];
  readonly #exclusion: DocumentExclusion;
  #version: number;
  #model: ModelText;
  /** In model text: where the cursor is, as far as is known. */
  #cursor: ModelOffset;
  /** In model text: where the last change ended, for each of its parts. */
  #changedAt: readonly ModelOffset[] = [];
  /** Somebody has said where it is. */
  #isCursorTold = false;
  #single = true;
  #undone = false;
  readonly #view = new TokenWindow();
  readonly #around = new TokenWindow();
  readonly #aroundInstances = new InstanceSource();

  constructor(
    uri: string,
    languageId: string,
    version: number,
    text: string,
    cellsAbove: () => readonly CellAbove[] = () => [],
  ) {
    this.uri = uri;
    this.#cellsAbove = cellsAbove;
    this.openedAs = languageId;
    this.languageId = languageId === "plaintext" ? languageOfPath(pathOfUri(uri)) : languageId;
    this.#exclusion = new DocumentExclusion(uri, languageId);
    this.#version = version;
    this.#model = toModelText(text);
    this.#cursor = 0;
  }

  get cellsAbove(): readonly CellAbove[] {
    return this.#cellsAbove();
  }

  get version(): number {
    return this.#version;
  }

  /** The document's own text. */
  get raw(): string {
    return this.#model.raw;
  }

  /** The text as the model sees it. */
  get text(): string {
    return this.#model.text;
  }

  get model(): ModelText {
    return this.#model;
  }

  get cursor(): ModelOffset {
    return this.#cursor;
  }

  /** In model text: where somebody may be writing, the cursor among them where it is known. The lines there may be half written. */
  get writtenAt(): readonly ModelOffset[] {
    return this.#isCursorTold ? [this.#cursor, ...this.#changedAt] : this.#changedAt;
  }

  get single(): boolean {
    return this.#single;
  }

  /** The last change was an undo or a redo. */
  get undone(): boolean {
    return this.#undone;
  }

  /** Of the line around an offset of the document's own text. */
  lineLengthAt(offset: RawOffset): number {
    const start = this.raw.lastIndexOf("\n", offset - 1) + 1;
    const end = this.raw.indexOf("\n", offset);
    return (end < 0 ? this.raw.length : end) - start;
  }

  /** Why nothing of it may reach the model, as its text is now; `globs` are the user's. */
  exclusion(globs: readonly string[]): Exclusion | undefined {
    return this.#exclusion.find(headOf(this.raw), globs);
  }

  /** Applies an edit of the document's own text; answers with the same edit of the model's text. */
  change(edit: TextEdit<"raw">, version: number): TextEdit<"model"> {
    const { modelText, edit: modelEdit } = this.#model.withEdit(edit);
    this.#model = modelText;
    this.#version = version;
    this.#undone = false;
    this.#view.change(modelEdit);
    if (insertedBy(modelEdit) > AROUND_STEP) this.#around.forget();
    else this.#around.change(modelEdit);
    this.#cursor = this.#cursorAfter(modelEdit);
    this.#changedAt = modelEdit.replacements.map(({ end }) => modelEdit.mapOffset(end, "after"));
    return modelEdit;
  }

  /**
   * Who types is at the cursor. What changes elsewhere (an import that a completion brings along, a formatter, another
   * program) leaves it where it is; so the cache need not go there and back.
   */
  #cursorAfter(edit: TextEdit<"model">): ModelOffset {
    const atCursor = edit.replacements.find(({ start, end }) => start <= this.#cursor && this.#cursor <= end);
    const typed = atCursor ?? (this.#isCursorTold ? undefined : edit.replacements.at(-1));
    if (typed === undefined) return edit.mapOffset(this.#cursor, "after");
    return edit.mapOffset(typed.end, "after") - (endsInPair(typed.text) ? 1 : 0);
  }

  markUndone(): void {
    this.#undone = true;
  }

  /** `offset` in the document's own text. */
  setCursor(offset: RawOffset, single: boolean): void {
    must(offset >= 0 && offset <= this.raw.length, `cursor at ${offset} in ${this.raw.length} characters`);
    this.#cursor = this.#model.toModel(offset);
    this.#isCursorTold = true;
    this.#single = single;
  }

  /** The tokens around `cursor` (model text), brought up to date with everything that changed since the last call. */
  view(cursor: ModelOffset, budget: Budget, tokenizer: Tokenizer, instances: InstanceSource): TokenView {
    const { text } = this;
    return this.#view.bring({
      ...{ text, cursor, tokenizer, instances },
      plan: (previous, charsPerToken) => planWindow({ text, cursor, previous, budget, charsPerToken }),
    });
  }

  /** The tokens of more around `cursor` (model text) than a prompt has room for: at each call of some more. */
  around(cursor: ModelOffset, tokenizer: Tokenizer): TokenView {
    const { text } = this;
    return this.#around.bring({
      ...{ text, cursor, tokenizer, instances: this.#aroundInstances },
      plan: (previous) => growWindow({ text, cursor, previous, step: AROUND_STEP, most: AROUND_CHARS }),
    });
  }
}

/** UTF-16 units. */
function insertedBy({ replacements }: TextEdit<"model">): number {
  return replacements.reduce((sum, { text }) => sum + text.length, 0);
}

/** An editor that closes a bracket or a quote by itself leaves the cursor between the two. */
function endsInPair(inserted: string): boolean {
  return /(?:\(\)|\[\]|\{\}|""|''|``)$/.test(inserted);
}
