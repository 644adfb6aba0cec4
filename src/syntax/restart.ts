/** Where a text can be read afresh, when the grammar cannot follow all that stands in front. Pure; the grammar has the last word. */

import { entryOf } from "../core/entryOf.ts";
import { findLanguage } from "../core/languages/languages.ts";
import { findUnmatched } from "../core/place/brackets.ts";

/** A later beginning of a text. */
export interface Restart {
  /** Offset of the first character that is read; it begins a line. */
  readonly from: number;
  /** What is read in front of it, outermost first: the heads of the blocks that are open there. */
  readonly heads: readonly string[];
}

/** What is read in place of `text`. */
export function readFrom({ from, heads }: Restart, text: string): string {
  return heads.join("") + text.slice(from);
}

/** The whole text. */
export const WHOLE: Restart = { from: 0, heads: [] };

/** How a language tells what is inside of what. */
type Layout = "braces" | "indentation" | "lines";

/** No more text than that is looked at for what is open. */
const MOST = 100_000;

/** The first restart behind an offset of `text`; undefined for none. */
export function planRestart(text: string, behind: number, language: string): Restart | undefined {
  if (text.length > MOST) return undefined;
  const plan = PLANS[findLanguage(language).grammarFacts?.layout ?? "braces"];
  for (let at = text.indexOf("\n", behind) + 1; at > 0 && at < text.length; at = text.indexOf("\n", at) + 1) {
    const heads = plan(text, at, language);
    if (heads !== undefined) return { from: at, heads };
  }
  return undefined;
}

/** The heads of what is open at a line's beginning; undefined where no statement begins. */
type Plan = (text: string, at: number, language: string) => readonly string[] | undefined;

const PLANS: Readonly<Record<Layout, Plan>> = {
  braces: planBraces,
  indentation: planIndentation,
  // What may begin a statement at column 0, or a tag anywhere.
  lines: (text, at) =>
    /^(?:<[a-zA-Z!]|(?!fi\b|done\b|esac\b|else\b|elif\b|then\b|do\b|end\b|when\b|rescue\b|in\b)[\w$.[{]|- )/.test(
      text.slice(at, at + 12),
    )
      ? []
      : undefined,
};

/** Ends what stands in front of a statement; elsewhere the line must say that it goes on. */
const ENDS_STATEMENT = /(?:[;{}]|\*\/|^|:)\s*$/;
const GOES_ON = /(?:[-+*/%=&|^<>,.(?:[]|\b(?:return|extends|implements|where|in|of|new|else))\s*$/;
const CONTINUES = /^\s*(?:[.?:)\]},&|+*/<>=-]|(?:else|catch|finally|while|extends|implements|where)\b)/;
/** Lines end statements in them without a sign. */
const WITHOUT_SEMICOLONS = /[\w)\]"'`]\s*$/;

function startsStatement(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 200), at);
  const line = text.slice(at, at + 80);
  if (/^\s*$/.test(line.split("\n", 1)[0]!) || CONTINUES.test(line)) return false;
  return ENDS_STATEMENT.test(before) || (WITHOUT_SEMICOLONS.test(before) && !GOES_ON.test(before));
}

function planBraces(text: string, at: number, language: string): readonly string[] | undefined {
  if (!startsStatement(text, at)) return undefined;
  const unmatched = findUnmatched(text.slice(0, at), findLanguage(language)).openers;
  const last = unmatched.findLastIndex(({ character }) => character === "{");
  // Behind a semicolon the others were left open by what was wrong.
  if (last < unmatched.length - 1 && !/;\s*$/.test(text.slice(0, at))) return undefined;
  const openers = unmatched.slice(0, last + 1);
  return openers.map(({ offset }, index) => headOf(text, offset, index === 0 ? 0 : openers[index - 1]!.offset + 1));
}

const OPENS = "([{";
const CLOSES = ")]}";

/** What stands in front of an opening bracket and belongs to it, from `least` on at most, and the bracket. */
function headOf(text: string, opener: number, least: number): string {
  let depth = 0;
  let start = opener;
  for (let at = opener - 1; at >= least; at -= 1) {
    const character = text[at]!;
    if (
      depth === 0 &&
      (character === ";" || character === "{" || (character === "}" && /^\s*\n/.test(text.slice(at + 1, at + 40))))
    )
      break;
    if (CLOSES.includes(character)) depth += 1;
    else if (OPENS.includes(character)) depth -= 1;
    if (depth < 0) break;
    if (depth > 0) continue;
    if (character !== "\n") start = at;
    else if (startsStatement(text, at + 1)) break;
  }
  return text.slice(start, opener + 1);
}

/** What opens a block in Python, and what stands for it. */
const BLOCK_HEADS: Readonly<Record<string, string>> = {
  try: "try:",
  except: "try:",
  finally: "try:",
  match: "match x:",
  case: "case x:",
  for: "for x in x:",
  while: "while x:",
  if: "if x:",
  elif: "if x:",
  async: "async def f():",
};
const CLAUSE = /^\s*(?:else|elif|except|finally|case)\b/;

function planIndentation(text: string, at: number, language: string): readonly string[] | undefined {
  const line = text.slice(at, text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at));
  if (
    !/^\s*[\w@"'([]/.test(line) ||
    CLAUSE.test(line) ||
    findUnmatched(text.slice(0, at), findLanguage(language)).openers.length > 0
  )
    return undefined;
  let width = widthOf(line);
  const heads: string[] = [];
  for (const above of text.slice(0, at).split("\n").reverse()) {
    if (width === 0) break;
    if (above.trim() === "" || /^\s*#/.test(above) || widthOf(above) >= width) continue;
    width = widthOf(above);
    heads.unshift(`${above.slice(0, width)}${entryOf(BLOCK_HEADS, /\w+/.exec(above)?.[0] ?? "") ?? "def f():"}\n`);
  }
  return heads;
}

function widthOf(line: string): number {
  return line.length - line.trimStart().length;
}
