/** Code between fences in a text of prose, and the language that it is in. */

import { findLanguage, type Language, languageOfPath } from "./languages.ts";

/** So much text in front of a place is looked at. */
const BEFORE_CHARS = 30_000;
const FENCE = /^ {0,12}(`{3,}|~{3,})[^\S\n]*([^`\n]*)$/gm;

/** Code of one language in front of a place. */
export interface Fenced {
  readonly language: Language;
  /** Where it begins. */
  readonly start: number;
}

/** What the place behind `before`, in a text of `language`, stands in: fenced code, or the text itself. */
export function findFenced(before: string, language: Language): Fenced {
  const text = { language, start: 0 };
  if (!language.hasFences) return text;
  const from = before.length <= BEFORE_CHARS ? 0 : before.indexOf("\n", before.length - BEFORE_CHARS) + 1;
  const whole = before.slice(from, before.lastIndexOf("\n") + 1);
  let open: { readonly fence: string; readonly info: string; readonly start: number } | undefined;
  for (const { 0: line, 1: fence = "", 2: info = "", index } of whole.matchAll(FENCE)) {
    if (open === undefined) open = { fence, info, start: from + index + line.length };
    else if (info.trim() === "" && fence.startsWith(open.fence)) open = undefined;
  }
  const fenced = open && languageOfInfo(open.info);
  return open === undefined || fenced === undefined ? text : { language: fenced, start: open.start };
}

/** `js`, `python title="a.py"`, `{r}`: undefined where it names no language of the table. */
function languageOfInfo(info: string): Language | undefined {
  const name = /[\p{L}\p{N}+#._-]+/u.exec(info)?.[0] ?? "";
  const isKnown = ({ files, isProse }: Language) => files.length > 0 && !isProse;
  return [findLanguage(name), findLanguage(languageOfPath(`.${name}`))].find(isKnown);
}
