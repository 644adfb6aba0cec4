/** Which part of a document goes into the prompt. */

import type { Budget } from "./budget.ts";
import { must } from "./bug.ts";

/** Half-open, UTF-16 offsets in model text. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

export interface WindowRequest {
  readonly text: string;
  readonly cursor: number;
  /** The window of the last prompt, in offsets of `text`; undefined: there is none to stay near. */
  readonly previous: Window | undefined;
  readonly budget: Pick<Budget, "prefixTokens" | "suffixTokens">;
  /** Characters per token, as measured on this document. */
  readonly charsPerToken: number;
}

/** A side of the window that is set anew uses this much of its budget, so that typing can go on for long without another move. */
const PREFIX_FILL = 0.7;
const SUFFIX_FILL = 0.8;
/** A side that uses less than this of its budget is set anew: the cursor has gone away from what the window was for. */
const LEAST_FILL = 0.3;
/** A line longer than this part of a side's budget is cut inside. */
const LONG_LINE_FILL = 0.35;

/**
 * The window starts at the start of a line and ends at the end of one, except within lines too long for it. Its start
 * moves in steps: a start that followed the cursor line by line would change the first token of every prompt, and with
 * it all that is cached.
 */
export function planWindow({ text, cursor, previous, budget, charsPerToken }: WindowRequest): Window {
  must(cursor >= 0 && cursor <= text.length, `cursor at ${cursor} in ${text.length} characters`);
  const prefixChars = Math.max(1, Math.floor(budget.prefixTokens * charsPerToken));
  const suffixChars = Math.max(1, Math.floor(budget.suffixTokens * charsPerToken));
  return {
    start:
      previous !== undefined && isStartStillGood(text, previous.start, cursor, prefixChars)
        ? previous.start
        : planStart(text, cursor, prefixChars),
    end:
      previous !== undefined && isEndStillGood(text, previous.end, cursor, suffixChars)
        ? previous.end
        : planEnd(text, cursor, suffixChars),
  };
}

function isStartStillGood(text: string, start: number, cursor: number, prefixChars: number): boolean {
  const used = cursor - start;
  if (start < 0 || used < 0 || used > prefixChars) return false;
  if (start === 0) return true;
  return used >= LEAST_FILL * prefixChars && isGoodStart(text, start, prefixChars);
}

function isEndStillGood(text: string, end: number, cursor: number, suffixChars: number): boolean {
  const used = end - cursor;
  if (end > text.length || used < 0 || used > suffixChars) return false;
  if (end === text.length) return true;
  return used >= LEAST_FILL * suffixChars && isGoodEnd(text, end, suffixChars);
}

/** At the start of a line, or inside one that is too long anyway. */
function isGoodStart(text: string, start: number, prefixChars: number): boolean {
  if (text[start - 1] === "\n") return true;
  if (splitsCharacter(text, start)) return false;
  return lineEnd(text, start) - start > LONG_LINE_FILL * prefixChars;
}

function isGoodEnd(text: string, end: number, suffixChars: number): boolean {
  if (text[end] === "\n") return true;
  if (splitsCharacter(text, end)) return false;
  return end - lineStart(text, end) > LONG_LINE_FILL * suffixChars;
}

function planStart(text: string, cursor: number, prefixChars: number): number {
  if (cursor <= prefixChars * PREFIX_FILL) return 0;
  const target = cursor - Math.floor(prefixChars * PREFIX_FILL);
  const nextLine = text.indexOf("\n", target - 1) + 1;
  const line = nextLine === 0 ? text.length + 1 : nextLine;
  const mostCut = Math.floor(prefixChars * LONG_LINE_FILL);
  if (line <= cursor && line - target <= mostCut) return line;
  return splitsCharacter(text, target) ? target - 1 : target;
}

function planEnd(text: string, cursor: number, suffixChars: number): number {
  if (text.length - cursor <= suffixChars * SUFFIX_FILL) return text.length;
  const target = cursor + Math.max(1, Math.floor(suffixChars * SUFFIX_FILL));
  const line = text.lastIndexOf("\n", target);
  const mostCut = Math.floor(suffixChars * LONG_LINE_FILL);
  if (line >= cursor && target - line <= mostCut) return line;
  return splitsCharacter(text, target) ? target - 1 : target;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found;
}

/** Whether `offset` stands between the halves of a surrogate pair. */
function splitsCharacter(text: string, offset: number): boolean {
  return (
    offset > 0 &&
    offset < text.length &&
    isBetween(text.charCodeAt(offset - 1), 0xd800, 0xdbff) &&
    isBetween(text.charCodeAt(offset), 0xdc00, 0xdfff)
  );
}

function isBetween(unit: number, least: number, most: number): boolean {
  return unit >= least && unit <= most;
}
