/** What is known for a place becomes the outcome of a request. */

import type { GeneratedEdit, Suggestion } from "../place/suggestion.ts";
import type { ModelText } from "../text/modelText.ts";
import type { Thresholds } from "../writing/confidence.ts";
import { confidenceOf } from "../writing/written.ts";
import type { Outcome } from "./outcome.ts";
import { type Found, leastOf, type Stored } from "./store.ts";

/**
 * `found` is what `entry` says of the place now. With `thresholds`, what is less likely is held back; without them the user has
 * asked by a command: nothing is, and alternatives are given.
 */
export function toOutcome(
  entry: Stored,
  found: Found | undefined,
  model: ModelText,
  thresholds: Thresholds | undefined,
): Outcome {
  if (entry.none !== undefined) return entry.none;
  if (found?.kind !== "ready" || entry.written === undefined)
    return { kind: "empty", reason: "Everything suggested has been typed." };
  // What stands on the screen does not go when its first line has been typed.
  const typed = Math.max(0, (entry.edit?.text.length ?? 0) - found.edit.text.length);
  const confidence = Math.max(confidenceOf(entry.written, 0), confidenceOf(entry.written, typed));
  const isScrap = typed === 0 && endsNothing(found.edit, model.text);
  const threshold = isScrap ? thresholds?.text : leastOf(entry, thresholds);
  if (threshold !== undefined && confidence < threshold) {
    const suggestion = toSuggestion(found.edit, model, confidence);
    return { kind: "lowConfidence", confidence, threshold, text: found.edit.text, suggestion };
  }
  const edits = thresholds === undefined ? [found.edit, ...found.alternatives] : [found.edit];
  return { kind: "shown", suggestions: edits.map((edit) => toSuggestion(edit, model, confidence)) };
}

/** One or two characters that end neither their line nor what stands in brackets: typed sooner than read. */
function endsNothing({ start, end, text }: GeneratedEdit, document: string): boolean {
  const isShort = text.length - (end - start) <= 2 && !text.includes("\n");
  if (!isShort || /^[\s)\]}>"'`;,]*$/.test(text)) return false;
  const lineEnd = document.indexOf("\n", end);
  return !/^\s*(?:$|[)\]}>;,])/.test(document.slice(end, lineEnd < 0 ? document.length : lineEnd));
}

function toSuggestion({ start, end, text }: GeneratedEdit, model: ModelText, confidence: number): Suggestion {
  return { start: model.toRaw(start), end: model.toRaw(end), text: model.toRawText(text), confidence };
}
