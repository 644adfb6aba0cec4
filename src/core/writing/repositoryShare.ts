/**
 * How much of the mixture is the repository's: p = (1 - λ)·p_model + λ·p_repository. λ is read from a table by how much the
 * longest precedent shares, how much the votes agree, and how many they are. `npm run bench -- along --fit` prints the table.
 */

import type { Votes } from "./votes.ts";

/** The least of each class: of tokens shared, of the largest vote's share, of the number of votes. */
const LONGEST = [2, 3, 4, 5, 7, 10, 16, 32] as const;
const AGREEMENT = [0, 0.4, 0.7, 0.95] as const;
const NUMBER = [0, 1.5, 4] as const;

export const SHARE_CELLS = LONGEST.length * AGREEMENT.length * NUMBER.length;

/** λ by cell, 0 to 1. */
export type ShareTable = readonly number[];

/** Fitted on all lines of `npm run bench -- along`. A line for each class of what is shared, in it the votes' agreement, in it their number. */
const FITTED: ShareTable = [
  ...[0.025, 0.039, 0.043, 0.027, 0.028, 0.044, 0.041, 0.054, 0.062, 0.026, 0.064, 0.116],
  ...[0.027, 0.021, 0.042, 0.041, 0.025, 0.091, 0.1, 0.143, 0.163, 0.029, 0.127, 0.398],
  ...[0.047, 0.08, 0.071, 0.076, 0.182, 0.015, 0.098, 0.154, 0.128, 0.254, 0.166, 0.308],
  ...[0.053, 0.108, 0.008, 0.104, 0.19, 0.131, 0.26, 0.196, 0.182, 0.335, 0.243, 0.123],
  ...[0.044, 0.041, 0.045, 0.072, 0.114, 0.116, 0.137, 0.195, 0.08, 0.45, 0.343, 0.16],
  ...[0.052, 0.05, 0.015, 0.084, 0.117, 0.037, 0.184, 0.155, 0.14, 0.418, 0.393, 0.413],
  ...[0.084, 0.176, 0.063, 0.116, 0.256, 0.131, 0.193, 0.307, 0.171, 0.467, 0.382, 0.483],
  ...[0.077, 0.097, 0.094, 0.108, 0.138, 0.273, 0.21, 0.261, 0.348, 0.487, 0.626, 0.837],
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

function classOf(least: readonly number[], value: number): number {
  let found = 0;
  while (found + 1 < least.length && value >= least[found + 1]!) found += 1;
  return found;
}
