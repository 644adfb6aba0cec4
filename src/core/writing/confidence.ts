/** How likely a suggestion is wanted, from the model's own probabilities. */

import type { Eagerness } from "../settings/settings.ts";

/** A generated text and its tokens. */
export interface Generated {
  readonly text: string;
  /** Of each token, ≤ 0. */
  readonly logprobs: readonly number[];
  /** Length of the text after each token. */
  readonly ends: readonly number[];
}

/**
 * The log-probability of the first line behind the first `done` characters (which the user has typed by now), the end of
 * the line included where the model chose it: ≤ 0; 0 for no tokens. A sum and not a mean: whether the line is right is
 * whether all of it is (area under the curve of right against wrong lines, 963 requests: sum 0.85, mean 0.73, least probable
 * token 0.81), and it never grows, so that an unlikely line need not be written to its end.
 */
export function lineConfidence({ text, logprobs, ends }: Generated, done: number): number {
  const line = done + (/^\n*[^\n]*/.exec(text.slice(done))?.[0].length ?? 0);
  let sum = 0;
  for (const [index, end] of ends.entries()) {
    if (end > done || done === 0) sum += logprobs[index]!;
    if (end > line) break;
  }
  return sum;
}

/**
 * A first line that is less likely than this is not written to its end: of the right lines that are worth a look, also once some
 * of them is typed, one in 50 was at first, and none was below -3.
 */
export const LEAST_CONFIDENCE: Readonly<Record<Eagerness, number>> = { eager: -3, balanced: -2.5, quiet: -2 };
