/** The measure of a right suggestion: its first line. */

/** Up to the end of the first line that has text on it, without white space at line ends. */
export function firstLine(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const index = lines.findIndex((line) => line.trim() !== "");
  return lines
    .slice(0, index < 0 ? 1 : index + 1)
    .map((line) => line.trimEnd())
    .join("\n");
}

/** First line equal, trailing white space aside. */
export function isFirstLineExact(text: string, truth: string): boolean {
  return firstLine(text) === firstLine(truth);
}
