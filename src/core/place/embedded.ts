/** Code of one language within a text of another: between the fences of Markdown, and within `<script>` and `<style>`. */

import { findLanguage, type Language, languageOfPath } from "../languages/languages.ts";

/** Code of one language in front of a place. */
export interface Embedded {
  readonly language: Language;
  /** Where it begins. */
  readonly start: number;
}

/** So much text in front of a place is looked at. */
const BEFORE_CHARS = 30_000;

/** What the place behind `before`, in a text of `language`, stands in: code of another language, or the text itself. */
export function findEmbedded(before: string, language: Language): Embedded {
  const from = before.length <= BEFORE_CHARS ? 0 : before.indexOf("\n", before.length - BEFORE_CHARS) + 1;
  const near = before.slice(from);
  const found =
    language.embeds === "fences" ? findFenced(near) : language.embeds === "elements" ? findElement(near) : undefined;
  return found === undefined ? { language, start: 0 } : { ...found, start: from + found.start };
}

const FENCE = /^ {0,12}(`{3,}|~{3,})[^\S\n]*([^`\n]*)$/gm;

function findFenced(before: string): Embedded | undefined {
  let open: { readonly fence: string; readonly info: string; readonly start: number } | undefined;
  const whole = before.slice(0, before.lastIndexOf("\n") + 1);
  for (const { 0: line, 1: fence = "", 2: info = "", index } of whole.matchAll(FENCE)) {
    if (open === undefined) open = { fence, info, start: index + line.length };
    else if (info.trim() === "" && fence.startsWith(open.fence)) open = undefined;
  }
  const language = open && languageOfName(/[\p{L}\p{N}+#._-]+/u.exec(open.info)?.[0] ?? "");
  return open && language && { language, start: open.start };
}

/** `js`, `bash`, `tsx`: undefined where it names no language of the table. */
function languageOfName(name: string): Language | undefined {
  const isKnown = ({ files, isProse }: Language) => files.length > 0 && !isProse;
  return [findLanguage(name), findLanguage(languageOfPath(`.${name}`))].find(isKnown);
}

const ELEMENT = /<(\/?)(script|style)\b([^<>]*)>/gi;
const USUAL: Readonly<Record<string, string>> = { script: "javascript", style: "css" };
const OUTER_END = /^<\/(?:script|style)\s*>/i;
/** What may end an element's code, or begin that of another. */
export const OUTER_TAG = /<\/?(?:script|style)\b/i;
/** What is said of an element's language or type. */
const SAYS_LANGUAGE = /\b(?:lang|type)\s*=\s*["']?(?:text\/|application\/)?(?:x-)?([\w+-]+)/i;

function findElement(before: string): Embedded | undefined {
  const [last] = [...before.matchAll(ELEMENT)].slice(-1);
  if (last === undefined || last[1] === "/" || last[3]!.endsWith("/")) return undefined;
  const said = SAYS_LANGUAGE.exec(last[3]!)?.[1] ?? "module";
  const language = languageOfName(said === "module" ? USUAL[last[2]!.toLowerCase()]! : said);
  if (language === undefined) return undefined;
  return { language: { ...language, outerEnd: OUTER_END }, start: last.index + last[0].length };
}
