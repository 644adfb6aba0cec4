/** What is known for a place becomes the outcome of a request. */

import type { GeneratedEdit, Suggestion } from "../place/suggestion.ts";
import type { Eagerness } from "../settings/settings.ts";
import { percent } from "../shortText.ts";
import type { ModelText } from "../text/modelText.ts";
import { type Sight, seenOf, surroundings } from "../worth/sight.ts";
import { type Weigh, type Worth, weigh } from "../worth/worth.ts";
import type { Target } from "../writing/writer.ts";
import { confidenceOf, type Written } from "../writing/written.ts";
import { likelinessPerLine } from "./alternatives.ts";
import type { Outcome, ShownOutcome } from "./outcome.ts";
import { type Found, type Ready, type Stored, wholeOf } from "./store.ts";

export interface Answer {
  readonly outcome: Outcome;
  /** Of what was generated; undefined where nothing was weighed. */
  readonly worth?: Worth;
}

export interface AnswerOptions {
  /** What is not worth a look is held back; undefined: the user has asked by a command, nothing is, and alternatives are given. */
  readonly eagerness: Eagerness | undefined;
  readonly weigh?: Weigh | undefined;
  /** See `Sight.missed`. */
  readonly missed: number;
  /** Somebody sees it already. */
  readonly isStanding: boolean;
}

/** `found` is what `entry` says of the target now. */
export function toAnswer(entry: Stored, found: Found | undefined, target: Target, options: AnswerOptions): Answer {
  const none = found?.kind === "none" ? found.none : entry.none;
  if (none !== undefined) return { outcome: none };
  const { model } = target.document;
  const sight = toSight(entry, found, target, options.missed);
  if (found?.kind !== "ready" || sight === undefined)
    return { outcome: { kind: "empty", reason: "Everything suggested has been typed." } };
  if (options.eagerness === undefined) {
    const suggestions = inOrder(found, sight).map(({ edit, written, typed }) => {
      const confidence = Math.max(confidenceOf(written, 0), confidenceOf(written, typed));
      return describeEdit(edit, model, confidence);
    });
    return { outcome: toShown(suggestions, entry) };
  }
  const worth = (options.weigh ?? weigh)(sight, options.eagerness);
  const { confidence } = worth;
  const suggestion = describeEdit(worthwhile(found, worth), model, confidence);
  // An alternative that still fits is what the user has chosen, and what stands on the screen does not go while it is typed along.
  if (worth.isWorthALook || found.isOther || options.isStanding)
    return { outcome: toShown([suggestion], entry), worth };
  const reason = `Its first line is ${percent(worth.line)} likely to be right${byHabit(worth)}: too little for the ${Math.max(0, worth.keys)} keys that it saves.`;
  return { outcome: { kind: "lowConfidence", confidence, reason, text: found.edit.text, suggestion }, worth };
}

/** Where what was taken here before says something else. */
function byHabit({ line, here }: Worth): string {
  return percent(line) === percent(here) ? "" : `, ${percent(here)} by what is taken here`;
}

interface Choice {
  readonly edit: GeneratedEdit;
  readonly written: Pick<Written, "text" | "tokens" | "chosenEnd">;
  readonly typed: number;
  readonly time: number;
}

/** What was made last comes first, and of that what is likeliest. */
function inOrder(found: Ready, { written, typed }: Sight): readonly Choice[] {
  const first: readonly Choice[] = found.isOther ? [] : [{ edit: found.edit, written, typed, time: 0 }];
  const others = found.alternatives.map(({ edit, of }) => {
    return { ...of, edit, typed: Math.max(0, of.edit.text.length - edit.text.length) };
  });
  const likeliness = ({ written }: Choice): number => likelinessPerLine(written);
  return [...first, ...others].sort((a, b) => b.time - a.time || likeliness(b) - likeliness(a));
}

/** What of a text is worth a look: all of it, or its first line where that stands by itself. */
export function worthwhile({ edit, line }: Pick<Ready, "edit" | "line">, worth: Worth | undefined): GeneratedEdit {
  return worth?.isRestWorthALook === false ? (line ?? edit) : edit;
}

/** With the reason why it is not all that was written. */
export function toShown(suggestions: readonly Suggestion[], { cut }: Pick<Stored, "cut">): ShownOutcome {
  return { kind: "shown", suggestions, ...(cut === undefined ? {} : { cut }) };
}

/** Undefined where nothing is ready. */
function toSight(
  entry: Stored,
  found: Found | undefined,
  { document, cursor }: Target,
  missed: number,
): Sight | undefined {
  const written = writtenOf(entry);
  if (found?.kind !== "ready" || written === undefined) return undefined;
  const { start, end, text } = found.edit;
  return {
    languageId: document.languageId,
    ...surroundings(document.text, Math.min(start, cursor)),
    isText: entry.isText,
    text,
    replaced: end - start,
    typed: typedOf(found),
    missed,
    written: seenOf(written),
  };
}

/** What is known of an entry's text, or of its beginning. */
export function writtenOf({ written, begun }: Stored): Written | undefined {
  return written ?? begun?.written;
}

/** UTF-16 units of a text that stand in the document by now. */
export function typedOf({ entry, edit }: Ready): number {
  return Math.max(0, (wholeOf(entry)?.text.length ?? 0) - edit.text.length);
}

export function describeEdit({ start, end, text }: GeneratedEdit, model: ModelText, confidence: number): Suggestion {
  return { start: model.toRaw(start), end: model.toRaw(end), text: model.toRawText(text), confidence };
}
