/** Every request ends in exactly one of these. */

import type { Suggestion } from "../place/suggestion.ts";

/** Why nothing is shown, as a person could ask. */
export type NoSuggestion =
  | { readonly kind: "cancelled" }
  /** The document changed in a way that the answer does not survive. */
  | { readonly kind: "stale"; readonly askedFor: number; readonly now: number }
  /** No model in memory yet; `reason` says what is going on. */
  | { readonly kind: "notReady"; readonly reason: string }
  /** The model had nothing to add. */
  | { readonly kind: "empty"; readonly reason: string }
  /** Not worth a look at the chosen eagerness. */
  | {
      readonly kind: "lowConfidence";
      readonly confidence: number;
      readonly reason: string;
      readonly text: string;
      /** What would have been shown; for benches. */
      readonly suggestion?: Suggestion;
    }
  /** The text would break VS Code's display rules. */
  | { readonly kind: "notShowable"; readonly reason: string }
  /** It only says again what stands there already. */
  | { readonly kind: "repeats"; readonly reason: string }
  /** Wherever it ended, it would add a syntax error to the file. */
  | { readonly kind: "breaksSyntax"; readonly reason: string }
  | { readonly kind: "unsupportedDocument"; readonly reason: string }
  | { readonly kind: "tooLarge"; readonly reason: string }
  /** `rule`: the exclusion's own words. */
  | { readonly kind: "excluded"; readonly reason: string; readonly rule: string }
  | { readonly kind: "disabled"; readonly reason: string }
  /** In a comment or a string, where the user wants nothing to come by itself. */
  | { readonly kind: "quietPlace"; readonly reason: string }
  | { readonly kind: "paused"; readonly reason: string }
  | { readonly kind: "afterUndo" }
  | { readonly kind: "severalCursors" }
  | { readonly kind: "selection" }
  | { readonly kind: "unfocused" }
  /** The engine failed; the message says what to do. */
  | { readonly kind: "failed"; readonly message: string };

export interface ShownOutcome {
  readonly kind: "shown";
  readonly suggestions: readonly Suggestion[];
  /** Why it is not all that was written; left out: it is. */
  readonly cut?: string;
}

export type Outcome = ShownOutcome | NoSuggestion;

/** What an outcome says beside its kind, without any source text; "" when there is nothing more. */
export function outcomeDetail(outcome: Outcome): string {
  switch (outcome.kind) {
    case "shown":
      return outcome.cut === undefined ? describeCount(outcome.suggestions.length) : `cut: ${outcome.cut}`;
    case "stale":
      return `asked for version ${outcome.askedFor}, now ${outcome.now}`;
    case "failed":
      return outcome.message;
    case "cancelled":
    case "afterUndo":
    case "severalCursors":
    case "selection":
    case "unfocused":
      return "";
    default:
      return outcome.reason;
  }
}

function describeCount(count: number): string {
  return count === 1 ? "" : `${count} alternatives`;
}
