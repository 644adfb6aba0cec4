/** What the cursor's place asks for: the rest of a line, or a block of lines. Decided by the text alone. */

import { findUnmatched, indentWidth, leading } from "./brackets.ts";
import { must } from "./bug.ts";

export interface Place {
  readonly mode: "line" | "block";
  /**
   * White space that the lines of the suggestion have at least: that of the block's body. In front of a body that has
   * no line yet, that of the line that opens it; `opens` is then true and the body's lines have more.
   */
  readonly indent: string;
  /** The cursor stands right behind what opens a body, on the same line. */
  readonly opens: boolean;
  /** The cursor's line before and behind the cursor. */
  readonly linePrefix: string;
  readonly lineSuffix: string;
}

/** `cursor` in UTF-16 units of `text` (LF). Throws `BugError` when it is outside. */
export function findPlace(text: string, cursor: number, languageId: string): Place {
  must(cursor >= 0 && cursor <= text.length, `cursor at ${cursor} in ${text.length} characters`);
  const start = cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1;
  const end = text.indexOf("\n", cursor);
  const linePrefix = text.slice(start, cursor);
  const lineSuffix = text.slice(cursor, end < 0 ? text.length : end);
  const lines = { linePrefix, lineSuffix };
  if (PROSE.has(languageId) || !onlyClosers(lineSuffix))
    return { mode: "line", indent: leading(linePrefix), opens: false, ...lines };
  if (linePrefix.trim() === "")
    return { ...placeOnEmptyLine(text, start, linePrefix, lineSuffix, languageId), ...lines };
  if (opensBody(linePrefix, languageId))
    return { mode: "block", indent: indentOfHead(text, start, linePrefix), opens: true, ...lines };
  return { mode: "line", indent: leading(linePrefix), opens: false, ...lines };
}

/** Their indentation says nothing of blocks. */
const PROSE: ReadonlySet<string> = new Set([
  "markdown",
  "plaintext",
  "git-commit",
  "restructuredtext",
  "asciidoc",
  "latex",
]);

function placeOnEmptyLine(
  text: string,
  start: number,
  linePrefix: string,
  lineSuffix: string,
  languageId: string,
): Pick<Place, "mode" | "indent" | "opens"> {
  const above = neighbour(text, start, -1);
  const below = lineSuffix.trim() === "" ? neighbour(text, start, 1) : undefined;
  const width = indentWidth(linePrefix);
  if (above !== undefined && opensBody(above.line, languageId)) {
    const head = indentOfHead(text, above.start, above.line);
    // The editor has not indented yet, or the cursor went back: the body is deeper than what opens it.
    if (width <= indentWidth(head)) return { mode: "block", indent: head, opens: true };
  }
  if (width > 0) return { mode: "block", indent: linePrefix, opens: false };
  const aboveIndent = leading(above?.line ?? "");
  const belowIndent = leading(below?.line ?? "");
  const indent = indentWidth(belowIndent) < indentWidth(aboveIndent) ? belowIndent : aboveIndent;
  return { mode: indent === "" ? "line" : "block", indent, opens: false };
}

/** A head of more lines than this is none. */
const MOST_HEAD_LINES = 40;
/** Begins a line that goes on with the one above it. */
const GOES_ON = /^\s*(?:(?:throws|implements|extends|permits|where)\b|&&|\|\||->|:)/;

/**
 * The indentation of what opens a body at the end of `line`: it may have begun some lines further up.
 *
 *     def spread(first,           if (first &&
 *                second):             second) {
 *         body                    body
 */
function indentOfHead(text: string, start: number, line: string): string {
  const end = start + line.length;
  let head = line;
  for (let from = start, count = 1; from > 0 && count < MOST_HEAD_LINES; count += 1) {
    // A closer at the start of a line stands below what it closes.
    if (/^\s*[)\]}]/.test(head)) break;
    const above = text.lastIndexOf("\n", from - 2) + 1;
    const lineAbove = text.slice(above, from - 1);
    const closes = findUnmatched(text.slice(from, end)).closers.some(({ character }) => character !== "}");
    if (!closes && !GOES_ON.test(head) && !/(?:&&|\|\|)\s*$/.test(lineAbove)) break;
    from = above;
    head = lineAbove;
  }
  return leading(head);
}

interface PlacedLine {
  readonly line: string;
  readonly start: number;
}

/** The nearest line that is not blank, above or below the line at `start`; undefined when there is none. */
function neighbour(text: string, start: number, direction: -1 | 1): PlacedLine | undefined {
  let at = start;
  for (;;) {
    if (direction < 0) {
      if (at === 0) return undefined;
      const from = at === 1 ? 0 : text.lastIndexOf("\n", at - 2) + 1;
      const line = text.slice(from, at - 1);
      if (line.trim() !== "") return { line, start: from };
      at = from;
    } else {
      const from = text.indexOf("\n", at) + 1;
      if (from === 0) return undefined;
      const to = text.indexOf("\n", from);
      const line = text.slice(from, to < 0 ? text.length : to);
      if (line.trim() !== "") return { line, start: from };
      at = from;
    }
  }
}

/** Nothing, or what an editor closes by itself and what ends a statement behind it. */
function onlyClosers(lineSuffix: string): boolean {
  return /^[\s)\]}>;,]*$/.test(lineSuffix);
}

