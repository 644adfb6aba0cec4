/** What others do to a freely generated text before they show it. Pure. */

import type { Suggestion } from "../../src/core/place/suggestion.ts";

export type Shown = Pick<Suggestion, "start" | "end" | "text">;

export interface ShownAt {
  readonly shown: Shown;
  readonly document: string;
  /** The cursor. */
  readonly offset: number;
}

/** The document with the suggestion accepted. */
export function accepted(document: string, { start, end, text }: Shown): string {
  return document.slice(0, start) + text + document.slice(end);
}

/**
 * Generate freely, then cut at the last place where the whole file parses ("unconstrained checked" of Melcer et al. 2024;
 * Cody cuts by its tree likewise). `fits` judges the document with a suggestion accepted. Undefined where there is none.
 */
export function cutToParse(place: ShownAt, fits: (shown: Shown) => boolean): Shown | undefined {
  for (let length = place.shown.text.length; length > 0; length -= 1) {
    // The same text with other white space at its end.
    if (/\s/.test(place.shown.text[length - 1]!)) continue;
    const cut = cutAt(place, length);
    if (cut !== undefined && fits(cut)) return cut;
  }
  return undefined;
}

const PARTNERS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const OPENERS: ReadonlySet<string> = new Set(Object.values(PARTNERS));

/**
 * A stack of brackets, as Continue has it: the text ends before a closer that fits no opener of its own, of the cursor's
 * line (for a single line) or of the closers that follow the cursor at once. Closers at the very start may stay. Strings and
 * comments are not known.
 */
export function cutAtBracket(place: ShownAt): Shown | undefined {
  const { shown, document, offset } = place;
  const head = offset - shown.start;
  const text = shown.text.slice(head);
  const stack = [
    ...openersBehind(document.slice(offset)),
    ...(text.includes("\n") ? [] : openersOnLine(document, offset)),
  ];
  const first = text.search(/[^\s)\]}]/);
  for (let index = Math.max(first, 0); first >= 0 && index < text.length; index += 1) {
    const sign = text[index]!;
    if (OPENERS.has(sign)) stack.push(sign);
    else if (sign in PARTNERS && stack.pop() !== PARTNERS[sign]) return cutAt(place, head + index);
  }
  return shown;
}

/** Innermost last, as they would be closed. */
function openersBehind(suffix: string): readonly string[] {
  const closers = /^[ )\]}]*/.exec(suffix)![0].replaceAll(" ", "");
  return [...closers].map((closer) => PARTNERS[closer]!).reverse();
}

function openersOnLine(document: string, offset: number): readonly string[] {
  const start = document.lastIndexOf("\n", offset - 1) + 1;
  const end = document.indexOf("\n", offset);
  const stack: string[] = [];
  for (const sign of document.slice(start, end < 0 ? document.length : end)) {
    if (OPENERS.has(sign)) stack.push(sign);
    else if (sign in PARTNERS && stack.pop() !== PARTNERS[sign]) break;
  }
  return stack;
}

/** The first `length` characters; what stands behind the cursor is only replaced where they contain it. */
function cutAt({ shown, document, offset }: ShownAt, length: number): Shown | undefined {
  if (length >= shown.text.length) return shown;
  const text = shown.text.slice(0, length).trimEnd();
  const head = offset - shown.start;
  if (text.length <= head || text.slice(head).trim() === "") return undefined;
  const keeps = isSubsequence(document.slice(offset, shown.end), text.slice(head));
  return { start: shown.start, end: keeps ? shown.end : offset, text };
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const unit of part.split("")) {
    at = whole.indexOf(unit, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
