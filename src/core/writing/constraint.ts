/** Which tokens stand, as far as the grammar knows, and what follows when one does not. Decides; asks nobody. */

import type { Candidate } from "../cache/engine.ts";
import type { Verdict } from "../grammar/syntax.ts";
import type { TokenId } from "../tokens/tokenizer.ts";

/**
 * What is known of the text up to a token. Beside the verdicts:
 * plain: it only goes on with what stood, and was not parsed.
 * unknown: not asked, or not answered (yet).
 */
export type Standing = Verdict | "plain" | "unknown";

/** A token that was written: what becomes known of it is noted here. */
export interface Judged {
  standing: Standing;
}

/** One place in the text and what may be written there. */
export interface Step {
  /** Best first. */
  candidates: readonly Candidate[];
  /** There are more than the first ones. */
  isWide: boolean;
  /** Beginnings of other alternatives: not to be taken here, but not wrong. */
  readonly passed: Set<TokenId>;
  readonly refused: Set<TokenId>;
  /** Of candidates that were asked about. */
  readonly verdicts: Map<TokenId, Standing>;
  /** Probability of what was refused. */
  lost: number;
  /** See `Engine.endLogprob`. */
  readonly endLogprob: number | undefined;
}

/** What the grammar had to say to the tokens of one generation. */
export interface ConstraintCounts {
  /** Tokens that stand. */
  readonly tokens: number;
  /** Questions about texts. */
  readonly checks: number;
  /** Tokens for which more than one text was checked. */
  readonly rechecked: number;
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
}

/** Refusals at one step before the text is given up. */
export const MAX_REFUSALS = 8;
/** After so many refusals at one step, the fault is rather with a token before it that was not checked. */
const SUSPICIOUS_REFUSALS = 3;
/** How often a suggestion goes back to a token that was accepted unchecked. */
const MAX_ROLLBACKS = 2;
/** With less of the model's own probability left, the text is not what it wanted to write. */
const LEAST_MASS = 0.01;
/** An alternative to an unproved token must have so much of the best one's probability. */
const LEAST_SHARE = 0.05;

export class Constraint {
  refusals = 0;
  rollbacks = 0;
  /** What was refused, in order, and in front of which token of the text. */
  readonly refused: (Candidate & { readonly index: number })[] = [];
  readonly #judged: Judged[] = [];
  /** Of each token, and of the one to be chosen next once it was begun. */
  readonly #steps: Step[] = [];

  /** Of the token to be chosen next; undefined when it was not begun. */
  get step(): Step | undefined {
    return this.#steps[this.#judged.length];
  }

  /** What is known of each token. */
  get judged(): readonly Judged[] {
    return this.#judged;
  }

  begin(candidates: readonly Candidate[], endLogprob?: number): Step {
    const step: Step = {
      candidates,
      isWide: false,
      passed: new Set(),
      refused: new Set(),
      verdicts: new Map(),
      lost: 0,
      endLogprob,
    };
    this.#steps[this.#judged.length] = step;
    return step;
  }

  /** The verb *accept*: the token chosen at the step stands for now. */
  accept(standing: Standing): Judged {
    const judged: Judged = { standing };
    this.#judged.push(judged);
    return judged;
  }

  /** The verb *rollback*: forgets the tokens from `index` on; what was refused there stays refused. */
  rollback(index: number): void {
    this.#judged.length = index;
    this.#steps.length = index + 1;
  }

  refuse({ token, logprob }: Candidate): void {
    const { step } = this;
    if (step === undefined || step.refused.has(token)) return;
    step.refused.add(token);
    step.lost += Math.exp(logprob);
    this.refused.push({ index: this.#judged.length, token, logprob });
    this.refusals += 1;
  }

  /** Tokens that stand although nothing shows that they may. */
  get trusted(): number {
    return this.#judged.filter(({ standing }) => standing === "unproved").length;
  }

  /** Product of the probability that was left wherever something was refused. */
  get acceptedMass(): number {
    return this.#steps.reduce((mass, { lost }) => mass * Math.max(0, 1 - lost), 1);
  }

  /** The verb *finished*: nothing that the model wants may be written. */
  get isFinished(): boolean {
    return (this.step?.refused.size ?? 0) >= MAX_REFUSALS || this.acceptedMass < LEAST_MASS;
  }

  /** The first token whose text is dead. */
  get firstDead(): number | undefined {
    const index = this.#judged.findIndex(({ standing }) => standing === "dead");
    return index < 0 ? undefined : index;
  }

  /** Tokens in front of `index` that nothing is known of, though they may be where the text at `index` went wrong. */
  unknownBefore(index: number): readonly number[] {
    return this.#uncertainBefore(index).filter((at) => this.#judged[at]!.standing === "unknown");
  }

  /**
   * The token to replace when the text up to the token at `index` is dead. One before it that was accepted unproved is
   * the cause; one that was not looked at is, when nothing else can be written at `index`.
   */
  culpritOf(index: number): number {
    if (this.rollbacks >= MAX_ROLLBACKS) return index;
    const uncertain = this.#uncertainBefore(index);
    const refusedHere = this.#steps[index]?.refused.size ?? 0;
    if (refusedHere >= SUSPICIOUS_REFUSALS && uncertain[0] !== undefined) return uncertain[0];
    return uncertain.find((at) => this.#judged[at]!.standing === "unproved") ?? index;
  }

  /** Tokens behind the last one that is known to be right. */
  #uncertainBefore(index: number): readonly number[] {
    const right = this.#judged.findLastIndex(({ standing }, at) => at < index && standing === "viable");
    return Array.from({ length: Math.max(0, index - right - 1) }, (_, offset) => right + 1 + offset);
  }

  /** Whether an unproved token stays: all that could be better was looked at, or nothing is. */
  isLeftAt(index: number, candidate: Candidate): boolean {
    const step = this.#steps[index];
    if (step === undefined || step.isWide || hasNoGoodAlternative(candidate)) return true;
    step.verdicts.set(candidate.token, "unproved");
    return false;
  }

  /** Whether the text up to `index` was parsed and is not dead. */
  isKnownToStand(index: number): boolean {
    if (index < 0) return true;
    return this.#judged.some(({ standing }, at) => at >= index && (standing === "viable" || standing === "unproved"));
  }
}

/** Whether a candidate is probable enough to stand in for an unproved one. */
export function isGoodAlternative(candidate: Candidate, best: Candidate): boolean {
  return Math.exp(candidate.logprob - best.logprob) >= LEAST_SHARE;
}

/** Whether no other token can be that probable. */
export function hasNoGoodAlternative({ logprob }: Candidate): boolean {
  const probability = Math.exp(logprob);
  return 1 - probability < LEAST_SHARE * probability;
}
