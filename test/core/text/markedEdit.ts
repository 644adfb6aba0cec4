/** Texts with an edit marked in them: `ab[cd→xy]e` replaces "cd" by "xy". */

import { type Replacement, TextEdit } from "../../../src/core/text/textEdit.ts";

export function parseEdit(marked: string): { before: string; edit: TextEdit } {
  const replacements: Replacement[] = [];
  let before = "";
  for (const part of marked.split(/(\[[^\]]*\])/)) {
    const match = /^\[(.*)→(.*)\]$/s.exec(part);
    if (match === null) {
      before += part;
      continue;
    }
    const [, deleted, text] = match as unknown as [string, string, string];
    replacements.push({ start: before.length, end: before.length + deleted.length, text });
    before += deleted;
  }
  return { before, edit: TextEdit.of(replacements) };
}

export function markEdit(before: string, edit: TextEdit): string {
  let marked = "";
  let done = 0;
  for (const { start, end, text } of edit.replacements) {
    marked += `${before.slice(done, start)}[${before.slice(start, end)}→${text}]`;
    done = end;
  }
  return marked + before.slice(done);
}
