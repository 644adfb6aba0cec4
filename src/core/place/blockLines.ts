/** A generated text by lines, as the rules look at it that say where a block ends. */

import { readStrings } from "./begun.ts";
import { widthOf } from "./brackets.ts";
import type { StringSpan } from "./longStrings.ts";
import type { Place } from "./place.ts";
import { squeeze } from "./repetition.ts";
import type { StopContext, StopVerdict } from "./stopContext.ts";

/** A line of what was generated. The first one goes on from the cursor's line. */
export interface Line {
  readonly index: number;
  readonly start: number;
  /** Where its line feed is, or the end of the text. */
  readonly end: number;
  readonly text: string;
  /** It begins in a string of several lines. */
  readonly isString: boolean;
  /** Its line feed is there: it will not change any more. */
  readonly complete: boolean;
  /** The whole line as it would stand in the document, squeezed. */
  readonly squeezed: string;
  /** Columns of white space in front of it. */
  readonly width: number;
  /** Where the line before it ends: what is kept when this one is not. */
  readonly cut: number;
}

function toLines(text: string, place: Place, strings: readonly StringSpan[]): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const [index, part] of text.split("\n").entries()) {
    const from = start;
    const whole = index === 0 ? place.linePrefix + part : part;
    const end = start + part.length;
    lines.push({
      index,
      start,
      end,
      text: part,
      isString: strings.some((string) => string.start < from && from < string.end),
      complete: end < text.length,
      squeezed: squeeze(whole),
      width: widthOf(whole),
      cut: Math.max(0, start - 1),
    });
    start = end + 1;
  }
  return lines;
}

/** Whether the line below the text says the same as far to the right. */
export function isSaidBelow({ squeezed, width }: Line, { below: [next] }: Pick<StopContext, "below">): boolean {
  return next !== undefined && squeezed === squeeze(next) && width === widthOf(next);
}

/** A generated text by lines, and what it is generated for. */
export interface Block {
  readonly text: string;
  /** The text with strings of several lines blanked. */
  readonly code: string;
  readonly lines: readonly Line[];
  readonly context: StopContext;
}

export function toBlock(text: string, context: StopContext): Block {
  const { code, strings } = readStrings(text, context.place);
  return { text, code, lines: toLines(text, context.place, strings), context };
}

/** Undefined: nothing to say; "continue": the line is not to be looked at by the rules behind. */
export type Rule = (line: Line, block: Block) => StopVerdict | undefined;
