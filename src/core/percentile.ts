/** What a share of many numbers does not exceed. Pure. */

/** The value that a share of `p` (0 to 1) of the values does not exceed; undefined for none. Nearest rank. */
export function percentile(values: readonly number[], p: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
}
