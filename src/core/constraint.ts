/** What the grammar had to say to the tokens of one generation. */
export interface ConstraintCounts {
  /** Tokens that stand. */
  readonly tokens: number;
  /** Questions about texts. */
  readonly checks: number;
  /** Steps for which more than one text was checked. */
  readonly recheckedSteps: number;
  /** Tokens refused: proved dead, or unproved where there was a better one. Where nothing is enforced, those that would have been. */
  readonly refusals: number;
  /** Tokens accepted although nothing showed that they may stand. */
  readonly trusted: number;
  /** Tokens that were removed from the cache again. */
  readonly takenBack: number;
  /** How often more than the last token was. */
  readonly rollbacks: number;
  /** Questions that were not answered in time. */
  readonly late: number;
  /** Time that decoding stood still for an answer. */
  readonly waitedMs: number;
  /** Product, over the steps where something was refused, of the probability that was left. */
  readonly acceptedMass: number;
  /** The text was cut because it was proved dead at its end, or because the grammar fought the model. */
  readonly cut: boolean;
}
