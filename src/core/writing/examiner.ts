/** Finds out how candidates and written tokens stand at a place: from what is known there, or by asking its grammar. */

import type { Candidate, ModelFacts } from "../cache/engine.ts";
import type { GrammarPlace } from "../grammar/grammarUse.ts";
import type { Inquiry } from "../grammar/inquiry.ts";
import type { Place } from "../place/place.ts";
import { goesOnPlainly } from "../place/plainText.ts";
import { lengthSaidAgain, maySayAgain, withoutSaidAgain } from "../place/saidAgain.ts";
import type { TokenId } from "../tokens/tokenizer.ts";
import type { Judged, Standing, Step } from "./constraint.ts";
import type { Draft } from "./draft.ts";

export interface ExaminerOptions {
  readonly grammar: GrammarPlace;
  readonly draft: Draft;
  readonly inquiry: Inquiry;
  readonly endTokens: ModelFacts["endTokens"];
  /** The text as it would be when it ended at the model's own end. */
  readonly finish: (text: string) => string;
  /** A text as it would stand in the document: that is what is judged. */
  readonly asInserted: (text: string) => string;
  /** What stands around the cursor, as far as it is known by then. */
  readonly standsAt: () => Place;
}

export class Examiner {
  readonly #options: ExaminerOptions;

  constructor(options: ExaminerOptions) {
    this.#options = options;
  }

  /** Of the first candidate of a step: without asking, the model's end aside. Undefined: it is to be asked about. */
  async standingAtOnce(candidate: Candidate): Promise<Standing | undefined> {
    return this.#isEnd(candidate) ? this.#standingOfEnd() : this.#knownStanding(candidate);
  }

  async standingOf(step: Step, candidate: Candidate): Promise<Standing> {
    const known = step.verdicts.get(candidate.token);
    if (known !== undefined) return known;
    const standing =
      (await this.standingAtOnce(candidate)) ?? (await this.judge(this.#options.draft.textWith(candidate.token)));
    step.verdicts.set(candidate.token, standing ?? "unknown");
    return standing ?? "unknown";
  }

  /** The verdict on a text, when it comes in time. */
  async judge(text: string): Promise<Standing | undefined> {
    const { inquiry, grammar, asInserted } = this.#options;
    const verdict = await inquiry.judge(asInserted(text));
    if (verdict !== "viable" && this.#isSayingAgain(text)) return undefined;
    if (verdict === "dead") this.noteDead(text);
    else if (verdict === "unproved") grammar.refused(asInserted(text));
    return verdict;
  }

  /** It was proved dead: it will not be asked about again. */
  noteDead(text: string): void {
    const { grammar, asInserted } = this.#options;
    const inserted = asInserted(text);
    grammar.deadEnds.add(inserted);
    grammar.refused(inserted);
  }

  /** A text up to its last complete statement; undefined where that is not known. */
  async lastStatement(text: string): Promise<string | undefined> {
    const { inquiry, asInserted } = this.#options;
    const inserted = asInserted(text);
    const end = await inquiry.ask("lastStatementEnd", { inserted });
    if (end === undefined || end === 0) return undefined;
    const rest = inserted.slice(end);
    return text.endsWith(rest) ? text.slice(0, text.length - rest.length) : undefined;
  }

  /** Asks about the text up to the token at `index`, unless there is no need; the answer is noted when it comes. */
  startCheck(index: number, judged: Judged): Promise<unknown> | undefined {
    const { grammar, draft, inquiry, asInserted } = this.#options;
    if (judged.standing !== "unknown") return undefined;
    const [before, text] = [draft.textAt(index - 1), draft.textAt(index)];
    if (text === before || this.#goesOnPlainly(before, text)) {
      judged.standing = "plain";
      return undefined;
    }
    return inquiry.start(asInserted(text))?.then((verdict) => {
      if (verdict !== "viable" && this.#isSayingAgain(text)) return;
      if (verdict !== undefined) judged.standing = verdict;
      // It may give way to a better one.
      if (verdict === "unproved") grammar.refused(asInserted(text));
    });
  }

  /** These tokens are likely to be written next: what the grammar will be asked of them is asked meanwhile. */
  foresee(tokens: readonly TokenId[]): void {
    const { draft, inquiry, asInserted } = this.#options;
    let before = draft.text;
    const texts: string[] = [];
    for (const index of tokens.keys()) {
      const text = draft.textWith(...tokens.slice(0, index + 1));
      if (text !== before && !this.#goesOnPlainly(before, text)) texts.push(asInserted(text));
      before = text;
    }
    inquiry.foresee(texts);
  }

  #knownStanding({ token }: Candidate): Standing | undefined {
    const { draft, grammar, asInserted } = this.#options;
    const text = draft.textWith(token);
    // Half a character, or a part of what stands there already.
    if (text === draft.text) return "plain";
    return grammar.deadEnds.has(asInserted(text), asInserted(draft.text).length) ? "dead" : undefined;
  }

  /** Ending where what follows does not fit is like a token that is not proved: something better is taken if there is. */
  async #standingOfEnd(): Promise<Standing> {
    const { draft, grammar, inquiry, finish, asInserted } = this.#options;
    const inserted = asInserted(finish(draft.text));
    if (inserted.trim() === "") return "viable";
    const ends = await inquiry.ask("legalEnds", { inserted, ends: endsBefore(inserted, grammar.suffix) });
    return ends?.length === 0 ? "unproved" : "viable";
  }

  #goesOnPlainly(before: string, text: string): boolean {
    const { grammar, standsAt } = this.#options;
    const [own, longer] = [before, text].map((one) => withoutSaidAgain(one, standsAt())) as [string, string];
    return longer.startsWith(own) && goesOnPlainly(grammar.prefix + own, longer.slice(own.length), grammar.languageId);
  }

  /** Whether a beginning of the draft, or a text that goes on with it, may yet come to say again what stands there. */
  #isSayingAgain(text: string): boolean {
    const { draft, standsAt } = this.#options;
    const longest = draft.text.length > text.length ? draft.text : text;
    const place = standsAt();
    if (lengthSaidAgain(text, place) > 0 || !maySayAgain(text, place)) return false;
    return lengthSaidAgain(longest, place) > 0 || maySayAgain(longest, place);
  }

  #isEnd({ token }: Candidate): boolean {
    return this.#options.endTokens.has(token);
  }
}

/** The end of a text, and where it would end without what the line behind the cursor says again. */
function endsBefore(inserted: string, suffix: string): readonly number[] {
  const line = /^[^\n]*/.exec(suffix)?.[0].trimEnd() ?? "";
  const ends = [inserted.length];
  for (let length = Math.min(line.length, inserted.length); length > 0; length -= 1)
    if (inserted.endsWith(line.slice(0, length))) ends.push(inserted.length - length);
  return ends;
}
