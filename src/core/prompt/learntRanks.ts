/**
 * What lines written here taught the ranker of other files' text, as numbers: how far each weight was moved for a language, and in
 * one workspace beyond that. No name and no text can be read back from it.
 */

export interface LearntRank {
  /** The ranker that it moves, by a number of its own: another one's is of no use. */
  readonly ranker: number;
  /** Added to the weights, in their order. */
  readonly delta: readonly number[];
  /** The squares of the slopes so far, summed: steps get shorter with them. */
  readonly squares: readonly number[];
  /** Lines that it was learnt from. */
  readonly lines: number;
  /** Of the surprise at lines that were held back, so much less than without it when it was last tried; 0 to 1. */
  readonly gain: number;
}

/** By language id, or language id and a workspace's hash: `python`, `python@1x2y3z`. */
export type LearntRanks = ReadonlyMap<string, LearntRank>;

/** Where it is kept. Nothing of it throws or rejects. */
export interface RankNotes {
  /** Resolves when what was kept has been read. */
  known(): Promise<LearntRanks>;
  /** `undefined`: what was learnt under this key has gone. */
  learnt(key: string, rank: LearntRank | undefined): void;
}

const MOST_WEIGHTS = 200;
/** A weight is not moved further; the shipped ones are all smaller. */
export const MOST_MOVED = 4;

/** From what was kept; undefined where that is damaged. */
export function readLearntRank(kept: unknown): LearntRank | undefined {
  const { ranker, delta, squares, lines, gain } = (kept ?? {}) as Partial<Record<keyof LearntRank, unknown>>;
  const moved = readNumbers(delta, -MOST_MOVED, MOST_MOVED);
  const summed = readNumbers(squares, 0, 1e9);
  const isWhole = moved !== undefined && summed !== undefined && moved.length === summed.length;
  if (!isWhole || !isNumber(ranker, 0, 2 ** 32) || !isNumber(lines, 0, 1e9) || !isNumber(gain, 0, 1)) return undefined;
  return { ranker, delta: moved, squares: summed, lines, gain };
}

function readNumbers(kept: unknown, least: number, most: number): readonly number[] | undefined {
  if (!Array.isArray(kept) || kept.length > MOST_WEIGHTS) return undefined;
  return kept.every((value) => isNumber(value, least, most)) ? (kept as number[]) : undefined;
}

function isNumber(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}
