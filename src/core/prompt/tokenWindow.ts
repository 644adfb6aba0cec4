/** The tokens of a part of a document, brought up to date with the document and with where the part is. */

import { minimalEdit } from "../text/lineDiff.ts";
import type { ModelOffset } from "../text/offsets.ts";
import { ownText } from "../text/ownText.ts";
import { type Replacement, TextEdit } from "../text/textEdit.ts";
import type { InstanceSource, Tokenizer } from "../tokens/tokenizer.ts";
import { countTokens, retokenize, type TokenText, tokenizeText } from "../tokens/tokenText.ts";
import type { Window } from "./window.ts";

/** Before anything was tokenized; code in Latin letters. */
const USUAL_CHARS_PER_TOKEN = 3.2;
const LEAST_COUNTED = 50;

/** The tokens of a window of the document, cut at the cursor. */
export interface TokenView {
  readonly tokens: TokenText;
  /** In model text. */
  readonly window: Window;
}

export interface TokenWindowRequest {
  readonly text: string;
  readonly cursor: ModelOffset;
  readonly tokenizer: Tokenizer;
  readonly instances: InstanceSource;
  /** `previous`: where the last window's text is now; undefined: there is none. */
  readonly plan: (previous: Window | undefined, charsPerToken: number) => Window;
}

export class TokenWindow {
  #view: TokenView | undefined;
  /** Changes of the document since `#view` was made. */
  #since: TextEdit<"model"> = TextEdit.empty;
  #tokenizer: Tokenizer | undefined;

  /** The next one begins anew. */
  forget(): void {
    this.#view = undefined;
    this.#since = TextEdit.empty;
  }

  change(edit: TextEdit<"model">): void {
    if (this.#view !== undefined) this.#since = this.#since.compose(edit);
  }

  bring({ text, cursor, tokenizer, instances, plan }: TokenWindowRequest): TokenView {
    const old = this.#tokenizer === tokenizer ? this.#view : undefined;
    const carried = old && moveWindow(old.window, this.#since);
    const window = plan(carried, old === undefined ? USUAL_CHARS_PER_TOKEN : charsPerToken(old.tokens));
    const cut = cursor - window.start;
    const overlap = carried && window.start < carried.end && carried.start < window.end;
    const tokens =
      old && overlap
        ? retokenize(old.tokens, this.#editOf(old, { carried, window, text }), cut, tokenizer, instances).tokens
        : tokenizeText(ownText(text.slice(window.start, window.end)), cut, tokenizer, instances);
    this.#view = { tokens, window };
    this.#tokenizer = tokenizer;
    this.#since = TextEdit.empty;
    return this.#view;
  }

  /** From the old window's text, which is `carried` now, to the new one's: what the user changed, then what enters and leaves at both ends. */
  #editOf(
    old: TokenView,
    { carried, window, text }: { readonly carried: Window; readonly window: Window; readonly text: string },
  ): TextEdit<"window"> {
    const inside = clip(this.#since, old.window);
    if (inside === undefined) return minimalEdit(old.tokens.text, text.slice(window.start, window.end));
    return inside.compose(moveEnds(text, carried, window));
  }
}

function charsPerToken(tokens: TokenText): number {
  const count = countTokens(tokens);
  return count < LEAST_COUNTED ? USUAL_CHARS_PER_TOKEN : tokens.text.length / count;
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
