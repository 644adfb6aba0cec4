/** Which part of a document goes into the prompt. */

import { must } from "../bug.ts";
import type { ModelOffset } from "../text/offsets.ts";
import type { Budget } from "./budget.ts";

/** Half-open, UTF-16 offsets in model text. */
export interface Window {
  readonly start: ModelOffset;
  readonly end: ModelOffset;
}

export interface WindowRequest {
  readonly text: string;
  readonly cursor: ModelOffset;
  /** The window of the last prompt, in offsets of `text` and inside of it; undefined: there is none to stay near. */
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
  const prefixChars = Math.floor(budget.prefixTokens * charsPerToken);
  const suffixChars = Math.floor(budget.suffixTokens * charsPerToken);
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

export interface GrowingRequest extends Pick<WindowRequest, "text" | "cursor" | "previous"> {
  /** UTF-16 units that a side grows by at once. */
  readonly step: number;
  /** And that it has at most. */
  readonly most: number;
}

/** Left where it is until it is so much too large: each time that it follows the cursor its first tokens are read anew. */
const SLACK = 1.2;

/** A window of whole lines that grows from one call to the next, so that none takes long. A line longer than a step is cut inside. */
export function growWindow({ text, cursor, previous, step, most }: GrowingRequest): Window {
  const isKept = previous !== undefined && previous.start <= cursor && cursor <= previous.end;
  const [from, to] = isKept ? [previous.start, previous.end] : [cursor, cursor];
  const start = cursor - from > SLACK * most ? cursor - most : Math.min(from, Math.max(from - step, cursor - most));
  const end = to - cursor > SLACK * most ? cursor + most : Math.max(to, Math.min(to + step, cursor + most));
  return {
    start: start === from && isKept ? from : growStart(text, start, step),
    end: end === to && isKept ? to : growEnd(text, end, step),
  };
}

function growStart(text: string, at: number, step: number): number {
  if (at <= 0) return 0;
  const line = text.lastIndexOf("\n", at - 1) + 1;
  if (at - line <= step) return line;
  return splitsCharacter(text, at) ? at - 1 : at;
}

function growEnd(text: string, at: number, step: number): number {
  const found = at >= text.length ? -1 : text.indexOf("\n", at);
  const line = found < 0 ? text.length : found;
  if (line - at <= step) return line;
  return splitsCharacter(text, at) ? at + 1 : at;
}

function isStartStillGood(text: string, start: number, cursor: number, prefixChars: number): boolean {
  const used = cursor - start;
  if (used > prefixChars) return false;
  return start === 0 || (used >= LEAST_FILL * prefixChars && isGoodStart(text, start, prefixChars));
}

function isEndStillGood(text: string, end: number, cursor: number, suffixChars: number): boolean {
  const used = end - cursor;
  if (used > suffixChars) return false;
  return end === text.length || (used >= LEAST_FILL * suffixChars && isGoodEnd(text, end, suffixChars));
}

/** At the start of a line, or inside one that is too long anyway. */
function isGoodStart(text: string, start: number, prefixChars: number): boolean {
  if (text[start - 1] === "\n") return true;
  if (splitsCharacter(text, start)) return false;
  const lineFeed = text.indexOf("\n", start);
  const lineEnd = lineFeed === -1 ? text.length : lineFeed;
  return lineEnd - start > LONG_LINE_FILL * prefixChars;
}

function isGoodEnd(text: string, end: number, suffixChars: number): boolean {
  if (text[end] === "\n") return true;
  if (splitsCharacter(text, end)) return false;
  const lineStart = text.lastIndexOf("\n", end) + 1;
  return end - lineStart > LONG_LINE_FILL * suffixChars;
}

function planStart(text: string, cursor: number, prefixChars: number): number {
  if (cursor <= prefixChars * PREFIX_FILL) return 0;
  const target = cursor - Math.floor(prefixChars * PREFIX_FILL);
  const line = text.indexOf("\n", target - 1) + 1;
  const mostCut = Math.floor(prefixChars * LONG_LINE_FILL);
  if (line > 0 && line - target <= mostCut) return line;
  return splitsCharacter(text, target) ? target - 1 : target;
}

function planEnd(text: string, cursor: number, suffixChars: number): number {
  if (text.length - cursor <= suffixChars * SUFFIX_FILL) return text.length;
  const target = cursor + Math.floor(suffixChars * SUFFIX_FILL);
  const line = text.lastIndexOf("\n", target);
  const mostCut = Math.floor(suffixChars * LONG_LINE_FILL);
  if (target - line <= mostCut) return line;
  return splitsCharacter(text, target) ? target - 1 : target;
}

/** Whether `offset` stands between the halves of a surrogate pair. */
function splitsCharacter(text: string, offset: number): boolean {
  return text.codePointAt(offset - 1)! > 0xffff;
}
