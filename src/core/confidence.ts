/** How likely a suggestion is wanted, from the model's own probabilities. */

import type { Eagerness } from "./settings.ts";

/**
 * The mean log-probability per token of the first line, the end of the line included where the model chose it.
 * ≤ 0; 0 for no tokens. A mean and not a sum, so that long lines are not punished for their length.
 */
export function firstLineConfidence(logprobs: readonly number[], firstLineTokens: number): number {
  const line = logprobs.slice(0, Math.max(firstLineTokens, 1));
  if (line.length === 0) return 0;
  return line.reduce((sum, logprob) => sum + logprob, 0) / line.length;
}

/** The least confidence that is shown. */
export const CONFIDENCE_THRESHOLDS: Readonly<Record<Eagerness, number>> = {
  eager: -1.5,
  balanced: -0.8,
  quiet: -0.4,
};
