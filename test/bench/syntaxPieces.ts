/** Texts cut much as a vocabulary would cut them, where none is at hand. Pure. */

/** A space with what follows, words in pieces of at most six letters, signs in runs of at most three, line breaks with indentation. */
const PIECE = / ?[A-Za-z_]{1,6}|\d{1,3}|\r?\n[ \t]*| ?[^\sA-Za-z_\d]{1,3}| {1,8}|\t+|[\s\S]/g;

/** `text` in pieces like those of a vocabulary, none of them empty. */
export function toPieces(text: string): string[] {
  return text.match(PIECE) ?? [];
}
