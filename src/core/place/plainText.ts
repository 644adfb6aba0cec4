/** Texts that need no parser: what only goes on with the token before. Errors here cost a later question, no more. */

import { endOfLine, findLanguage } from "../languages/languages.ts";

const WORD_GOES_ON = /^[\p{L}\p{N}_$]+$/u;
const IN_WORD = /(?<![\p{L}\p{N}_$])[\p{L}_$][\p{L}\p{N}_$]*$/u;
const SPACE_GOES_ON = /^\s+$/;
const IN_SPACE = /(?:^|\s)$/;
/** Nothing that ends a string, escapes, or begins code inside of it. */
const STRING_GOES_ON = /^[^"'`\\\n\r${}]+$/;
const COMMENT_GOES_ON = /^[^\n\r]+$/;

/**
 * Whether `piece` only goes on with a word, white space, a string or a comment at the end of `before`. Of strings and
 * comments only those are known that begin on the last line of `before`.
 */
export function goesOnPlainly(before: string, piece: string, languageId: string): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (SPACE_GOES_ON.test(piece) && IN_SPACE.test(line)) return true;
  const inside = endOfLine(line, findLanguage(languageId)).in;
  if (inside === "comment") return COMMENT_GOES_ON.test(piece);
  if (inside === "string") return STRING_GOES_ON.test(piece);
  return WORD_GOES_ON.test(piece) && IN_WORD.test(line);
}
