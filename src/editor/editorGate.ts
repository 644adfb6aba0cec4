/** Requests that the editor answers itself, with a named "no" and without asking the engine. */

import { checkGate, type GateFacts } from "../core/request/gate.ts";
import type { NoSuggestion } from "../core/request/outcome.ts";
import type { Settings } from "../core/settings/settings.ts";

/** Where documents come from that are completed; all others (output, scm, the left side of a diff, chat) are not. */
export const SUPPORTED_SCHEMES: readonly string[] = ["file", "untitled", "vscode-notebook-cell", "vscode-remote"];

/** What the gate wants to know, as plain values. */
export interface EditorFacts extends Omit<GateFacts, "single"> {
  readonly scheme: string;
  readonly paused: boolean;
  /** The user switched this file off. */
  readonly fileOff: boolean;
  readonly cursors: number;
  /** Some text is selected. */
  readonly selected: boolean;
}

/** The reason to say no at once; undefined: ask the engine. What the user switched off holds also when they ask by hand. */
export function checkEditorGate(facts: EditorFacts, settings: Settings): NoSuggestion | undefined {
  return checkDocument(facts, settings) ?? checkMoment(facts, settings);
}

/** What holds wherever the cursor is: also the reason why an engine need not be started. */
export function checkDocument(
  facts: Pick<EditorFacts, "scheme" | "paused" | "fileOff" | "exclusion" | "languageId" | "length">,
  settings: Settings,
): NoSuggestion | undefined {
  if (!SUPPORTED_SCHEMES.includes(facts.scheme))
    return { kind: "unsupportedDocument", reason: `Documents of the kind "${facts.scheme}" are not completed.` };
  if (facts.paused) return { kind: "paused", reason: "Turnkey is paused." };
  if (facts.fileOff) return { kind: "disabled", reason: "Turnkey is off for this file." };
  const anywhere = { lineLength: 0, invoked: true, undone: false, single: true, focused: true };
  return checkGate({ ...facts, ...anywhere }, settings);
}

function checkMoment(facts: EditorFacts, settings: Settings): NoSuggestion | undefined {
  if (facts.cursors > 1) return { kind: "severalCursors" };
  if (facts.selected) return { kind: "selection" };
  return checkGate({ ...facts, single: true }, settings);
}
