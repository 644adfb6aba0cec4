/** What of a file may be written again elsewhere: no lines with keys or tokens, and no licence header. */

import { toIndexedLines } from "./fileRules.ts";

/** A licence stands at the very top, and is no longer than this. */
const MOST_HEADER_LINES = 80;
const COMMENT_LINE = /^\s*(?:\/\/|\/\*|\*|#|--|;|%|<!--|-->|\(\*|"""|'''|rem\b|dnl\b)/i;
/** Lines within a comment that opened before. */
const OPENS = /^\s*(\/\*|<!--|\(\*|"""|''')/;
const CLOSES: Readonly<Record<string, string>> = { "/*": "*/", "<!--": "-->", "(*": "*)", '"""': '"""', "'''": "'''" };
const LICENCE = /\blicen[cs]ed?\b|\bcopyright\b|\(c\)\s*\d{4}|\bSPDX-|\ball rights reserved\b/i;

/** With LF; the lines that are left out leave nothing behind. */
export function toVotingText(text: string): string {
  const lines = toIndexedLines(text);
  return lines.slice(headerEnd(lines)).join("\n");
}

/** The first line behind a comment at the top that speaks of a licence; 0 where there is none. */
function headerEnd(lines: readonly string[]): number {
  let end = 0;
  let closing: string | undefined;
  while (end < Math.min(lines.length, MOST_HEADER_LINES)) {
    const line = lines[end]!;
    if (closing !== undefined) {
      if (line.includes(closing)) closing = undefined;
    } else if (COMMENT_LINE.test(line)) {
      const opened = OPENS.exec(line)?.[1];
      const close = opened === undefined ? undefined : CLOSES[opened]!;
      if (close !== undefined && !line.trimStart().slice(opened!.length).includes(close)) closing = close;
    } else if (line.trim() !== "") break;
    end += 1;
  }
  return lines.slice(0, end).some((line) => LICENCE.test(line)) ? end : 0;
}

/** Without the line of an offset, which may be half written: elsewhere it would say that such a line ends there. */
export function withoutLineAt(text: string, offset: number): string {
  if (offset < 0) return text;
  const end = text.indexOf("\n", offset);
  return text.slice(0, text.lastIndexOf("\n", offset - 1) + 1) + (end < 0 ? "" : text.slice(end + 1));
}
