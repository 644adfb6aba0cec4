/** The line that an offset of a text with LF is in, counted from 0. Reads nothing behind it. */
export function lineNumberAt(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
