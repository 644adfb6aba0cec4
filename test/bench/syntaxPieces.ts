/** Texts cut as a vocabulary would cut them, and texts with a certain mistake in them. Pure. */

import type { Random } from "../random.ts";

/** A space with what follows, words in pieces of at most six letters, signs in runs of at most three, line breaks with indentation. */
const PIECE = / ?[A-Za-z_]{1,6}|\d{1,3}|\r?\n[ \t]*| ?[^\sA-Za-z_\d]{1,3}| {1,8}|\t+|[\s\S]/g;

/** `text` in pieces like those of a vocabulary, none of them empty. */
export function toPieces(text: string): string[] {
  return text.match(PIECE) ?? [];
}

/** A text that no continuation makes right, and where it went wrong. */
export interface Damaged {
  readonly kind: "closer" | "lineBreak" | "indentation";
  readonly text: string;
}

/** A token of a clean file. */
export interface Leaf {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const OTHER_CLOSER: Readonly<Record<string, string>> = { ")": "]", "]": "}", "}": ")" };

/** A closing bracket that becomes another kind; `leaves` are the file's tokens, so that strings and comments stay whole. */
export function breakCloser(text: string, leaves: readonly Leaf[], random: Random): Damaged | undefined {
  const closers = leaves.filter(({ type, start, end }) => type in OTHER_CLOSER && end - start === 1);
  if (closers.length === 0) return undefined;
  const { type, start } = random.pick(closers);
  return { kind: "closer", text: `${text.slice(0, start)}${OTHER_CLOSER[type]}${text.slice(start + 1, start + 2)}` };
}

/** A line break in the middle of a string that has none; `isOneLine` tells which leaves are such strings. */
export function breakString(
  text: string,
  leaves: readonly Leaf[],
  { random, isOneLine }: { readonly random: Random; readonly isOneLine: (type: string) => boolean },
): Damaged | undefined {
  const strings = leaves.filter(
    ({ type, start, end }) => isOneLine(type) && end - start > 2 && /^["'][\w ]+$/.test(text.slice(start - 1, end)),
  );
  if (strings.length === 0) return undefined;
  const { start, end } = random.pick(strings);
  const at = start + 1 + random.below(end - start - 1);
  return { kind: "lineBreak", text: `${text.slice(0, at)}\n${text.slice(at, at + 1)}` };
}

/** A statement one column off; `starts` are offsets of indented statements that are not the first of their block. */
export function breakIndentation(text: string, starts: readonly number[], random: Random): Damaged | undefined {
  const indented = starts.filter((start) => text[start - 1] === " " && text[start - 2] === " ");
  if (indented.length === 0) return undefined;
  const start = random.pick(indented);
  return { kind: "indentation", text: `${text.slice(0, start - 1)}${text.slice(start, start + 4)}` };
}
