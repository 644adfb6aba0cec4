/** A text that the model has written for a place: a value, whoever wrote it. */

import { NO_READING, type ReadingTimes } from "../cache/readingTimes.ts";
import type { EndReason, StopReason } from "../place/stop.ts";
import type { AheadCounts } from "./aheadCounts.ts";
import { lineConfidence } from "./confidence.ts";
import type { ConstraintCounts } from "./constraint.ts";

/** Tokens of a prompt by what happened to them. */
export interface PromptWork {
  readonly kept: number;
  readonly moved: number;
  readonly evaluated: number;
  /** Evaluated again although they were cached. */
  readonly healed: number;
  /** Used although computed under another text. */
  readonly stale: number;
}

export const NO_WORK: PromptWork = { kept: 0, moved: 0, evaluated: 0, healed: 0, stale: 0 };

/** Where the time of a text went, milliseconds; each moment counts once. */
export interface WritingTimes extends ReadingTimes {
  /** Until the caches were free. */
  readonly queue: number;
  /** Waiting for what the grammar has to say. */
  readonly grammar: number;
  /** Writing tokens, the grammar aside. */
  readonly decode: number;
}

export const NO_WRITING: WritingTimes = { ...NO_READING, queue: 0, grammar: 0, decode: 0 };

/** What a text costs, so far or in all. */
export interface WritingCosts {
  readonly work: PromptWork;
  /** A few lines were read, because the rest was not there in time. */
  readonly isNear?: boolean;
  readonly generatedTokens: number;
  /** On the clock; undefined before the first token. */
  readonly firstTokenAt: number | undefined;
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly times: WritingTimes;
  /** What was evaluated while it was written, where several tokens can be at once. */
  readonly ahead?: AheadCounts | undefined;
  /** What the grammar had to say; undefined where it was not asked. */
  readonly constraint: ConstraintCounts | undefined;
}

/**
 * Why a text came to its end: a stop rule, the model's own end, a limit, a grammar that leaves nothing, a first line too
 * unlikely to be shown. `aborted`: by `Writing.abort`, and what was written
 * until then is not worth showing.
 */
export type WritingEnd = StopReason | EndReason | "grammar" | "unlikely" | "aborted";

export interface WrittenToken {
  /** Length of the whole text behind it, in UTF-16 units. */
  readonly end: number;
  /** ≤ 0. */
  readonly logprob: number;
  /** Of the model's own end in its place, where that is known. */
  readonly endLogprob: number | undefined;
}

/** Tokens in a row that stand just so in one other file. */
export interface CopiedStretch {
  /** As the index names it. */
  readonly path: string;
  readonly tokens: number;
}

/** A token that could have been written. */
export interface WeighedToken {
  readonly text: string;
  /** ≤ 0. */
  readonly logprob: number;
}

/** What else there was to choose from. */
export interface Choices {
  /** The most probable first tokens, the one taken among them, best first. */
  readonly first: readonly WeighedToken[];
  /** Tokens that the grammar refused, in order; `index`: of the token that was written in its place. */
  readonly refused: readonly (WeighedToken & { readonly index: number })[];
}

/** What tokens say, and how probable they were. */
export interface Scored {
  readonly drafted: string;
  readonly tokens: readonly WrittenToken[];
  /** Of the model's own end, where it chose it. */
  readonly chosenEnd: number | undefined;
  /** Entropy of the choice of the first token, nats; left out where that is not known. */
  readonly firstEntropy?: number | undefined;
  /** Whoever wrote it did not say how probable its tokens were: a guess stands there. */
  readonly isGuessed?: boolean;
}

/** `drafted` is all that the tokens say. */
export interface Written extends Scored {
  /** What is left behind the stop rules and the grammar: a beginning of it. */
  readonly text: string;
  readonly end: WritingEnd;
  /** A long stretch of it stands in another file too. */
  readonly copied?: CopiedStretch | undefined;
  /** For people; left out by writers that do not know. */
  readonly choices?: Choices;
  readonly costs: WritingCosts;
}

/** See `lineConfidence`. */
export function confidenceOf(
  { text, tokens, chosenEnd }: Pick<Written, "text" | "tokens" | "chosenEnd">,
  done: number,
): number {
  const logprobs = tokens.map(({ logprob }) => logprob);
  const ends = tokens.map(({ end }) => end);
  if (chosenEnd !== undefined) {
    logprobs.push(chosenEnd);
    ends.push(ends.at(-1) ?? 0);
  }
  return lineConfidence({ text, logprobs, ends }, done);
}

/** Who types a text along has gone so far when it might go at once: a key or two. */
const NEXT_CHARS = 2;

/** How likely the next keys are those of the text, of which `done` UTF-16 units stand in the document; 0 to 1. */
export function chanceOfNext({ tokens }: Pick<Written, "tokens">, done: number): number {
  const begun = tokens.filter(({ end }, index) => end > done && (tokens[index - 1]?.end ?? 0) < done + NEXT_CHARS);
  return Math.exp(begun.reduce((sum, { logprob }) => sum + logprob, 0));
}

/**
 * How probable the model's own end is behind `ending`, a beginning of the text, or behind white space that follows it there.
 * Undefined where no token ends there.
 */
export function endLogprobAt(
  { drafted, tokens }: Pick<Written, "drafted" | "tokens">,
  ending: string,
): number | undefined {
  let best: number | undefined;
  for (const [index, { endLogprob }] of tokens.entries()) {
    const text = drafted.slice(0, tokens[index - 1]?.end ?? 0);
    if (endLogprob === undefined || !text.startsWith(ending) || text.slice(ending.length).trim() !== "") continue;
    best = Math.max(best ?? Number.NEGATIVE_INFINITY, endLogprob);
  }
  return best;
}
