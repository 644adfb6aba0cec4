/**
 * How much of the mixture is the repository's: p = (1 - λ)·p_model + λ·p_repository. λ is read from a table by how much the
 * longest precedent shares, how much the votes agree, and how many they are. `npm run bench -- along --fit` prints the table.
 */

import type { Votes } from "./votes.ts";

/** The least of each class: of tokens shared, of the largest vote's share, of the number of votes. */
export const LONGEST = [2, 3, 4, 5, 7, 10, 16, 32] as const;
const AGREEMENT = [0, 0.4, 0.7, 0.95] as const;
const NUMBER = [0, 1.5, 4] as const;

export const SHARE_CELLS = LONGEST.length * AGREEMENT.length * NUMBER.length;

/** λ by cell, 0 to 1. */
export type ShareTable = readonly number[];

/** Fitted on all 428 places of `npm run bench -- along`. A line for each class of what is shared, in it the votes' agreement, in it their number. */
const FITTED: ShareTable = [
  ...[0.02, 0.015, 0.037, 0.024, 0.028, 0.025, 0.039, 0.055, 0.079, 0.068, 0.105, 0.263],
  ...[0.035, 0.081, 0.039, 0.032, 0.036, 0.073, 0.05, 0.09, 0.204, 0.119, 0.138, 0.401],
  ...[0.042, 0.067, 0.037, 0.055, 0.15, 0.04, 0.07, 0.13, 0.179, 0.251, 0.294, 0.373],
  ...[0.053, 0.074, 0.045, 0.093, 0.084, 0.173, 0.26, 0.213, 0.268, 0.23, 0.265, 0.311],
  ...[0.09, 0.119, 0.134, 0.193, 0.195, 0.193, 0.5, 0.286, 0.266, 0.547, 0.355, 0.469],
  ...[0.088, 0.077, 0.053, 0.152, 0.229, 0.179, 0.296, 0.212, 0.328, 0.483, 0.471, 0.526],
  ...[0.119, 0.22, 0.096, 0.172, 0.421, 0.171, 0.241, 0.216, 0.23, 0.607, 0.53, 0.667],
  ...[0.112, 0.125, 0.067, 0.178, 0.223, 0.191, 0.385, 0.375, 0.343, 0.748, 0.708, 0.764],
];

/** The cell of votes in a table. At least one must be there. */
export function cellOf({ votes, longest, number }: Votes): number {
  const agreement = classOf(AGREEMENT, votes[0]!.share);
  return (classOf(LONGEST, longest) * AGREEMENT.length + agreement) * NUMBER.length + classOf(NUMBER, number);
}

/** λ for votes; 0 where nothing votes. */
export function shareOf(votes: Votes, table: ShareTable = FITTED): number {
  return votes.votes.length === 0 ? 0 : table[cellOf(votes)]!;
}

/** Other cells that differ in one class by one step. */
export function neighboursOf(cell: number): number[] {
  const at = [
    Math.floor(cell / (AGREEMENT.length * NUMBER.length)),
    Math.floor(cell / NUMBER.length) % AGREEMENT.length,
    cell % NUMBER.length,
  ] as const;
  const sizes = [LONGEST.length, AGREEMENT.length, NUMBER.length];
  const toCell = ([longest, agreement, number]: readonly number[]) =>
    (longest! * AGREEMENT.length + agreement!) * NUMBER.length + number!;
  return sizes.flatMap((size, axis) =>
    [-1, 1].flatMap((step) => {
      const moved = at.map((value, other) => (other === axis ? value + step : value));
      return moved[axis]! >= 0 && moved[axis]! < size ? [toCell(moved)] : [];
    }),
  );
}

/** The last class whose least is not more than the value. */
export function classOf(least: readonly number[], value: number): number {
  let found = 0;
  while (found + 1 < least.length && value >= least[found + 1]!) found += 1;
  return found;
}
