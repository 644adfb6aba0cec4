/** Generated text becomes a suggestion: one edit at the cursor that VS Code can show, kept right while the user types. */

import { findUnmatched, indentWidth, leading } from "./brackets.ts";
import { fitIndent } from "./indent.ts";
import type { Place } from "./place.ts";
import { isSignificant, repeatsLine, squeeze } from "./repetition.ts";
import type { TextEdit } from "./textEdit.ts";

/** A suggestion as a single edit of one document. Offsets in UTF-16 code units of the document's own text (its own line ends). */
export interface Suggestion {
  /** The range that `text` replaces: on one line, and its text is a subsequence of `text`. Usually empty, at the cursor. */
  readonly start: number;
  readonly end: number;
  /** With the document's own line ends. */
  readonly text: string;
  /** Log-probability of the first line that is not typed yet, ≤ 0. */
  readonly confidence: number;
}

/** The same in model text, before it is shown. */
export interface GeneratedEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The text of [start, end) when the suggestion was made; without it, typing over that text is not followed. */
  readonly replaced?: string;
}

export interface SuggestionRequest {
  /** What the stop rules left of the generated text. */
  readonly generated: string;
  /** The document in model text, and the cursor that was completed at. */
  readonly text: string;
  readonly cursor: number;
  readonly place: Place;
}

export type SuggestionResult =
  | { readonly kind: "ok"; readonly edit: GeneratedEdit }
  | { readonly kind: "empty" | "notShowable" | "repeats"; readonly reason: string };

/** Makes what was generated fit its place, or says why it cannot be shown. */
export function toSuggestion({ generated, text, cursor, place }: SuggestionRequest): SuggestionResult {
  const whole = generated.replace(/\uFFFD+$/, "").replaceAll("\r", "");
  if (whole.trim() === "") return { kind: "empty", reason: "The model had nothing to add here." };
  if (/[\uFFFD\0]/.test(whole)) return { kind: "notShowable", reason: "The model wrote a broken character." };
  const fitted = fitGenerated({ generated: whole, text, cursor, place });
  const joined = joinWithRest(fitted, place);
  if (joined === undefined)
    return { kind: "notShowable", reason: "The text would run into what stands behind the cursor." };
  const { insertion, replaced } = joined;
  if (insertion.trim() === "" || insertion === replaced)
    return { kind: "repeats", reason: "The model said only what stands behind the cursor already." };
  const said = findRepetition(insertion, { text, cursor, place, rest: place.lineSuffix.slice(replaced.length) });
  if (said !== undefined) return { kind: "repeats", reason: said };
  return { kind: "ok", edit: { start: cursor, end: cursor + replaced.length, text: insertion, replaced } };
}

/** The generated text as it would stand in the document: its white space fits what is around it. */
export function fitGenerated({ generated, text, cursor, place }: SuggestionRequest): string {
  const body = isUnbrokenBody(generated, place) ? `\n${generated}` : generated;
  return fitIndent({ generated: body, text, cursor, linePrefix: place.linePrefix, language: place.language });
}

/** Behind what opens a body the text begins like a line of that body, without the line feed that it needs. */
function isUnbrokenBody(generated: string, { opens, indent, linePrefix }: Place): boolean {
  const start = leading(generated);
  const behindOpener = opens && /[^\s(]\s*$/.test(linePrefix);
  return (
    behindOpener && start.length > 1 && generated.length > start.length && indentWidth(start) > indentWidth(indent)
  );
}

/** One way to put the text in front of the rest of the cursor's line; `replaced` is the part of it that goes. */
interface Join {
  readonly insertion: string;
  readonly replaced: string;
}

/**
 * The rest of the cursor's line (often brackets that the editor closed by itself) may be said again by the model, wholly
 * or in part, or not:
 *
 *     foo(▮)   a, b       stays in front of `)`
 *     foo(▮)   a, b)      `)` is said again: left out
 *     foo(▮)   a, b);     `)` is replaced by the longer end
 *     foo(▮)   bar()      ends alike, but says nothing again
 *
 * Of all ways that VS Code can show, the one is taken that leaves the fewest brackets and quotation marks without a
 * partner; of equals, the one that says least twice. Undefined when the text would run into the word behind the cursor.
 */
function joinWithRest(generated: string, place: Place): Join | undefined {
  const rest = place.lineSuffix.trimEnd();
  const trimmed = generated.trimEnd();
  if (rest === "") return { insertion: trimmed, replaced: "" };
  const joins = [...overlaps(trimmed, rest), plainJoin(generated, place), ...replacements(trimmed, rest)];
  let best: { join: Join; cost: number } | undefined;
  for (const join of joins) {
    if (join === undefined) continue;
    const line = place.linePrefix + join.insertion + place.lineSuffix.slice(join.replaced.length);
    const { openers, closers, quotes } = findUnmatched(line);
    const cost = openers.length + closers.length + quotes;
    if (best === undefined || cost < best.cost) best = { join, cost };
  }
  return best?.join;
}

/** The end of the text is the beginning of the rest: it is left out, the longest first. */
function overlaps(generated: string, rest: string): readonly Join[] {
  const joins: Join[] = [];
  for (let length = Math.min(rest.length, generated.length); length > 0; length -= 1)
    if (generated.endsWith(rest.slice(0, length)))
      joins.push({ insertion: generated.slice(0, generated.length - length), replaced: "" });
  return joins;
}

function plainJoin(generated: string, place: Place): Join | undefined {
  const rest = place.lineSuffix;
  const trimmed = generated.trimEnd();
  const ownLine = /^\s*\n/.test(generated) ? /^\s*[)\]}]/ : /^\s*\}/;
  if (place.opens && trimmed.includes("\n") && ownLine.test(rest)) {
    // The body of `{▮}`: its closer goes to a line of its own.
    const insertion = `${trimmed}\n${place.indent}`;
    const gap = /^\s*/.exec(rest)?.[0] ?? "";
    return { insertion, replaced: isSubsequence(gap, insertion) ? gap : "" };
  }
  // `{ a }`: the space in front of a brace is meant.
  if (rest.startsWith("}") && /\S[^\S\n]$/.test(generated)) return { insertion: generated, replaced: "" };
  if (/^[\s)\]}>;,]/.test(rest)) return { insertion: trimmed, replaced: "" };
  const insertion = generated.includes("\n") ? trimmed : generated;
  const meet = /[\p{L}\p{N}_]$/u.test(insertion) && /^[\p{L}\p{N}_]/u.test(rest);
  const statementInFront = place.linePrefix.trim() === "" && /[;)\]}]$/.test(insertion);
  return meet || statementInFront ? undefined : { insertion, replaced: "" };
}

