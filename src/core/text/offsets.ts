/**
 * Whose offset is it? One place of a document has several numbers: in the document's own text, in the text as the model sees
 * it, in a part of that. The types here keep them apart; when the program runs, they are plain numbers.
 *
 * A plain number, from a literal or from arithmetic, is accepted as an offset of any text. An offset of one text is not
 * accepted as one of another. The same holds for edits, which are lists of offsets.
 */

/** `raw`: the document's own. `model`: with LF and without a byte order mark. `near`: the part of it that the rules look at. `window`: the part of it that goes into the prompt. */
export type TextName = "raw" | "model" | "near" | "window";

declare const text: unique symbol;

/** UTF-16 code units from the start of the named text. */
export type Offset<Of extends TextName = TextName> = number & { readonly [text]?: Of };

export type RawOffset = Offset<"raw">;
export type ModelOffset = Offset<"model">;
