/** The text as the model sees it, LF and no byte order mark, and the way back to the document's own text. */

import { must } from "../bug.ts";
import type { ModelOffset, RawOffset } from "./offsets.ts";
import { countWhile } from "./sortedSearch.ts";
import { type Replacement, TextEdit } from "./textEdit.ts";

const BYTE_ORDER_MARK = 0xfeff;

/** `raw` is the document's own text. */
export function toModelText(raw: string): ModelText {
  const plain = raw.indexOf("\r") < 0 && raw.charCodeAt(0) !== BYTE_ORDER_MARK;
  return new ModelText(plain ? { raw, text: raw, mark: 0, pairs: [], plain } : { raw, plain, ...convert(raw, 0) });
}

interface Parts {
  readonly raw: string;
  readonly text: string;
  /** Code units of the byte order mark that `raw` begins with. */
  readonly mark: 0 | 1;
  /** Offsets in `text` of the "\n" that are "\r\n" in `raw`, ascending. */
  readonly pairs: readonly number[];
  /** `raw` is `text` and has no "\r" at all: the usual case, in which nothing has to be done. */
  readonly plain: boolean;
}

export interface EditedModelText {
  readonly modelText: ModelText;
  readonly edit: TextEdit<"model">;
}

/** Immutable; made by `toModelText`. "Raw" offsets are in the document's own text, the others in the model's. */
export class ModelText {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What the model sees. A "\r" without "\n" stays. */
  get text(): string {
    return this.#parts.text;
  }

  /** The document's own text. */
  get raw(): string {
    return this.#parts.raw;
  }

  /** The document's line end: that of its first line; "\n" while there is none. */
  get eol(): "\n" | "\r\n" {
    const { pairs, text } = this.#parts;
    return pairs.length > 0 && pairs[0] === text.indexOf("\n") ? "\r\n" : "\n";
  }

  /** Between "\r" and "\n" counts as in front of the line end. Throws `BugError` outside of the text. */
  toModel(rawOffset: RawOffset): ModelOffset {
    const { raw, mark, pairs } = this.#parts;
    must(rawOffset >= 0 && rawOffset <= raw.length, `offset ${rawOffset} is outside of 0…${raw.length}`);
    const offset = Math.max(0, rawOffset - mark);
    // Pair i has its "\r" at pairs[i] + i: one more is gone for each pair to the left.
    return offset - countWhile(pairs.length, (index) => pairs[index]! + index < offset);
  }

  /** The first raw offset that `toModel` maps to `offset`, behind the byte order mark. Throws `BugError` outside of the text. */
  toRaw(offset: ModelOffset): RawOffset {
    const { text, mark, pairs } = this.#parts;
    must(offset >= 0 && offset <= text.length, `offset ${offset} is outside of 0…${text.length}`);
    return offset + mark + countWhile(pairs.length, (index) => pairs[index]! < offset);
  }

  /** `generated`, which has LF, with the document's own line ends. */
  toRawText(generated: string): string {
    return this.eol === "\n" ? generated : generated.replace(/\r?\n/g, "\r\n");
  }

  /** What an edit of the raw text makes of this, and the same edit in terms of the model's text. */
  withEdit(edit: TextEdit<"raw">): EditedModelText {
    const { raw, plain } = this.#parts;
    const after = edit.apply(raw);
    if (
      plain &&
      after.charCodeAt(0) !== BYTE_ORDER_MARK &&
      edit.replacements.every(({ text }) => text.indexOf("\r") < 0)
    )
      // Both texts are the same one.
      return {
        modelText: new ModelText({ ...this.#parts, raw: after, text: after }),
        edit: edit as TextEdit as TextEdit<"model">,
      };
    return this.#withWhole(wholeUnits(edit, raw), after);
  }

  /** `withEdit` for an edit that cuts no unit in two, in either text. */
  #withWhole(edit: TextEdit<"raw">, raw: string): EditedModelText {
    const old = this.#parts;
    const replacements: Replacement<"model">[] = [];
    const pairs: number[] = [];
    let mark = old.mark;
    let passed = 0;
    let delta = 0;
    for (const { start, end, text } of edit.replacements) {
      const from = this.toModel(start);
      const to = this.toModel(end);
      for (; passed < old.pairs.length && old.pairs[passed]! < from; passed++) pairs.push(old.pairs[passed]! + delta);
      while (passed < old.pairs.length && old.pairs[passed]! < to) passed++;
      const written = convert(text, start);
      if (start === 0) mark = written.mark;
      for (const pair of written.pairs) pairs.push(from + delta + pair);
      delta += written.text.length - (to - from);
      replacements.push({ start: from, end: to, text: written.text });
    }
    for (; passed < old.pairs.length; passed++) pairs.push(old.pairs[passed]! + delta);
    const modelEdit = new TextEdit(replacements);
    const text = modelEdit.apply(old.text);
    return { modelText: new ModelText({ raw, text, mark, pairs, plain: false }), edit: modelEdit };
  }
}

/** `piece` stands at `start` in a raw text; a byte order mark is one at the very start only. */
function convert(piece: string, start: number): { text: string; mark: 0 | 1; pairs: number[] } {
  const mark = start === 0 && piece.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const pairs: number[] = [];
  const lines = piece.slice(mark).split("\r\n");
  let length = -1;
  for (const line of lines) {
    length += line.length + 1;
    pairs.push(length);
  }
  pairs.pop();
  return { text: lines.join("\n"), mark, pairs };
}

/**
 * The same edit, widened where it cuts a unit ("\r\n", or the byte order mark at the start) of the text before or of the
 * text after it, so that each replacement can be converted on its own:
 *
 *     a\r|\nb   an "x" comes in:       not "" → "x"   but "\r\n" → "\rx\n"   two line ends instead of one
 *     a\r|b     a "\n" comes in:       not "" → "\n"  but "\r" → "\r\n"      the "\r" becomes part of the line end
 *     a\r|x|\nb the "x" is deleted:    not "x" → ""   but "\rx\n" → "\r\n"
 */
function wholeUnits(edit: TextEdit<"raw">, raw: string): TextEdit<"raw"> {
  return new TextEdit(
    edit.replacements.map((replacement) => {
      let { start, end, text } = replacement;
      if (start === 0 && raw.charCodeAt(end) === BYTE_ORDER_MARK && (end === 0 || text === "")) {
        text += raw[end];
        end += 1;
      }
      if (raw[start - 1] === "\r") {
        start -= 1;
        text = `\r${text}`;
      }
      if (raw[end] === "\n" && (raw[end - 1] === "\r" || text.endsWith("\r"))) {
        end += 1;
        text += "\n";
      }
      return { start, end, text };
    }),
  );
}
