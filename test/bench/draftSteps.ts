/** What was guessed at each token of texts that were written token by token, and what it would have cost to try it. Pure. */

import type { BatchCost } from "../../src/core/cache/engine.ts";
import { chooseDraftLength, costMs } from "../../src/core/writing/draftLength.ts";
import { type ChanceTable, chanceOfGuess, classesOf, type Guess } from "../../src/core/writing/guesses.ts";

type Guessed = Pick<Guess, "token" | "shared" | "share">;

/** One text: the token that was evaluated at each step, and what was guessed to follow it. */
export interface DraftedText {
  readonly id: string;
  readonly kind: string;
  /** Of the text. */
  readonly lines: number;
  readonly steps: readonly { readonly token: number; readonly guesses: readonly Guessed[] }[];
}

export interface DraftCost {
  /** Evaluations one by one, and with guesses. */
  readonly alone: number;
  readonly evaluations: number;
  readonly aloneMs: number;
  readonly ms: number;
  readonly guessed: number;
  readonly stood: number;
}

/** `choiceMs`: what each token takes beside its evaluation, guessed or not. */
export function simulate(
  { steps }: DraftedText,
  costs: readonly BatchCost[],
  choiceMs: number,
  table?: ChanceTable,
): DraftCost {
  let [at, ms, evaluations, guessed, stood] = [0, 0, 0, 0, 0];
  while (at < steps.length) {
    const { guesses } = steps[at]!;
    const length = chooseDraftLength(
      guesses.map((guess) => chanceOfGuess(guess, table)),
      costs,
    );
    const right = countRight(steps, at, length);
    ms += costMs(costs, 1 + length);
    evaluations += 1;
    guessed += length;
    stood += right;
    at += 1 + right;
  }
  const choices = steps.length * choiceMs;
  const aloneMs = steps.length * costMs(costs, 1) + choices;
  return { alone: steps.length, evaluations, aloneMs, ms: ms + choices, guessed, stood };
}

function countRight(steps: DraftedText["steps"], at: number, length: number): number {
  const { guesses } = steps[at]!;
  let right = 0;
  while (right < length && guesses[right]!.token === steps[at + 1 + right]?.token) right += 1;
  return right;
}

/** As if each class had been seen so many times with the chance of its neighbours of less. */
const PRIOR = 4;

/** How often guesses of each class were right, all those in front of them being right. */
export function fitChances(texts: readonly DraftedText[]): ChanceTable {
  const seen = Array.from({ length: 8 }, () => Array.from({ length: 4 }, () => ({ right: 0, all: 0 })));
  for (const { steps } of texts)
    for (const [at, { guesses }] of steps.entries())
      for (const [index, { token, shared, share }] of guesses.entries()) {
        const [row, column] = classesOf(shared, share);
        const isRight = steps[at + 1 + index]?.token === token;
        const cell = seen[row]![column]!;
        cell.all += 1;
        cell.right += isRight ? 1 : 0;
        if (!isRight) break;
      }
  const table: number[][] = [];
  for (const [row, cells] of seen.entries()) {
    const line: number[] = [];
    for (const [column, { right, all }] of cells.entries()) {
      const above = table[row - 1]?.[column];
      const before = line[column - 1];
      const prior = Math.max(above ?? 0, before ?? 0, 0.1);
      line.push(Math.round((1000 * (right + PRIOR * prior)) / (all + PRIOR)) / 1000);
    }
    table.push(line);
  }
  return table;
}
