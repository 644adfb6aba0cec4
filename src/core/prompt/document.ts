/** One open document: its text, the text as the model sees it, and the tokens of the part that goes into prompts. */

import { must } from "../bug.ts";
import { DocumentExclusion, type Exclusion, pathOfUri } from "../excluded/excluded.ts";
import { headOf } from "../excluded/secretText.ts";
import { languageOfPath } from "../languages/languages.ts";
import { minimalEdit } from "../text/lineDiff.ts";
import { type ModelText, toModelText } from "../text/modelText.ts";
import type { ModelOffset, RawOffset } from "../text/offsets.ts";
import { ownText } from "../text/ownText.ts";
import { type Replacement, TextEdit } from "../text/textEdit.ts";
import { InstanceSource, type Tokenizer } from "../tokens/tokenizer.ts";
import { retokenize, type TokenText, tokenizeText } from "../tokens/tokenText.ts";
import type { Budget } from "./budget.ts";
import { planWindow, type Window } from "./window.ts";

/** Before anything was tokenized; code in Latin letters. */
const USUAL_CHARS_PER_TOKEN = 3.2;

/** The tokens of a window of the document, cut at the cursor. */
export interface TokenView {
  readonly tokens: TokenText;
  /** In model text. */
  readonly window: Window;
}

/** The tokens of all of the text, and what has changed since. */
interface WholeText {
  readonly tokens: TokenText;
  readonly tokenizer: Tokenizer;
  readonly instances: InstanceSource;
  since: TextEdit<"model">;
}

export class Document {
  readonly uri: string;
  /** What the editor calls the document's language. */
  readonly openedAs: string;
  /** The language whose rules hold: of a plain text the one that the file's name says. */
  readonly languageId: string;
  readonly #exclusion: DocumentExclusion;
  #version: number;
  #model: ModelText;
  /** In model text: where the cursor is, as far as is known. */
  #cursor: ModelOffset;
  /** Somebody has said where it is. */
  #isCursorTold = false;
  #single = true;
  #undone = false;
  #view: TokenView | undefined;
  /** Changes of the model text since `#view` was made. */
  #sinceView: TextEdit<"model"> = TextEdit.empty;
  #viewTokenizer: Tokenizer | undefined;
  #whole: WholeText | undefined;

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.openedAs = languageId;
    this.languageId = languageId === "plaintext" ? languageOfPath(pathOfUri(uri)) : languageId;
    this.#exclusion = new DocumentExclusion(uri, languageId);
    this.#version = version;
    this.#model = toModelText(text);
    this.#cursor = 0;
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
    this.#sinceView = this.#sinceView.compose(modelEdit);
    if (this.#whole !== undefined) this.#whole.since = this.#whole.since.compose(modelEdit);
    this.#cursor = this.#cursorAfter(modelEdit);
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
    if (this.#viewTokenizer !== tokenizer) this.#view = undefined;
    const old = this.#view;
    const carried = old && moveWindow(old.window, this.#sinceView);
    const window = planWindow({
      text: this.text,
      cursor,
      previous: carried,
      budget,
      charsPerToken: old ? charsPerToken(old.tokens) : USUAL_CHARS_PER_TOKEN,
    });
    const cut = cursor - window.start;
    const overlap = carried && window.start < carried.end && carried.start < window.end;
    const tokens =
      old && overlap
        ? retokenize(old.tokens, this.#editOfWindow(old, window), cut, tokenizer, instances).tokens
        : tokenizeText(ownText(this.text.slice(window.start, window.end)), cut, tokenizer, instances);
    this.#view = { tokens, window };
    this.#viewTokenizer = tokenizer;
    this.#sinceView = TextEdit.empty;
    return this.#view;
  }

  /** The tokens of all of the text, cut at `cursor` (model text), brought up to date with what changed since the last call. */
  whole(cursor: ModelOffset, tokenizer: Tokenizer): TokenText {
    const old = this.#whole?.tokenizer === tokenizer ? this.#whole : undefined;
    const instances = old?.instances ?? new InstanceSource();
    const tokens =
      old === undefined
        ? tokenizeText(this.text, cursor, tokenizer, instances)
        : retokenize(old.tokens, old.since, cursor, tokenizer, instances).tokens;
    this.#whole = { tokens, tokenizer, instances, since: TextEdit.empty };
    return tokens;
  }

  /** From the old window's text to the new one's: what the user changed, then what enters and leaves at both ends. */
  #editOfWindow(old: TokenView, window: Window): TextEdit<"window"> {
    const inside = clip(this.#sinceView, old.window);
    if (inside === undefined) return minimalEdit(old.tokens.text, this.text.slice(window.start, window.end));
    const carried = moveWindow(old.window, this.#sinceView);
    return inside.compose(moveEnds(this.text, carried, window));
  }
}

/** An editor that closes a bracket or a quote by itself leaves the cursor between the two. */
function endsInPair(inserted: string): boolean {
  return /(?:\(\)|\[\]|\{\}|""|''|``)$/.test(inserted);
}

function charsPerToken(tokens: TokenText): number {
  const count = tokens.segments.reduce((sum, segment) => sum + segment.ids.length, 0);
  return count < 50 ? USUAL_CHARS_PER_TOKEN : tokens.text.length / count;
}

/** The window around the same text after an edit; text inserted at its very ends is inside. */
function moveWindow(window: Window, edit: TextEdit<"model">): Window {
  return { start: edit.mapOffset(window.start, "before"), end: edit.mapOffset(window.end, "after") };
}

/** The part of an edit inside a window, in the window's offsets; undefined when a replacement crosses an end. */
function clip(edit: TextEdit<"model">, window: Window): TextEdit<"window"> | undefined {
  const inside: Replacement<"window">[] = [];
  for (const { start, end, text } of edit.replacements) {
    if (end < window.start || start > window.end) continue;
    if (start < window.start || end > window.end) return undefined;
    inside.push({ start: start - window.start, end: end - window.start, text });
  }
  return TextEdit.of(inside);
}

/** Moves a window's ends over the same text: an edit of the window's text that deletes or adds at the front and the back. */
function moveEnds(text: string, from: Window, to: Window): TextEdit<"window"> {
  const length = from.end - from.start;
  const front: Replacement<"window"> =
    to.start >= from.start
      ? { start: 0, end: to.start - from.start, text: "" }
      : { start: 0, end: 0, text: ownText(text.slice(to.start, from.start)) };
  const back: Replacement<"window"> =
    to.end <= from.end
      ? { start: length - (from.end - to.end), end: length, text: "" }
      : { start: length, end: length, text: ownText(text.slice(from.end, to.end)) };
  return TextEdit.of([front, back]);
}