/** Words that open a body at the end of a line, by language. */
const OPENING_WORDS: Readonly<Record<string, RegExp>> = {
  ruby: /(^\s*(def|class|module|if|unless|while|until|case|begin|else|elsif|ensure|rescue|for|when)\b.*|\b(do|then)(\s*\|[^|]*\|)?)$/,
  crystal:
    /(^\s*(def|class|module|if|unless|while|until|case|begin|else|elsif|ensure|rescue|when)\b.*|\b(do|then)(\s*\|[^|]*\|)?)$/,
  lua: /(\b(do|then|else|repeat)|\bfunction\b[^)]*\))$/,
  julia:
    /^\s*(function|if|for|while|begin|let|module|struct|mutable struct|try|else|elseif|catch|finally|macro)\b.*$|\bdo(\s+\w+)?$/,
  elixir: /(\b(do|else|after|rescue|catch)|->)$/,
  shellscript: /(^|\s|;)(do|then|else|in)$/,
  fish: /^\s*(if|for|while|switch|case|function|begin|else)\b.*$/,
  vb: /^\s*(if\b.*\bthen|else|for\b.*|while\b.*|sub\b.*|function\b.*|((public|private|protected|friend|shared)\s+)+(sub|function|class|module|property)\b.*|class\b.*|module\b.*|try|catch\b.*|finally)$/i,
  sql: /\b(begin|then|else|loop)$/i,
  haskell: /(=|->|\b(do|of|where|let|then|else))$/,
  ocaml: /(=|->|\b(begin|do|then|else|struct|sig|in|try|with|of))$/,
  fsharp: /(=|->|\b(do|then|else|try|with|finally))$/,
  scala: /(=|=>|:|\b(then|else|do|match|try|yield))$/,
  matlab:
    /^\s*(function|if|for|while|switch|case|otherwise|else|elseif|try|catch|parfor|classdef|methods|properties)\b.*$/,
  pascal: /\b(begin|then|do|else|of|repeat|try|except|finally|record|class)$/i,
  verilog: /\b(begin|else)(\s*:\s*\w+)?$/,
  systemverilog: /\b(begin|else)(\s*:\s*\w+)?$/,
  vhdl: /\b(is|begin|then|else|loop|generate|process(\s*\([^)]*\))?)$/i,
  nix: /(=|\b(in|let|rec))$/,
  cmake: /^\s*(if|else|elseif|foreach|while|function|macro)\s*\(.*\)$/i,
};

/** A colon at the end opens a body only here; elsewhere it belongs to labels, types and keys. */
const COLON_LANGUAGES: ReadonlySet<string> = new Set([
  "python",
  "yaml",
  "nim",
  "gdscript",
  "coffeescript",
  "haml",
  "pug",
  "jade",
  "cython",
  "mojo",
  "starlark",
  "snakemake",
  "makefile",
  "dockercompose",
]);

/** Where `<div>` at the end of a line opens an element. */
const MARKUP: ReadonlySet<string> = new Set([
  "html",
  "xml",
  "vue",
  "svelte",
  "javascriptreact",
  "typescriptreact",
  "handlebars",
  "php",
  "astro",
]);

/** Where `->` reaches a member. */
const MEMBER_ARROW: ReadonlySet<string> = new Set([
  "c",
  "cpp",
  "cuda-cpp",
  "objective-c",
  "objective-cpp",
  "php",
  "perl",
]);

/** Whether the lines behind this one are its body. */
function opensBody(line: string, languageId: string): boolean {
  const code = withoutTrailingComment(line, languageId).trimEnd();
  if (/[{([]$/.test(code) || code.endsWith("=>")) return true;
  if (code.endsWith("->")) return !MEMBER_ARROW.has(languageId);
  if (/[{(]\s*\|[^|]*\|$/.test(code)) return true;
  if (code.endsWith(":"))
    return (
      COLON_LANGUAGES.has(languageId) ||
      languageId === "scala" ||
      /^\s*(case\b.*|default\s*|public|private|protected):$/.test(code)
    );
  if (MARKUP.has(languageId) && /<[A-Za-z][^<>]*[^<>/]>$|<[A-Za-z]>$|<>$/.test(code) && !VOID_ELEMENT.test(code))
    return true;
  return OPENING_WORDS[languageId]?.test(code) ?? false;
}

const VOID_ELEMENT = /<(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b[^<>]*>$/i;

/** How a comment to the end of the line starts, where it is neither `//` nor absent. */
const HASH_COMMENTS: ReadonlySet<string> = new Set([
  "python",
  "ruby",
  "shellscript",
  "yaml",
  "elixir",
  "julia",
  "perl",
  "r",
  "nim",
  "coffeescript",
  "makefile",
  "dockerfile",
  "toml",
  "crystal",
  "cython",
  "starlark",
  "powershell",
  "fish",
  "gdscript",
  "mojo",
  "snakemake",
  "cmake",
  "nix",
]);
const DASH_COMMENTS: ReadonlySet<string> = new Set(["lua", "sql", "haskell", "vhdl", "elm"]);

function withoutTrailingComment(line: string, languageId: string): string {
  // Behind white space only, so that "http://", "'#fff'" and "a--" stay.
  if (HASH_COMMENTS.has(languageId)) return line.replace(/(^|\s)#.*$/, "$1");
  if (DASH_COMMENTS.has(languageId)) return line.replace(/(^|\s)--.*$/, "$1");
  return line.replace(/(^|\s)\/\/.*$/, "$1");
}
