/**
 * What is known of each language's text: comments, strings, what opens and ends a body, files. A language is added in
 * `bracketLanguages.ts`, `indentLanguages.ts`, `wordLanguages.ts` or `longEndLanguages.ts`, and nowhere else. What a grammar does not say of itself
 * stands in `grammars/languages.json`.
 */

import { BRACKET_LANGUAGES } from "./bracketLanguages.ts";
import { INDENT_LANGUAGES } from "./indentLanguages.ts";
import type { LanguageEntry } from "./languageEntry.ts";
import { LONG_END_LANGUAGES } from "./longEndLanguages.ts";
import { WORD_LANGUAGES } from "./wordLanguages.ts";

/** An entry of the table, with the usual for what it does not say. */
export type Language = Omit<LanguageEntry, Defaults> & Required<Pick<LanguageEntry, Defaults>>;
type Defaults = keyof typeof PLAIN;

const PLAIN = {
  names: [],
  isProse: false,
  lineComments: [],
  commentsStandApart: false,
  blockComments: [],
  quotes: "",
  longStrings: [],
  heads: [],
  looseHeads: [],
  flatHeads: [],
  hasEmptyBodies: false,
  clauses: /^(?:else|elif|elsif|elseif|when|rescue|ensure|catch|finally|except|after)\b/i,
  textHeads: [],
  isIndented: false,
  hasMemberArrow: false,
  goesOn: /(?:\\|=|[^+]\+|&&|\|\||\|>|\b(?:and|or))$/,
  continues: /^(?:\??\.[A-Za-z_]|&&|\|\||\|>?\s|->|[?:+*/%-]\s|(?:and|or)\b)/,
  closers: [],
  namesEnds: false,
  announces: /(?!)/,
  hasTags: false,
  nestsNames: false,
  endsStatements: "sign",
  semicolonEnds: false,
  declaresAgain: false,
} as const satisfies Partial<LanguageEntry>;
const NEVER = /(?!)/;

/** Of a language that nobody has told us of: what most have. */
const UNKNOWN = {
  files: [],
  lineComments: ["//", "# ", "-- ", ";;"],
  commentsStandApart: true,
  blockComments: [["/*", "*/"]],
  quotes: "\"'`",
  closers: ["end", "fi", "done", "esac", "endif", "end if"],
  hasTags: true,
} as const satisfies Partial<LanguageEntry>;

/** The table. */
export const LANGUAGES: readonly Language[] = [
  ...BRACKET_LANGUAGES,
  ...INDENT_LANGUAGES,
  ...WORD_LANGUAGES,
  ...LONG_END_LANGUAGES,
].map((entry) => ({ ...PLAIN, ...(entry.isProse ? { goesOn: NEVER, continues: NEVER } : {}), ...entry }));

const BY_NAME: ReadonlyMap<string, Language> = new Map(
  LANGUAGES.flatMap((language) => [language.id, ...language.names].map((name) => [name, language] as const)),
);
const BY_FILE: ReadonlyMap<string, Language> = new Map(
  LANGUAGES.flatMap((language) => language.files.map((file) => [file, language] as const)),
);

/** What is known of a language by its id or one of its usual names; of one that is not in the table, what most have. */
export function findLanguage(id: string): Language {
  return BY_NAME.get(id.toLowerCase()) ?? { ...PLAIN, ...UNKNOWN, id };
}

/** The id of a file's language; "plaintext" where nothing is known. */
export function languageOfPath(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf(".") + 1);
  // tsconfig.build.json
  const outer = `${name.slice(0, name.indexOf("."))}.${ending}`;
  return (BY_FILE.get(name) ?? BY_FILE.get(outer) ?? BY_FILE.get(ending))?.id ?? "plaintext";
}

