/** Log-probabilities from what the native side reads. Pure. */

import type { Candidate } from "../core/engine.ts";
import type { LogitReading, TokenLogit } from "./native.ts";

/** See `LogitReading`. Rounding may lift a sure token a hair over 0. */
export function toCandidate({ token, logit }: TokenLogit, reading: LogitReading): Candidate {
  return { token, logprob: Math.min(0, logit - reading.largest.logit - reading.logWeight) };
}
