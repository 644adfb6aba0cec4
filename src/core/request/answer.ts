/** What is known for a place becomes the outcome of a request. */

import type { GeneratedEdit, Suggestion } from "../place/suggestion.ts";
import type { ModelText } from "../text/modelText.ts";
import { confidenceOf } from "../writing/written.ts";
import type { Outcome } from "./outcome.ts";
import type { Found, Stored } from "./store.ts";

/**
 * `found` is what `entry` says of the place now. With `leastConfidence`, what is less likely is held back; without it the
 * user has asked by a command: nothing is, and alternatives are given.
 */
export function toOutcome(
  entry: Stored,
  found: Found | undefined,
  model: ModelText,
  leastConfidence: number | undefined,
): Outcome {
  if (entry.none !== undefined) return entry.none;
  if (found?.kind !== "ready" || entry.written === undefined)
    return { kind: "empty", reason: "Everything suggested has been typed." };
  // What stands on the screen does not go when its first line has been typed.
  const typed = Math.max(0, (entry.edit?.text.length ?? 0) - found.edit.text.length);
  const confidence = Math.max(confidenceOf(entry.written, 0), confidenceOf(entry.written, typed));
  if (leastConfidence !== undefined && confidence < leastConfidence)
    return {
      kind: "lowConfidence",
      confidence,
      threshold: leastConfidence,
      text: found.edit.text,
      suggestion: toSuggestion(found.edit, model, confidence),
    };
  const edits = leastConfidence === undefined ? [found.edit, ...found.alternatives] : [found.edit];
  return { kind: "shown", suggestions: edits.map((edit) => toSuggestion(edit, model, confidence)) };
}

function toSuggestion({ start, end, text }: GeneratedEdit, model: ModelText, confidence: number): Suggestion {
  return { start: model.toRaw(start), end: model.toRaw(end), text: model.toRawText(text), confidence };
}
