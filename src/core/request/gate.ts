/** Requests that need no model to be answered. */

import type { Exclusion } from "../excluded/excluded.ts";
import type { Document } from "../prompt/document.ts";
import { isEnabledFor, type Settings } from "../settings/settings.ts";
import type { RawOffset } from "../text/offsets.ts";
import type { NoSuggestion } from "./outcome.ts";

/** What the gate wants to know of a document and its request. */
export interface GateFacts {
  /** Why it is neither completed nor read. */
  readonly exclusion: Exclusion | undefined;
  readonly languageId: string;
  /** UTF-16 code units. */
  readonly length: number;
  readonly lineLength: number;
  readonly invoked: boolean;
  readonly undone: boolean;
  readonly single: boolean;
  readonly focused: boolean;
}

/** Over this nothing is completed at all; a code unit of source is about a byte. */
export const MAX_DOCUMENT_LENGTH = 20_000_000;
export const TOO_LARGE: NoSuggestion = { kind: "tooLarge", reason: "Files over 20 MB are not completed." };
/** Nothing on a line longer than this: minified code, data. */
export const MAX_LINE_LENGTH = 10_000;

/** The reason to say no at once; undefined: go on. */
export function checkGate(facts: GateFacts, settings: Settings): NoSuggestion | undefined {
  if (facts.exclusion !== undefined) {
    const { rule } = facts.exclusion;
    return { kind: "excluded", rule, reason: `Turnkey never completes or reads this file: ${rule}.` };
  }
  if (!isEnabledFor(settings, facts.languageId))
    return { kind: "disabled", reason: `Turnkey is off for ${facts.languageId}.` };
  if (facts.length > MAX_DOCUMENT_LENGTH) return TOO_LARGE;
  if (facts.lineLength > MAX_LINE_LENGTH)
    return { kind: "tooLarge", reason: "Lines over 10,000 characters are not completed." };
  if (!facts.single) return { kind: "severalCursors" };
  if (facts.invoked) return undefined;
  if (facts.undone) return { kind: "afterUndo" };
  if (!facts.focused) return { kind: "unfocused" };
  return undefined;
}

/** The same for a request at an offset of an open document's own text. */
export function checkRequest(
  document: Document,
  { offset, ...how }: Pick<GateFacts, "invoked" | "focused"> & { readonly offset: RawOffset },
  settings: Settings,
): NoSuggestion | undefined {
  const { openedAs: languageId, undone, single, raw } = document;
  const exclusion = document.exclusion(settings.exclude);
  const lineLength = document.lineLengthAt(offset);
  return checkGate({ ...how, exclusion, languageId, length: raw.length, lineLength, undone, single }, settings);
}
