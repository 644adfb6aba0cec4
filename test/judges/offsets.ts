/** Places as foreign tools name them → UTF-16 offsets. Pure. */

/** `byte` counts in UTF-8. */
export function offsetOfByte(text: string, byte: number): number {
  return Buffer.from(text, "utf8").subarray(0, byte).toString("utf8").length;
}

/** The start of a line, counted from 1; the end of the text for lines behind it. */
export function offsetOfLine(text: string, line: number): number {
  let start = 0;
  for (let count = 1; count < line; count += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return start;
}

/** Line and column counted from 1, the column in bytes of UTF-8. */
export function offsetOfPlace(text: string, line: number, column: number): number {
  const start = offsetOfLine(text, line);
  return start + offsetOfByte(text.slice(start), column - 1);
}
