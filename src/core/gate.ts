/** Requests that need no model to be answered. */

import { type ExcludedBy, pathOfUri } from "./excluded.ts";
import type { NoSuggestion } from "./outcome.ts";
import { isEnabledFor, type Settings } from "./settings.ts";

/** What the gate wants to know of a document and its request. */
export interface GateFacts {
  readonly uri: string;
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
export function checkGate(facts: GateFacts, settings: Settings, excludedBy: ExcludedBy): NoSuggestion | undefined {
  const glob = excludedBy(pathOfUri(facts.uri));
  if (glob !== undefined)
    return { kind: "excluded", reason: `Files like ${glob} are never completed (see turnkey.exclude).` };
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
