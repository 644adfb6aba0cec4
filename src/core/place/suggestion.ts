/** Generated text becomes a suggestion: one edit at the cursor that VS Code can show, kept right while the user types. */

import { commentStart, type Language, opensBody } from "../languages/languages.ts";
import type { Offset, RawOffset } from "../text/offsets.ts";
import { leavesStringOpen } from "./begun.ts";
import { indentWidth, leading, widthOf } from "./brackets.ts";
import { saysItself } from "./extras.ts";
import { fitIndent, leavesBlock } from "./indent.ts";
import { isFlatHead } from "./itemHeads.ts";
import { findWithin } from "./longStrings.ts";
import type { Place } from "./place.ts";
import {
  compareItems,
  hasWords,
  isSignificant,
  repeatsLeft,
  repeatsLine,
  squeeze,
  standsInFrontOfItem,
} from "./repetition.ts";
import { joinWithRest } from "./restOfLine.ts";
import { withoutSaidAgain } from "./saidAgain.ts";

/** A suggestion as a single edit of one document. Offsets in UTF-16 code units of the document's own text (its own line ends). */
export interface Suggestion {
  /** The range that `text` replaces: on one line, and its text is a subsequence of `text`. Usually empty, at the cursor. */
  readonly start: RawOffset;
  readonly end: RawOffset;
  /** With the document's own line ends. */
  readonly text: string;
  /** Log-probability of the first line that is not typed yet, ≤ 0. */
  readonly confidence: number;
}

/** The same in model text (or in the part of it that the rules look at), before it is shown. */
export interface GeneratedEdit<Of extends "model" | "near" = "model"> {
  readonly start: Offset<Of>;
  readonly end: Offset<Of>;
  readonly text: string;
  /** The text of [start, end) when the suggestion was made; without it, typing over that text is not followed. */
  readonly replaced?: string;
  /** White space in front of the line whose body the text is. */
  readonly headIndent?: string;
}

export interface SuggestionRequest {
  /** What the stop rules left of the generated text. */
  readonly generated: string;
  /** What is looked at of the document's model text, and the cursor that was completed at. */
  readonly text: string;
  readonly cursor: Offset<"near">;
  readonly place: Place;
}

export type SuggestionResult =
  | { readonly kind: "ok"; readonly edit: GeneratedEdit<"near"> }
  | { readonly kind: "empty" | "notShowable" | "repeats"; readonly reason: string };

/** Makes what was generated fit its place, or says why it cannot be shown. */
export function toSuggestion({ generated, text, cursor, place }: SuggestionRequest): SuggestionResult {
  const whole = generated.replace(/(?<!\uFFFD)\uFFFD+$/, "").replaceAll("\r", "");
  const isTrail = place.language.isProse && /^\s*(?:\.{2,}|…)\s*$/.test(whole);
  if (whole.trim() === "" || isTrail) return { kind: "empty", reason: "The model had nothing to add here." };
  if (/[\uFFFD\0]/.test(whole)) return { kind: "notShowable", reason: "The model wrote a broken character." };
  const said = withoutSaidAgain(whole, place);
  if (said.trim() === "") return { kind: "repeats", reason: "It stands left of the cursor already." };
  const own = withoutComment(said, place);
  const fitted = fitGenerated({ generated: own, text, cursor, place });
  if (leavesBlock({ generated: fitted, text, cursor, linePrefix: place.linePrefix, language: place.language }))
    return { kind: "notShowable", reason: "The text belongs further left than the lines around it." };
  if (leavesStringOpen(fitted, place)) return { kind: "notShowable", reason: "The text does not end its string." };
  const joined = joinWithRest({ generated: fitted, text, cursor, place });
  if (joined === undefined)
    return { kind: "notShowable", reason: "The text would run into what stands behind the cursor." };
  const { insertion, replaced } = joined;
  if (insertion.trim() === "" || insertion === replaced)
    return { kind: "repeats", reason: "The model said only what stands behind the cursor already." };
  const again = findRepetition(insertion, { text, cursor, place, rest: place.lineSuffix.slice(replaced.length) });
  if (again !== undefined) return { kind: "repeats", reason: again };
  if (saysItself(insertion, { ...place, lineSuffix: place.lineSuffix.slice(replaced.length) }))
    return { kind: "repeats", reason: "It says that something is itself." };
  const edit = { start: cursor, end: cursor + replaced.length, text: insertion, replaced };
  return { kind: "ok", edit: place.opens ? { ...edit, headIndent: place.indent } : edit };
}

