/** What a grammar reads in place of a construct that it does not know. Pure. */

/** One such construct. */
export interface Reading {
  /** Global. It is tried on a short stretch of text only. */
  readonly pattern: RegExp;
  /** What is read; left out: blanks. What it leaves as it is was not meant. */
  readonly as?: (found: string) => string;
  /** It says little of a text that is all there: what is shown is not read so. */
  readonly isLoose?: true;
  /** The grammar may take it for something else at first and stop much later. */
  readonly isFar?: true;
}

/** Where a grammar stopped: the end of the last token that it took, and the first character of the one that it did not. */
export interface Stopped {
  readonly taken: number;
  readonly offset: number;
}

/** A construct begins at most so far in front of the place where the grammar stopped, and ends at most so far behind it. */
const REACH = 400;
/** What patterns are tried on, in UTF-16 units: their time has a bound. */
export const LONGEST_STRETCH = 2 * REACH;

/** Between a construct and the stop stand a few names and signs at most: a grammar may take its words for something else at first. */
const BETWEEN = /^(?:\s*(?:\w+|[^\w\s;{}])){0,3}\s*$/;

/** `text` with what stands at the stop, or a little in front of it, read otherwise, once for each place that may be meant. */
export function readOtherwise(
  text: string,
  { taken, offset }: Stopped,
  { pattern, as, isFar }: Reading,
): readonly string[] {
  const start = Math.max(0, offset - REACH);
  const near = text.slice(start, offset + REACH);
  const others: string[] = [];
  for (const { 0: found, index } of near.matchAll(pattern)) {
    const [from, to] = [start + index, start + index + found.length];
    if (from > offset && text.slice(offset, from).includes("\n")) break;
    const read = (as ?? blank)(found);
    if (read === found || (to < taken && !isFar && !BETWEEN.test(text.slice(to, taken)))) continue;
    others.push(text.slice(0, from) + read + text.slice(to));
  }
  return others.reverse();
}

/** As many spaces, on the same lines. */
export function blank(text: string): string {
  return text.replaceAll(/[^\n\r]/g, " ");
}

/** `word`, and spaces up to the length of what it stands for; longer than that only where this is shorter. */
export function named(word: string): (found: string) => string {
  return (found) => word + blank(found.slice(word.length));
}

/** The pattern of a word, or of a beginning of it that the text ends with: `safe` → `s(?:a(?:f(?:e)?)?)?$|safe\b`. */
export function begun(word: string): string {
  const begins = [...word].reduceRight((rest, character) => (rest === "" ? character : `${character}(?:${rest})?`), "");
  return `(?:${word}\\b|${begins}$)`;
}
