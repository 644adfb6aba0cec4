/** What of a file may be written again elsewhere: no lines with keys or tokens, no licence header, and nothing half written. */

import { lineNumberAt } from "../core/text/lineNumber.ts";
import { toReadableLines } from "./fileRules.ts";

/** A licence stands at the very top, and is no longer than this. */
const MOST_HEADER_LINES = 80;
const COMMENT_LINE = /^\s*(?:\/\/|\/\*|\*|#|--|;|%|<!--|-->|\(\*|"""|'''|rem\b|dnl\b)/i;
/** Lines within a comment that opened before. */
const OPENS = /^\s*(\/\*|<!--|\(\*|"""|''')/;
const CLOSES: Readonly<Record<string, string>> = { "/*": "*/", "<!--": "-->", "(*": "*)", '"""': '"""', "'''": "'''" };
const LICENCE = /\blicen[cs]ed?\b|\bcopyright\b|\(c\)\s*\d{4}|\bSPDX-|\ball rights reserved\b/i;

/**
 * Its stretches, with LF: what stands at the end of one is not followed by the next. `writtenAt`: offsets in `text`; a line
 * that is being written is left out, for elsewhere it would say that such a line ends there.
 */
export function toVotingStretches(text: string, writtenAt: readonly number[] = []): string[] {
  const lines = toReadableLines(text);
  for (const offset of writtenAt) lines[lineNumberAt(text, offset)] = undefined;
  const stretches: string[] = [];
  let stretch = "";
  for (let at = headerEnd(lines); at < lines.length; at += 1) {
    const line = lines[at];
    if (line !== undefined) stretch += at + 1 < lines.length ? `${line}\n` : line;
    if (stretch === "" || (line !== undefined && at + 1 < lines.length)) continue;
    stretches.push(stretch);
    stretch = "";
  }
  return stretches;
}

/** The first line behind a comment at the top that speaks of a licence; 0 where there is none. */
function headerEnd(lines: readonly (string | undefined)[]): number {
  let end = 0;
  let closing: string | undefined;
  while (end < Math.min(lines.length, MOST_HEADER_LINES)) {
    const line = lines[end] ?? "";
    if (closing !== undefined) {
      if (line.includes(closing)) closing = undefined;
    } else if (COMMENT_LINE.test(line)) {
      const opened = OPENS.exec(line)?.[1];
      const close = opened === undefined ? undefined : CLOSES[opened]!;
      if (close !== undefined && !line.trimStart().slice(opened!.length).includes(close)) closing = close;
    } else if (line.trim() !== "") break;
    end += 1;
  }
  return lines.slice(0, end).some((line) => LICENCE.test(line ?? "")) ? end : 0;
}