const CASE = /^\s*(?:case\b.*|default\s*|public|private|protected):$/;
const BRACKET = /(?:[{([]|=>|[{(]\s*\|[^|]*\|)$/;
const TAG = /(?:<[A-Za-z][^<>]*[^<>/]>|<[A-Za-z]>|<>)$/;
const VOID_TAG = /<(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b[^<>]*>$/i;

/** Whether the lines behind this one are its body. */
export function opensBody(line: string, language: Language): boolean {
  const code = line.slice(0, commentStart(line, language)).trimEnd();
  const { isProse, hasMemberArrow } = language;
  if (!isProse && (BRACKET.test(code) || CASE.test(code))) return true;
  if (!isProse && code.endsWith("->") && !hasMemberArrow) return true;
  return opensBodyOfWords(line, language) || opensText(line, language);
}

/** Whether the lines behind this one are a text as long as they stand further right than what the line says. */
export function opensText(line: string, language: Language): boolean {
  const code = line.slice(0, commentStart(line, language)).trimEnd();
  return language.textHeads.some((head) => head.test(code));
}

/** The same for a body that no bracket ends. */
export function opensBodyOfWords(line: string, language: Language): boolean {
  const code = line.slice(0, commentStart(line, language)).trimEnd();
  if (language.hasTags && TAG.test(code) && !VOID_TAG.test(code)) return true;
  return [...language.heads, ...language.looseHeads, ...language.flatHeads].some((head) => head.test(code));
}

/** Whether a line that opens a body opens one that no word ends. */
export function opensLooseBody(line: string, { looseHeads }: Language): boolean {
  return looseHeads.some((head) => head.test(line.trimEnd()));
}

/** Whether a line opens a body that only a word ends, however far to the right its lines stand. */
export function opensFlatBody(line: string, { flatHeads }: Language): boolean {
  return flatHeads.some((head) => head.test(line.trimEnd()));
}

/** Whether a line names a case, whose statements need not stand further right than it. */
export function opensCase(line: string, language: Language): boolean {
  return !language.isProse && CASE.test(line.slice(0, commentStart(line, language)).trimEnd());
}

/** Says of the members behind it who may use them: it holds none, and stands anywhere between them and their class. */
const ACCESS = /^\s*(?:public|private|protected|signals|published|internal)(?:\s+\w+)?\s*:\s*$/;

export function namesAccess(line: string): boolean {
  return ACCESS.test(line);
}

/** Whether a line begins another part of the body above it, which ends with the same word. */
export function isClause(line: string, { clauses }: Language): boolean {
  return clauses.test(line.trimStart());
}

/** What begins code of PHP in a text. */
const CODE_TAG = /^<\?(?:php)?\s+/;

/** Whether a line begins with code within a text. */
export function startsCode(line: string): boolean {
  return CODE_TAG.test(line.trimStart());
}

/** `#if`, `#else`, `#endif`: which part of a condition on what is compiled a line is. */
export function conditionPart(
  line: string,
  { lineComments, blockComments }: Language,
): "if" | "else" | "end" | undefined {
  if (lineComments.includes("#") || blockComments.length === 0) return undefined;
  const word = /^\s*#\s*(if|elif|else|endif)/.exec(line)?.[1];
  return word === "elif" || word === "else" ? "else" : word === "endif" ? "end" : word === "if" ? "if" : undefined;
}

/** `{/if}`, `{{/if}}`, `{% endif %}`. */
const TEMPLATE_END = /^(?:\{\/|\{\{~?\/|\{%[-+]?\s*end)/;

/** `end`, `fi`, `</div>`: whether a line without its indentation ends a body that no bracket ends. */
export function endsBody(content: string, { closers, hasTags, namesEnds }: Language): boolean {
  const line = content.toLowerCase().replace(CODE_TAG, "");
  if (hasTags && (/^<\/[\w.:-]*>[;,).]*$/.test(line) || TEMPLATE_END.test(line))) return true;
  const goesOnWith = namesEnds ? /^(?:\w|\s*[=:])/ : /^\s*[\w=:]/;
  return closers.some((word) => line.startsWith(word) && !goesOnWith.test(line.slice(word.length)));
}

/** Whether what stands in a line goes on in the next one, which may then stand further right. */
export function goesOn(line: string, language: Language): boolean {
  return language.goesOn.test(line.slice(0, commentStart(line, language)).trimEnd());
}

/** Whether a line goes on with what stands in the one above, and may then stand further right. */
export function continuesLine(line: string, { continues }: Language): boolean {
  return continues.test(line.trimStart());
}

/** Where the comment begins that ends with the line; undefined where there is none. The line begins outside of strings. */
export function commentStart(line: string, language: Language): number | undefined {
  const end = endOfLine(line, language);
  return end.in === "comment" ? end.from : undefined;
}

/** What the end of a line stands in, and where that began. */
type LineEnd = { readonly in: "code" } | { readonly in: "comment" | "string"; readonly from: number };

/** Of strings and comments only those are known that begin on this line. */
export function endOfLine(line: string, language: Language): LineEnd {
  let string: number | undefined;
  for (let at = 0; at < line.length; at += 1) {
    if (string !== undefined) {
      if (line[at] === "\\") at += 1;
      else if (line[at] === line[string]) string = undefined;
    } else if (startsLineComment(line, at, language)) return { in: "comment", from: at };
    else if (isQuote(line, at, language)) string = at;
    else at = characterEnd(line, at, language) ?? at;
  }
  return string === undefined ? { in: "code" } : { in: "string", from: string };
}

/** Whether a comment begins at `at` that ends with its line; `at` is in no string. */
export function startsLineComment(text: string, at: number, { lineComments, commentsStandApart }: Language): boolean {
  if (!lineComments.some((sign) => text.startsWith(sign, at))) return false;
  const before = text[at - 1] ?? "\n";
  // Escaped, or the address of a page.
  if (before === "\\" || (before === ":" && text[at] === "/")) return false;
  return !commentsStandApart || /\s/.test(before);
}

/** Letters in front of a quotation mark that belong to its string. */
const STRING_PREFIX = /(?<![\p{L}\p{N}_])(?:[bcfrtu]|[bfrt]{2}|u8|[LU]|u8?R|[LU]R)$/iu;

/** Whether the sign at `at` is a quotation mark: an apostrophe within or behind a word is none. */
export function isQuote(text: string, at: number, { quotes }: Language): boolean {
  const sign = text[at]!;
  if (!quotes.includes(sign)) return false;
  if (sign !== "'" || !/[\p{L}\p{N}_&<]/u.test(text[at - 1] ?? " ")) return true;
  return STRING_PREFIX.test(text.slice(Math.max(0, at - 4), at));
}

const CHARACTER = /'(?:\\(?:x[\da-f]{2}|u\{?[\da-f]+\}?|[^\n])|[^'\\\n])'/iuy;

/** Where the character between apostrophes that begins at `at` ends, in languages whose apostrophes quote no strings. */
export function characterEnd(text: string, at: number, { quotes, isProse }: Language): number | undefined {
  if (text[at] !== "'" || quotes.includes("'") || isProse) return undefined;
  CHARACTER.lastIndex = at;
  const length = CHARACTER.exec(text)?.[0].length;
  return length === undefined ? undefined : at + length - 1;
}
