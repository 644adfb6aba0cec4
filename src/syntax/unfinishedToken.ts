/** Can the last token, cut short by the end of the text, become one that is legal there? */

import type { Parser } from "web-tree-sitter";
import type { Verdict } from "../core/grammar/syntax.ts";
import { type Attempt, attempt, type Stop } from "./attempt.ts";
import { type Grammar, legalIn } from "./grammar.ts";
import { TAG_TEXT } from "./narrowness.ts";
import { brokenQuoteOf, hasBareLineBreakAfterQuote } from "./oneLineStrings.ts";
import type { Parsed } from "./parsing.ts";

const WORD = /^[A-Za-z_$][\w$]*$/;
const GAP = /[\s()[\]{};,]/;
const CLOSER = /^[)\]};,]$/;
/** Tokens, by their names in all grammars, that take any character, and those that take a word. */
const FREE_TEXT = /fragment|content|chars|text|regex_pattern|heredoc|escape|_arg$|doc_comment|scalar|^\*\/$/;
const NAME = /identifier|name|word|label|tag/;

export class UnfinishedToken {
  readonly #grammar: Grammar;
  readonly #parser: Parser;
  /** Most useful first, learnt. */
  readonly #witnesses: string[];

  constructor(grammar: Grammar, parser: Parser) {
    this.#grammar = grammar;
    this.#parser = parser;
    this.#witnesses = [...grammar.table.witnesses];
  }

  /** Of a text whose end the parser ran into before it could know its last token. `base`: see `attempt`. */
  judge(text: string, { stops }: Attempt, base: Parsed | undefined): Verdict {
    const isSettled = (stop: Stop) => this.#isSettled(text, stop) || isInBrokenString(this.#grammar, text, stop);
    if (stops.length > 0 && stops.every(isSettled)) return "dead";
    const isClosed = ({ offset, state }: Stop) =>
      this.#isClosed(text.slice(offset), text) && !this.#isInFreeText(state);
    if (stops.every(isClosed) && this.#isDeadBefore(text, " ", base)) return "dead";
    const tails = new Set(stops.flatMap((stop) => this.#tails(text, stop)));
    for (const tail of tails) if (this.#becomesLegal(text, tail, base)) return "viable";
    const broken = this.#brokenQuoteOf(text, stops);
    for (const [place, witness] of this.#witnesses.entries()) {
      const endsBroken = broken !== undefined && witness.includes(broken);
      if (endsBroken || !this.#becomesLegal(text, witness, base)) continue;
      this.#witnesses.splice(place, 1);
      this.#witnesses.unshift(witness);
      return "viable";
    }
    return "unproved";
  }

  /** The quote of a string that the text ends in, and that the grammar has only guessed at; undefined where it may have more lines. */
  #brokenQuoteOf(text: string, stops: readonly Stop[]): string | undefined {
    const broken = this.#grammar.table.oneLineStringTokens.size === 0 ? undefined : brokenQuoteOf(text);
    return stops.every(({ offset }) => text[offset] === broken) ? broken : undefined;
  }

  /** A sign that nothing can lengthen: `]` is none where `]]` is one. */
  #isClosed(begun: string, text: string): boolean {
    if (!CLOSER.test(begun) || this.#grammar.language.types.includes(begun + begun)) return false;
    // `{{` opens a value in a string that begins so.
    return begun !== "}" || !text.includes('$$"');
  }

  /** A sign that nothing can lengthen is judged with something behind it: then the end of the text is out of sight. */
  #isDeadBefore(text: string, next: string, base: Parsed | undefined): boolean {
    const longer = attempt(this.#parser, text + next, base);
    return !longer.reachesEnd && !longer.sawEnd;
  }

  #becomesLegal(text: string, witness: string, base: Parsed | undefined): boolean {
    const whole = text + witness;
    const { reachesEnd, isComplete, stops } = attempt(this.#parser, whole, base);
    const behind = stops.filter(({ offset }) => offset >= text.length);
    const isBroken = (stop: Stop) => isInBrokenString(this.#grammar, whole, stop);
    return (reachesEnd || behind.length > 0) && (isComplete || behind.length === 0 || !behind.every(isBroken));
  }

  /** What is missing of the legal keywords and signs that the unfinished token begins. */
  #tails(text: string, { offset, state }: Stop): readonly string[] {
    const begun = text.slice(offset);
    return legalIn(this.#grammar, state)
      .filter((name) => name.length > begun.length && name.startsWith(begun))
      .map((name) => `${name.slice(begun.length)}${/\w$/.test(name) ? " " : ""}`);
  }

  /**
   * The text ends with a word or a closing sign that nothing legal begins with, whatever is added to it. Inside a string or
   * another token with free text everything may go on, and a word may belong to the token before it: `0` and `x`.
   */
  #isSettled(text: string, { offset, state }: Stop): boolean {
    const begun = text.slice(offset);
    const isWord = WORD.test(begun) && (offset === 0 || GAP.test(text[offset - 1]!));
    if (!isWord && !this.#isClosed(begun, text)) return false;
    if (isWord && this.#grammar.table.literalPrefixes?.test(begun) === true) return false;
    if (this.#isInFreeText(state)) return false;
    return !legalIn(this.#grammar, state).some((name) => name.startsWith(begun) || (isWord && NAME.test(name)));
  }

  #isInFreeText(state: number): boolean {
    return legalIn(this.#grammar, state).some((name) => FREE_TEXT.test(name));
  }
}

/** The text, up to the stop, ends in a string that should have ended on an earlier line. */
export function isInBrokenString(grammar: Grammar, text: string, { offset, state }: Stop): boolean {
  const { oneLineStringTokens } = grammar.table;
  if (oneLineStringTokens.size === 0) return false;
  const legal = legalIn(grammar, state);
  // Attributes of tags may have line breaks.
  if (legal.includes(TAG_TEXT)) return false;
  const quote = ['"', "'"].find((sign) => legal.includes(sign));
  if (quote === undefined || !legal.some((name) => oneLineStringTokens.has(name))) return false;
  return hasBareLineBreakAfterQuote(text.slice(0, offset), quote);
}
