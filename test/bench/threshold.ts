/** Fits the confidence from which suggestions are shown. Pure. */

/** One request. */
export interface Scored {
  /** -Infinity where nothing was suggested. */
  readonly confidence: number;
  /** The first line is what the person then wrote. */
  readonly right: boolean;
}

export interface Threshold {
  /** What is shown: at least so sure. */
  readonly least: number;
  /** Of all requests. */
  readonly shareShown: number;
  readonly precision: number;
}

/** Fewer suggestions say nothing about their precision. */
const FEWEST = 20;

/**
 * The threshold with the highest share shown whose precision is at least `precision`; undefined when there is none.
 * Precision is not monotonic in the threshold, so all of them are tried.
 */
export function fitThreshold(requests: readonly Scored[], precision: number): Threshold | undefined {
  const sorted = requests
    .filter(({ confidence }) => confidence > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let best: Threshold | undefined;
  for (const [index, suggestion] of sorted.entries()) {
    right += suggestion.right ? 1 : 0;
    const shown = index + 1;
    // Equal confidences are shown together.
    if (sorted[shown]?.confidence === suggestion.confidence || shown < Math.min(FEWEST, sorted.length)) continue;
    if (right / shown >= precision)
      best = { least: suggestion.confidence, shareShown: shown / requests.length, precision: right / shown };
  }
  return best;
}

/** What a threshold that was fitted elsewhere does on these; `precision` is NaN where nothing is shown. */
export function applyThreshold(requests: readonly Scored[], least: number): Threshold {
  const shown = requests.filter(({ confidence }) => confidence >= least);
  return {
    least,
    shareShown: shown.length / requests.length,
    precision: shown.filter(({ right }) => right).length / shown.length,
  };
}
