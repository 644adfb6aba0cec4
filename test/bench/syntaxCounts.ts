/** Shares, for the prefix bench. */

export interface Count {
  right: number;
  wrong: number;
}

export function newCount(): Count {
  return { right: 0, wrong: 0 };
}

/** The share that is wrong, of how many. */
export function rate({ right, wrong }: Count): string {
  const all = right + wrong;
  return all === 0 ? "–" : `${((100 * wrong) / all).toFixed(2)} % of ${all}`;
}
