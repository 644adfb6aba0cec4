/** Whether a text is worth a look. Pure. */

import type { Eagerness } from "../settings/settings.ts";
import { CONFIDENCE_THRESHOLDS } from "./confidence.ts";
import type { Sight } from "./sight.ts";
import { confidenceOf } from "./written.ts";

export interface Worth {
  /** Chance that the first line is what will be written, 0 to 1; and that the whole is. */
  readonly line: number;
  readonly whole: number;
  /** See `lineConfidence`. */
  readonly confidence: number;
  readonly isWorthALook: boolean;
}

/** Says what a text is worth at a place. */
export type Weigh = (sight: Sight, eagerness: Eagerness) => Worth;

export const weigh: Weigh = (sight, eagerness) => {
  const { written, typed, isText } = sight;
  // What stands on the screen does not go when its first line has been typed.
  const confidence = Math.max(confidenceOf(written, 0), confidenceOf(written, typed));
  const thresholds = CONFIDENCE_THRESHOLDS[eagerness];
  const isScrap = typed === 0 && endsNothing(sight);
  const least = isScrap || isText ? thresholds.text : thresholds.code;
  const line = Math.exp(confidence);
  const whole = Math.exp(written.tokens.reduce((sum, { logprob }) => sum + logprob, 0));
  return { line, whole, confidence, isWorthALook: confidence >= least };
};

/** One or two characters that end neither their line nor what stands in brackets: typed sooner than read. */
function endsNothing({ text, replaced, behind }: Sight): boolean {
  const isShort = text.length - replaced <= 2 && !text.includes("\n");
  if (!isShort || /^[\s)\]}>"'`;,]*$/.test(text)) return false;
  const [restOfLine = ""] = behind.slice(replaced).split("\n", 1);
  return !/^\s*(?:$|[)\]}>;,])/.test(restOfLine);
}
