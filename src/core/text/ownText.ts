/** Parts of texts that are kept for long. */

/** A part of a string keeps the whole string in memory; what is kept for long must not keep each version of a document. */
export function ownText(part: string): string {
  return ` ${part}`.slice(1);
}
