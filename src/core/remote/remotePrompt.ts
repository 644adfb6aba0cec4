/** The text that a server reads at a place. */

import { planWindow, type Window } from "../prompt/window.ts";
import { minimalEdit } from "../text/lineDiff.ts";
import type { ModelOffset } from "../text/offsets.ts";
import type { TextEdit } from "../text/textEdit.ts";
import { behindLast, type FimTexts, firstOf } from "./fimTexts.ts";

export interface RemotePromptRequest {
  readonly layout: FimTexts;
  /** Text of other files, in front of the document's own. */
  readonly header: string;
  readonly text: string;
  readonly cursor: ModelOffset;
  /** The window of the last prompt of the document, in offsets of `text`. */
  readonly previous: Window | undefined;
  /** Tokens for the text around the cursor. */
  readonly budget: RemoteBudget;
}

/** Counted in what a token of code is on average: the servers' vocabularies are not here. */
export interface RemoteBudget {
  readonly prefixTokens: number;
  readonly suffixTokens: number;
}

export interface RemotePrompt {
  readonly text: string;
  /** The end of the text before the cursor that is left out: what is generated must begin with it. */
  readonly heal: string;
  readonly window: Window;
}

export const CHARS_PER_TOKEN = 3.2;
/**
 * Of the tokens for the text, those behind the cursor. In most layouts they stand behind what is typed, and are read anew with each
 * key by a server that finds only beginnings again.
 */
const SUFFIX_SHARE = 0.125;

/** `tokens`: of everything that is sent. */
export function planRemoteBudget(tokens: number): RemoteBudget {
  const suffixTokens = Math.round(tokens * SUFFIX_SHARE);
  return { prefixTokens: tokens - suffixTokens, suffixTokens };
}

/**
 *     psm   PREFIX header before SUFFIX behind MIDDLE
 *     spm   SUFFIX behind PREFIX header before MIDDLE
 *
 * Servers read markers in a text as markers: what stands beyond one, seen from the cursor, is left out.
 */
export function buildRemotePrompt({
  layout,
  text,
  cursor,
  previous,
  budget,
  header,
}: RemotePromptRequest): RemotePrompt {
  const planned = planWindow({ text, cursor, previous, budget, charsPerToken: CHARS_PER_TOKEN });
  const markers = layout.ends;
  const start = planned.start + behindLast(text.slice(planned.start, cursor), markers);
  const behind = text.slice(cursor, planned.end);
  const end = cursor + (firstOf(behind, markers) ?? behind.length);
  const heal = layout.needsHealing ? healedEnd(text.slice(start, cursor)) : "";
  const ownHeader = firstOf(header, markers) === undefined ? header : "";
  const prefixPart = `${layout.prefix}${ownHeader}${text.slice(start, cursor - heal.length)}`;
  const suffixPart = `${layout.suffix}${text.slice(cursor, end)}`;
  const texts = layout.order === "psm" ? [prefixPart, suffixPart] : [suffixPart, prefixPart];
  return { text: `${texts.join("")}${layout.middle}`, heal, window: planned };
}

/** A name that may still be written, with what may be one token with its beginning. */
const WORD_END = /[^\p{L}\p{N}\p{Cc}\p{Surrogate}]?[\p{L}\p{N}_$]{1,40}$/u;
/** Spaces, or signs: a longer token may begin with them. */
const OTHER_END = /[ \t]$| ?[^\p{L}\p{N}\s\p{Surrogate}]{1,3}$/u;

/**
 * What may be the beginning of longer tokens that the text to come would have made. See `Prompt.heal`. In front of the first word
 * of a line there is nothing to go on with.
 */
export function healedEnd(before: string): string {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (line.trim() === "") return "";
  return (WORD_END.exec(line) ?? OTHER_END.exec(line))?.[0] ?? "";
}

/** A window of a text that has become another. */
export function followWindow(before: string, window: Window, after: string): Window {
  const edit: TextEdit<"model"> = minimalEdit(before, after);
  return { start: edit.mapOffset(window.start, "before"), end: edit.mapOffset(window.end, "after") };
}
