/** What a suggestion looks like at the cursor, and what accepting a part of it does. As VS Code does it. */

import type { Suggestion } from "../core/place/suggestion.ts";
import type { RawOffset } from "../core/text/offsets.ts";
import type { AcceptedPart } from "./session.ts";

type Replaced = Pick<Suggestion, "start" | "end" | "text">;

/** The same change with the least replaced: what stands there anyway in front of and behind it is left out. */
export function narrowed(suggestion: Replaced, document: string): Replaced {
  let { start, end, text } = suggestion;
  let front = 0;
  while (start + front < end && front < text.length && document[start + front] === text[front]) front += 1;
  start += front;
  text = text.slice(front);
  while (end > start && text.length > 0 && document[end - 1] === text[text.length - 1]) {
    end -= 1;
    text = text.slice(0, -1);
  }
  return { start, end, text };
}

/**
 * The text that appears at `offset`. Where characters behind the cursor are replaced and do not simply end the new
 * text, they are part of it.
 */
export function textAtCursor(suggestion: Replaced, document: string, offset: RawOffset): string {
  const { start, end, text } = suggestion;
  const head = document.slice(start, offset);
  const tail = document.slice(offset, end);
  const behind = text.startsWith(head) ? text.slice(head.length) : text;
  return behind.endsWith(tail) ? behind.slice(0, behind.length - tail.length) : behind;
}

/** The change that accepting `part` of the suggestion makes. */
export function acceptedEdit(suggestion: Replaced, document: string, part: AcceptedPart): Replaced {
  if (part === "all") return suggestion;
  const { start, end, text } = narrowed(suggestion, document);
  // Only up to the next character that stays: the ghost text has parts.
  const stays = document.slice(start, end)[0];
  const run = stays === undefined ? text.length : Math.max(text.indexOf(stays), 0);
  const length = part === "word" ? wordLength(text.slice(0, run)) : lineLength(text.slice(0, run));
  return { start, end: start, text: text.slice(0, length) };
}

/** VS Code's word where a language does not define its own. */
const WORD = /(-?\d*\.\d\w*)|([^`~!@#%^&*()\-=+[{\]}\\|;:'",.<>/?\s]+)/;

function wordLength(text: string): number {
  const word = WORD.exec(text);
  const upTo = word === null ? text.length : word.index === 0 ? word[0].length : word.index;
  const space = /\s+/.exec(text);
  return space === null ? upTo : Math.min(upTo, space.index + space[0].length);
}

function lineLength(text: string): number {
  const end = text.indexOf("\n");
  return end < 0 ? text.length : end + 1;
}
