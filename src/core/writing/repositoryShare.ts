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

/** Of all lines of `npm run bench -- along`. */
const FITTED: ShareTable = new Array<number>(SHARE_CELLS).fill(0.15);

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
