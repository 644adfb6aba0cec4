/** What of a generated text may be shown, so that it breaks nothing behind the cursor. */

import { endsWithHead } from "../place/begun.ts";
import type { SuggestionResult } from "../place/suggestion.ts";
import { type GeneratedEdit, toSuggestion } from "../place/suggestion.ts";
import { leavesTagOpen } from "../place/tags.ts";
import { type EndLogprobAt, hasLines, leavesOpen, planEndings } from "./endings.ts";
import { Balance, joinPlainly, lineBelow, type PlainRequest } from "./plainJoining.ts";
import type { Choice, SyntaxPlace } from "./syntax.ts";

/** What became of a text when it was joined with what stands behind it. */
export interface JoinReport {
  readonly footing: Choice["footing"];
  /** UTF-16 units that were cut off its end. */
  readonly cut: number;
  /** It was closed: it ends with brackets that the model did not write. */
  readonly closed: boolean;
  /** There was no way to show it. */
  readonly refused: boolean;
  /** The grammar would have refused it, but was wrong about such text before. */
  readonly learnt?: boolean;
}

export type Joined = (SuggestionResult | { readonly kind: "breaksSyntax"; readonly reason: string }) & {
  /** Undefined when the grammar did not answer. */
  readonly report?: JoinReport;
};

export interface JoinRequest extends PlainRequest {
  readonly grammar: SyntaxPlace;
  readonly endLogprobAt?: EndLogprobAt | undefined;
  /** The model itself ended the text. */
  readonly isEnded: boolean;
  /** A limit ended it: more was to come. */
  readonly isCut: boolean;
  /** The grammar does not decide alone: it is not asked about what leaves something open by the rules of the text. */
  readonly onlyJoins?: boolean;
  /** Nothing is hidden, only cut. */
  readonly advises: boolean;
}

/** Questions are of this many texts: the thread has little time for one. */
const AT_ONCE = 6;
const MOST = 24;

/** The best ending of the text that adds no error to its file. Where the grammar is silent, what ends all that it begins. */
export async function joinSuggestion(request: JoinRequest): Promise<Joined> {
  const whole = toSuggestion(request);
  if (whole.kind !== "ok") return whole;
  const endings = toEdits(request, whole.edit);
  if (endings.length === 0) return joinPlainly(request);
  for (let from = 0; from < endings.length; from += AT_ONCE) {
    const some = endings.slice(from, from + AT_ONCE);
    const insertions = some.map(({ text: ending, edit: { text, start, end } }) => ({
      text,
      replaced: end - start,
      mustFit: mustFit(ending, request),
    }));
    const asked = await request.grammar.ask("choose", { insertions });
    if (asked === undefined) return joinPlainly(request);
    const { footing, chosen, isLearnt } = asked.answer;
    if (chosen === undefined) continue;
    const { edit, text } = some[chosen]!;
    return {
      kind: "ok",
      edit,
      report: { ...reportOf(request.generated, text, footing), ...(isLearnt === true ? { learnt: true } : {}) },
    };
  }
  const report = { footing: "clean", cut: request.generated.length, closed: false, refused: !request.advises } as const;
  if (request.advises) return { ...whole, report };
  return { kind: "breaksSyntax", reason: "Wherever it ended, it would add a syntax error to the file.", report };
}

/**
 * What the user would have to go on with is no end: a piece of a line, and what leaves something open, unless it is one
 * line that the model itself ended.
 */
function mustFit(ending: string, request: JoinRequest): boolean {
  const { generated, place, closes } = request;
  const isPiece = generated.startsWith(ending) && !/^\s*$|^[^\S\n]*\n/.test(generated.slice(ending.length));
  return isPiece || (closes && !isEndedLine(ending, request) && leavesOpen(ending, place));
}

function isEndedLine(ending: string, { generated, isEnded }: JoinRequest): boolean {
  return isEnded && ending === generated && !hasLines(ending);
}

interface Ending {
  /** Of the generated text, perhaps with closers. */
  readonly text: string;
  readonly edit: GeneratedEdit<"near">;
}

function toEdits(request: JoinRequest, whole: GeneratedEdit<"near">): readonly Ending[] {
  const { generated, place } = request;
  const known = new Set<string>();
  const below = lineBelow(request);
  const balance = request.onlyJoins === true && request.closes ? new Balance(request) : undefined;
  const isOpen = (text: string, edit: GeneratedEdit<"near">) =>
    request.closes &&
    (balance?.endsAll(edit) === false ||
      leavesTagOpen(edit.text, place, below) ||
      (!isEndedLine(text, request) && endsWithHead(edit.text, place, below, request.isCut && hasLines(edit.text))));
  return planEndings(generated, place, { ...request, below })
    .slice(0, MOST)
    .flatMap((text) => {
      const result =
        text === generated ? ({ kind: "ok", edit: whole } as const) : toSuggestion({ ...request, generated: text });
      if (result.kind !== "ok") return [];
      const key = `${result.edit.end} ${result.edit.text}`;
      if (known.has(key) || isOpen(text, result.edit)) return [];
      known.add(key);
      return [{ text, edit: result.edit }];
    });
}

function reportOf(generated: string, taken: string, footing: Choice["footing"]): JoinReport {
  let same = 0;
  while (same < taken.length && taken[same] === generated[same]) same += 1;
  return { footing, cut: generated.length - same, closed: taken.length > same, refused: false };
}
