/**
 * A text as the preprocessor might hand it on, with spaces in place of what it takes: directives, all but one branch of a
 * condition, and words that by custom and by where they stand are macros for nothing. Pure; takes time in proportion to
 * the text.
 *
 *     API int a(const char * RESTRICT b) NOEXCEPT {          int a(const char *          b)          {
 *     #ifdef A
 *       BEGIN(b)
 *       if (c) {                                               if (c) {
 *     #else
 *       if (d) {
 *     #endif
 */

import { findLanguage, isQuote, type Language } from "../core/languages/languages.ts";
import { Skips } from "../core/place/skips.ts";
import { blank } from "./reading.ts";

/** As long as `text`, with the same lines. Of a condition the branch is kept that `cursor` stands in, otherwise the first. */
export function withoutMacros(text: string, cursor: number): string {
  return withoutNames(blankAll(text, findDirectives(text, cursor)));
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** Stands there instead, with blanks behind it. */
  readonly as?: string;
}

function blankAll(text: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, as = "" } of spans) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    pieces.push(text.slice(done, from), as, blank(text.slice(from + as.length, end)));
    done = end;
  }
  return pieces.join("") + text.slice(done);
}

const DIRECTIVE = /^[^\S\n]*#[^\S\n]*([a-z]*)/;

/** A condition that is open: the branch that has begun, and whether one was kept. */
interface Condition {
  readonly branches: Span[];
  start: number;
  /** The first branch says that it is never taken. */
  readonly isNever: boolean;
}

/** Directives and what they leave out, by their starts. */
function findDirectives(text: string, cursor: number): readonly Span[] {
  const spans: Span[] = [];
  const open: Condition[] = [];
  const endBranch = (at: number) => {
    const condition = open.at(-1);
    condition?.branches.push({ start: condition.start, end: at });
  };
  const leave = () => {
    const condition = open.pop();
    if (condition !== undefined) spans.push(...leftOut(condition, cursor));
  };
  for (const { start, end, name, isNever } of directivesOf(text)) {
    spans.push({ start, end });
    if (name.startsWith("if")) open.push({ branches: [], start: end, isNever });
    else if (name.startsWith("el") || name === "endif") {
      endBranch(start);
      if (name === "endif") leave();
      else if (open.length > 0) open.at(-1)!.start = end;
    }
  }
  while (open.length > 0) {
    endBranch(text.length);
    leave();
  }
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

function leftOut({ branches, isNever }: Condition, cursor: number): readonly Span[] {
  const own = branches.findIndex(({ start, end }) => start <= cursor && cursor <= end);
  const kept = own >= 0 ? own : isNever ? 1 : 0;
  return branches.filter((_, index) => index !== kept);
}

interface Directive extends Span {
  readonly name: string;
  readonly isNever: boolean;
}

/** Each with the lines that it goes on in. */
function* directivesOf(text: string): Generator<Directive> {
  for (let start = 0; start < text.length; ) {
    let end = endOfLine(text, start);
    const line = text.slice(start, end);
    const name = DIRECTIVE.exec(line)?.[1];
    if (name !== undefined) {
      while (end < text.length && /\\\r?$/.test(text.slice(Math.max(0, end - 2), end))) end = endOfLine(text, end + 1);
      yield { start, end, name, isNever: /^[^\S\n]*#[^\S\n]*if[^\S\n]+0\b/.test(line) };
    }
    start = end + 1;
  }
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

/** By custom a macro. */
const NAME = /(?:^|_)[A-Z][A-Z\d]{2,}$/;
const WORD = /\w+/y;
/** So much around a name is looked at. */
const REACH = 80;
/** Longer arguments are none. */
const MOST_ARGUMENTS = 400;

function withoutNames(text: string): string {
  const language = findLanguage("cpp");
  const skips = new Skips(text, language);
  const spans: Span[] = [];
  let before = "";
  for (let offset = 0; offset < text.length; offset += 1) {
    const skipped = skips.endAt(offset);
    if (skipped !== undefined) {
      offset = skipped;
      continue;
    }
    if (isQuote(text, offset, language)) {
      before = text[offset]!;
      offset = skips.stringEnd(offset) ?? offset;
      continue;
    }
    WORD.lastIndex = offset;
    const word = WORD.exec(text)?.[0];
    if (word === undefined) {
      if (text[offset]!.trim() !== "") before = text[offset]!;
      continue;
    }
    const end = offset + word.length;
    const taken = NAME.test(word) ? macroAt(text, { start: offset, end }, before, language) : undefined;
    if (taken === undefined) before = word;
    else spans.push(taken);
    offset = (taken?.end ?? end) - 1;
  }
  return blankAll(text, spans);
}

/** Right behind the head of a function, or of a class. */
const BEHIND_HEAD = /^(?:\)|const|override|final|noexcept|class|struct|union|enum|namespace)$/;
/** Between the parts of a declaration: none of these is in front of a value alone. */
const IN_DECLARATION = /^(?:[(,]|static|inline|extern|const|constexpr|virtual|friend|typedef|typename)$/;
const ASSEMBLY = /\basm\b\s*(?:volatile\b\s*)?\(\s*$/;
/** A type, and more behind it. */
const TYPED = /^[\w:]+(?:[^\S\n]*[*&<]|[^\S\n]+\w)/;

/** The macro that may begin with a name, `before` it the last word or sign; undefined where it is none. */
function macroAt(text: string, { start, end }: Span, before: string, language: Language): Span | undefined {
  const isFirst = /^[;{}:]?$/.test(before) && /(?:^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, start - REACH), start));
  const call = /^[^\S\n]*\(/.test(text.slice(end, end + MOST_ARGUMENTS)) ? callEnd(text, end, language) : undefined;
  const to = call ?? end;
  const rest = /^[^\n]*/.exec(text.slice(to, to + REACH))![0].trimStart();
  const opens = rest.startsWith("{") || TYPED.test(rest);
  const macro = { start, end: to };
  if (isFirst) return rest === "" || opens || (call !== undefined && /^\w/.test(rest)) ? macro : undefined;
  if (BEHIND_HEAD.test(before)) return /^[\w;{=]/.test(rest) ? macro : undefined;
  if (before === "*") return /^[\w*]/.test(rest) ? macro : undefined;
  // Instructions that are made of arguments.
  if (before === "(" && call !== undefined && ASSEMBLY.test(text.slice(Math.max(0, start - REACH), start)))
    return { ...macro, as: '""' };
  return IN_DECLARATION.test(before) && opens ? macro : undefined;
}

/** Behind the bracket that closes the one which follows `from`. */
function callEnd(text: string, from: number, language: Language): number | undefined {
  const near = text.slice(from, from + MOST_ARGUMENTS);
  const skips = new Skips(near, language);
  let depth = 0;
  for (let offset = 0; offset < near.length; offset += 1) {
    const skipped = skips.endAt(offset);
    if (skipped !== undefined) offset = skipped;
    else if (isQuote(near, offset, language)) offset = skips.stringEnd(offset) ?? offset;
    else if (near[offset] === "(") depth += 1;
    else if (near[offset] === ")") {
      depth -= 1;
      if (depth === 0) return from + offset + 1;
    }
  }
  return undefined;
}