/** A beginning of the rest that the text contains piece by piece is replaced: closers, the most first, or the whole. */
function replacements(generated: string, rest: string): readonly Join[] {
  const closers = /^[\s)\]}>"'`;,]*/.exec(rest)?.[0].length ?? 0;
  const lengths = Array.from({ length: closers }, (_, index) => closers - index);
  return [...lengths, rest.length].flatMap((length) => {
    const replaced = rest.slice(0, length);
    return isSubsequence(replaced, generated) ? [{ insertion: generated, replaced }] : [];
  });
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const unit of part.split("")) {
    at = whole.indexOf(unit, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

interface RepetitionRequest {
  readonly text: string;
  readonly cursor: number;
  readonly place: Place;
  /** What stays behind the insertion on its last line. */
  readonly rest: string;
}

/** What the suggestion says again, if anything. */
function findRepetition(insertion: string, { text, cursor, place, rest }: RepetitionRequest): string | undefined {
  const lines = (place.linePrefix + insertion + rest).split("\n");
  const lineStart = cursor - place.linePrefix.length;
  const lineEnd = cursor + place.lineSuffix.length;
  const below = nonBlankLines(text.slice(lineEnd, lineEnd + 2000).split("\n"));
  const above = nonBlankLines(text.slice(Math.max(0, lineStart - 2000), lineStart).split("\n")).at(-1);
  // With code in front of the cursor the first line is the user's own; it counts where it is all there is.
  const own = place.linePrefix.trim() !== "" && lines.length > 1;
  const said = nonBlankLines(own ? lines.slice(1) : lines);
  const first = said[0];
  if (first === undefined) return undefined;
  if (isSignificant(first) && below[0] === first) return "It is the line that follows.";
  if (said.length > 1 && said.every((line, index) => below[index] === line)) return "These are the lines that follow.";
  if (!own && repeatsLine(first, above)) return "It is the line above once more.";
  return undefined;
}

function nonBlankLines(lines: readonly string[]): readonly string[] {
  return lines.map(squeeze).filter((line) => line !== "");
}

/**
 * The same suggestion after the user's edits, where they agree with it: nothing was changed, or what was written at its
 * start is its beginning (up to `cursor`) with perhaps brackets behind it that the editor closed.
 *
 *     generated   for (▮const a of list) {}
 *     typed       for (co▮)               p = "co", q = ")" or ""
 *     rebased     nst a of list) {}  in place of q
 *
 * `since` leads from the text that `generated` is an edit of to the text that `cursor` and the result are offsets of.
 */
export function tryRebase(generated: GeneratedEdit, since: TextEdit, cursor: number): GeneratedEdit | undefined {
  const { start, end, text } = generated;
  const [typed, another] = since.replacements;
  if (another !== undefined) return undefined;
  if (typed === undefined && cursor === start) return generated;
  const editedTo = typed?.end ?? start;
  if (typed !== undefined && (typed.start !== start || editedTo > end)) return undefined;
  // What stands now between the start and where the replaced range ends.
  const original = generated.replaced ?? "";
  if (generated.replaced === undefined && editedTo !== start) return undefined;
  const now = (typed?.text ?? "") + original.slice(editedTo - start);
  const done = cursor - start;
  if (done < 0 || done > now.length || !text.startsWith(now.slice(0, done))) return undefined;
  const behind = now.slice(done);
  const remainder = text.slice(done);
  if (remainder === "" || remainder === behind) return undefined;
  const unknown = generated.replaced === undefined ? end - editedTo : 0;
  if (behind.includes("\n")) {
    // The replaced range must stay on one line; the same end need not be replaced.
    const rest = remainder.slice(0, remainder.length - behind.length);
    const trimmable = remainder.endsWith(behind) && unknown === 0;
    return trimmable ? { start: cursor, end: cursor, text: rest, replaced: "" } : undefined;
  }
  if (!isSubsequence(behind, remainder)) return undefined;
  const edit = { start: cursor, end: cursor + behind.length + unknown, text: remainder };
  return generated.replaced === undefined && unknown > 0 ? edit : { ...edit, replaced: behind };
}

/**
 * Whether a generation that began at `start` and has come to `text` may still become what the user writes there. More
 * may be typed than generated; brackets behind that the editor closed do not count.
 */
export function agreesSoFar(text: string, since: TextEdit, start: number): boolean {
  const [typed, another] = since.replacements;
  if (typed === undefined) return true;
  if (another !== undefined || typed.start !== start || typed.end !== start) return false;
  const closed = /[\s)\]}>"'`]*$/.exec(typed.text)?.[0].length ?? 0;
  for (let length = typed.text.length; length >= typed.text.length - closed; length -= 1) {
    const written = typed.text.slice(0, length);
    if (text.startsWith(written) || written.startsWith(text)) return true;
  }
  return false;
}
