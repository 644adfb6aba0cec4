/** What was evaluated while a text was written. */
export interface AheadCounts {
  /** How many evaluations there were of so many tokens each; index = tokens. */
  readonly evaluations: readonly number[];
  /** Tokens that were evaluated before they were written, and those of them that were written. */
  readonly guessed: number;
  readonly stood: number;
}
