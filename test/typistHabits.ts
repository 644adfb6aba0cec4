/** What hands and editors do: keys side by side, brackets that close, indentation. */

import type { EditStep } from "../src/core/text/textEdit.ts";
import type { Random } from "./random.ts";

/** Typed first and found to be wrong. */
export const WRONG_WORDS = ["value", "result", "items", "this", "name", "none", "index", "get", "return "];

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/** A letter that a finger hits beside `letter`; its case is kept. */
export function neighbourKey(letter: string, random: Random): string {
  const lower = letter.toLowerCase();
  const row = ROWS.find((keys) => keys.includes(lower)) ?? ROWS[1]!;
  const index = row.indexOf(lower);
  const neighbours = [row[index - 1], row[index + 1]].filter((key) => key !== undefined);
  const key = random.pick(neighbours);
  return lower === letter ? key : key.toUpperCase();
}

const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`" };

export function closerFor(opener: string): string | undefined {
  return CLOSERS[opener];
}

/** One level of indentation as the text has it; four spaces where it has none. */
export function indentUnitOf(text: string): string {
  const indents = [...text.matchAll(/^([ \t]+)\S/gm)].map((match) => match[1]!);
  if (indents.some((indent) => indent.startsWith("\t"))) return "\t";
  const widths = indents.map((indent) => indent.length).filter((width) => width > 1);
  return " ".repeat(widths.length === 0 ? 4 : Math.min(...widths, 8));
}

/** What taking the next word of a suggestion takes. Never empty. */
export function acceptedWord(text: string): string {
  return /^\s*(?:[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_])/u.exec(text)?.[0] ?? text;
}

/** The change without what stays the same at both ends: nobody types that. Characters and line breaks stay whole. */
export function trimmed(text: string, { offset, deleted, inserted }: EditStep): EditStep {
  const old = text.slice(offset, offset + deleted);
  const most = Math.min(old.length, inserted.length);
  let front = 0;
  while (front < most && old[front] === inserted[front]) front += 1;
  while (front > 0 && (splits(old, front) || splits(inserted, front))) front -= 1;
  let back = 0;
  while (back < most - front && old[old.length - 1 - back] === inserted[inserted.length - 1 - back]) back += 1;
  while (back > 0 && (splits(old, old.length - back) || splits(inserted, inserted.length - back))) back -= 1;
  return {
    offset: offset + front,
    deleted: deleted - front - back,
    inserted: inserted.slice(front, inserted.length - back),
  };
}

/** Whether a cut at `index` goes through a surrogate pair or a CRLF. */
function splits(text: string, index: number): boolean {
  return /^(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n)$/.test(text.slice(Math.max(index - 1, 0), index + 1));
}