/** A comment would hide what stands behind the cursor in its line. */
function withoutComment(generated: string, { linePrefix, lineSuffix, language, within }: Place): string {
  if (lineSuffix.trim() === "" || within !== undefined || generated.trimEnd().includes("\n")) return generated;
  const start = commentStart(linePrefix + generated.trimEnd(), language) ?? 0;
  return start < linePrefix.length + 1 ? generated : generated.slice(0, start - linePrefix.length).trimEnd();
}

/** The generated text as it would stand in the document: its white space fits what is around it. */
export function fitGenerated({ generated, text, cursor, place }: SuggestionRequest): string {
  const body = isUnbrokenBody(generated, place) ? `\n${generated}` : generated;
  const { linePrefix, language, within } = place;
  const isInString = within?.kind === "string";
  // Asked for where it matters: it reads the whole text.
  const startsString = isInString && linePrefix === "" && startsBelowHead(text.slice(0, cursor), language);
  return fitIndent({ generated: body, text, cursor, linePrefix, language, isInString, startsString });
}

/** Whether the string that a place stands in begins with the nearest line that is not blank. */
function startsBelowHead(before: string, language: Language): boolean {
  const above = before.slice(0, before.lastIndexOf("\n") + 1).trimEnd();
  return findWithin(above.slice(0, above.lastIndexOf("\n") + 1), language)?.kind !== "string";
}

/** Behind what opens a body the text begins like a line of that body, without the line feed that it needs. */
function isUnbrokenBody(generated: string, { opens, indent, linePrefix }: Place): boolean {
  const start = leading(generated);
  const behindOpener = opens && /[^\s(]\s*$/.test(linePrefix);
  return (
    behindOpener && start.length > 1 && generated.length > start.length && indentWidth(start) > indentWidth(indent)
  );
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
  if (repeatsLeft(insertion, place.linePrefix)) return "It stands left of the cursor already.";
  const lines = (place.linePrefix + insertion + rest).split("\n");
  const lineStart = cursor - place.linePrefix.length;
  const lineEnd = cursor + place.lineSuffix.length;
  const linesBelow = text.slice(lineEnd, lineEnd + 2000).split("\n");
  const below = nonBlankLines(linesBelow);
  const above = nonBlankLines(text.slice(Math.max(0, lineStart - 2000), lineStart).split("\n")).at(-1);
  // With code in front of the cursor the first line is the user's own; it counts where it is all there is.
  const own = place.linePrefix.trim() !== "" && lines.length > 1;
  const said = nonBlankLines(own ? lines.slice(1) : lines);
  const first = said[0];
  if (first === undefined) return undefined;
  // What an item begins with may stand in front of another one, too.
  const isOther = !place.language.isProse && standsInFrontOfItem(first) && said.some((line, at) => line !== below[at]);
  const compared = (own ? lines.slice(1) : lines)
    .filter((line) => line.trim() !== "")
    .map((line) => ({ squeezed: squeeze(line), width: widthOf(line) }));
  const holds = (line: string) => isFlatHead(line, place.language);
  const holdsOther = !place.language.isProse && compareItems(compared, below, holds) === "other";
  const follows =
    !isOther &&
    !holdsOther &&
    below[0] === first &&
    !isDeeper(own ? lines.slice(1) : lines, linesBelow) &&
    (isSignificant(first) || isAllOf(linesBelow, own ? lines.slice(1) : lines));
  if (follows) return "It is the line that follows.";
  if (said.length > 1 && said.every((line, index) => below[index] === line)) return "These are the lines that follow.";
  const isHead = first === above && hasWords(first) && opensBody(first, place.language);
  if (!own && (isHead || repeatsLine(first, above))) return "It is the line above once more.";
  return undefined;
}

/** Whether the first of `lines` is the only one, and stands further right than the first of `below`: in a body of its own. */
function isDeeper(lines: readonly string[], below: readonly string[]): boolean {
  const [line, another] = lines.filter((line) => line.trim() !== "");
  const following = below.find((candidate) => candidate.trim() !== "");
  if (line === undefined || another !== undefined || following === undefined) return false;
  return widthOf(line) > widthOf(following);
}

/** Whether `lines` are one line, short but not of signs alone, that stands at the same depth as the first of `below`. */
function isAllOf(below: readonly string[], lines: readonly string[]): boolean {
  const [line, another] = lines.filter((line) => line.trim() !== "");
  const following = below.find((candidate) => candidate.trim() !== "");
  if (line === undefined || another !== undefined || following === undefined || !hasWords(line)) return false;
  return widthOf(line) === widthOf(following);
}

function nonBlankLines(lines: readonly string[]): readonly string[] {
  return lines.map(squeeze).filter((line) => line !== "");
}
