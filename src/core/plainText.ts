/** Texts that need no parser: what only goes on with the token before. Errors here cost a later question, no more. */

const LINE_COMMENTS: Readonly<Record<string, string | undefined>> = { python: "#", json: undefined };
const QUOTES: Readonly<Record<string, string>> = { rust: '"', json: '"', go: "\"'`", default: "\"'`" };

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
  const inside = endOf(line, languageId);
  if (inside === "comment") return COMMENT_GOES_ON.test(piece);
  if (inside === "string") return STRING_GOES_ON.test(piece);
  return WORD_GOES_ON.test(piece) && IN_WORD.test(line);
}

function endOf(line: string, languageId: string): "comment" | "string" | "code" {
  const comment = Object.hasOwn(LINE_COMMENTS, languageId) ? LINE_COMMENTS[languageId] : "//";
  const quotes = QUOTES[languageId] ?? QUOTES.default!;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (quote !== undefined) {
      if (character === "\\") at += 1;
      else if (character === quote) quote = undefined;
    } else if (comment !== undefined && line.startsWith(comment, at)) return "comment";
    else if (quotes.includes(character)) quote = character;
  }
  return quote === undefined ? "code" : "string";
}
