/** Texts that were given up because their first line is unlikely, also when they are typed along all the same. Pure. */

import { confidenceOf, type Written } from "../writing/written.ts";
import type { NoSuggestion } from "./outcome.ts";

const REASON = "Its first line is too unlikely to be written to its end.";

/** What became of a text that was given up; undefined for others. */
export function toUnlikely(written: Written): NoSuggestion | undefined {
  if (written.end !== "unlikely") return undefined;
  return { kind: "lowConfidence", confidence: confidenceOf(written, 0), reason: REASON, text: written.text };
}

/**
 * What is left of one when `typed` has been typed: what would be written anew begins with the same tokens. Undefined where these are not
 * less likely than `least` by themselves, or something else was typed.
 */
export function toStillUnlikely(written: Written, typed: string, least: number): NoSuggestion | undefined {
  if (written.end !== "unlikely" || !written.text.startsWith(typed)) return undefined;
  // A token that has been begun may be as good as sure now.
  const begun = written.tokens.find(({ end }) => end >= typed.length);
  if (begun === undefined) return undefined;
  const confidence = confidenceOf(written, begun.end);
  if (confidence >= least) return undefined;
  return { kind: "lowConfidence", confidence, reason: REASON, text: written.text.slice(typed.length) };
}
