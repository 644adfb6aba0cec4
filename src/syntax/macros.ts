/** Where the preprocessor may make something else of a text than its grammar does. Pure. */

const MACRO = /\b[A-Z][A-Z\d_]{2,}|^[ \t]*#/m;

/** Whether the statement around `offset` has a word in capitals, which may stand for what the grammar misses, or is one of a directive. */
export function hasMacroNear(text: string, offset: number): boolean {
  const start = Math.max(0, ...[";", "{", "}"].map((sign) => text.lastIndexOf(sign, offset - 1)));
  const end = text.indexOf("\n", offset);
  return MACRO.test(text.slice(start, end === -1 ? text.length : end)) || isInDirective(text, offset);
}

/** A directive goes on behind a backslash at a line's end: a macro's body is no statement of the file. */
function isInDirective(text: string, offset: number): boolean {
  let start = text.lastIndexOf("\n", offset - 1) + 1;
  while (start > 0 && /\\\r?\n$/.test(text.slice(Math.max(0, start - 3), start)))
    start = text.lastIndexOf("\n", start - 2) + 1;
  return /^[^\S\n]*#/.test(text.slice(start, start + 200));
}
