/** Whether a text is worth a look: what it saves when it is right, how likely that is, and what a wrong one costs. Pure. */

import type { Eagerness } from "../settings/settings.ts";
import { confidenceOf } from "../writing/written.ts";
import type { Sight } from "./sight.ts";
import { lineOf, worthFeaturesOf } from "./worthFeatures.ts";
import { WORTH_WEIGHTS, type WorthWeights } from "./worthWeights.ts";

export interface Worth {
  /** Chance that the first line is what will be written, 0 to 1; and that the whole is. */
  readonly line: number;
  readonly whole: number;
  /** The first of these by what turns out right on this machine. */
  readonly here: number;
  /** Chance that the next keys are those of the text: with them it stays for a while. */
  readonly next: number;
  /** That accepting the first line saves, if it is right. */
  readonly keys: number;
  /** Keys that showing the first line can be expected to save, less those that looking costs. */
  readonly value: number;
  /** Of what is left of the first line: see `lineConfidence`. */
  readonly confidence: number;
  readonly isWorthALook: boolean;
  /** The lines below the first are worth a look as well. */
  readonly isRestWorthALook: boolean;
}

/** Says what a text is worth at a place. */
export type Weigh = (sight: Sight, eagerness: Eagerness) => Worth;

/** Keys that a wrong text costs: one that somebody looked up for, and more for each key that it would have saved, for it is read. */
export interface LookCost {
  readonly look: number;
  readonly read: number;
}

export const LOOK_COSTS: Readonly<Record<Eagerness, LookCost>> = {
  eager: { look: 0.3, read: 0.03 },
  balanced: { look: 0.7, read: 0.07 },
  quiet: { look: 2, read: 0.2 },
};

/** Nothing is surer than that, whatever was taken before. */
const SUREST = 0.99;

/** Shown is what has a positive expected value: keys saved × chance, less the cost of a wrong look × the chance of one. */
export const weigh: Weigh = (sight, eagerness) => weighBy(WORTH_WEIGHTS, sight, LOOK_COSTS[eagerness]);

/** The same where what turns out right here is known, by language: see `factorOf`. */
export function weighHere(factor: (languageId: string) => number): Weigh {
  return (sight, eagerness) => weighBy(WORTH_WEIGHTS, sight, LOOK_COSTS[eagerness], factor(sight.languageId));
}

/** `factor`: what the chances are multiplied by before it is decided. */
export function weighBy(weights: WorthWeights, sight: Sight, cost: LookCost, factor = 1): Worth {
  const features = worthFeaturesOf(sight);
  const line = chanceOf(features, weights.line);
  const here = Math.min(SUREST, line * factor);
  const below = linesBelow(sight, here);
  const keys = keysOfLine(sight);
  const value = expectedKeys(here, keys, cost);
  return {
    line,
    here,
    whole: below.at(-1)?.chance ?? here,
    next: chanceOf(features, weights.next),
    keys,
    value,
    confidence: confidenceOf(sight.written, sight.typed),
    isWorthALook: value > 0,
    isRestWorthALook: keysBelow(below, cost) > 0,
  };
}

/** Expected keys of showing a text that is right with `chance` and then saves `keys`. */
export function expectedKeys(chance: number, keys: number, { look, read }: LookCost): number {
  return chance * keys - (1 - chance) * (look + read * Math.max(0, keys));
}

/** Keys that accepting the first line saves, if it is right: accepting is one, and so is a line break with its indentation. */
export function keysOfLine({ text, replaced }: Pick<Sight, "text" | "replaced">): number {
  const line = lineOf(text);
  return keysOf(line) - Math.min(replaced, closersOf(line)) - 1;
}

export function keysOf(text: string): number {
  return text.replace(/\n[ \t]*/g, "\n").length;
}

/** What of a line's end may stand there already. */
function closersOf(line: string): number {
  return /(?<![)\]}>"'`;,])[)\]}>"'`;,]+$/.exec(line)?.[0].length ?? 0;
}

/** A line below the first: the chance that all up to its end is right, and the keys that it saves then. */
interface LineBelow {
  readonly chance: number;
  readonly keys: number;
}

/** The lines below the first, each as likely as the model has it where those above are right. */
function linesBelow({ text, typed, written }: Sight, first: number): readonly LineBelow[] {
  let from = lineOf(text).length;
  let chance = first;
  return (
    text
      .slice(from)
      .trimEnd()
      .match(/\n+[^\n]*/g) ?? []
  ).map((line) => {
    const [start, end] = [typed + from, typed + from + line.length];
    from += line.length;
    const tokens = written.tokens.filter((token) => token.end > start && token.end <= end);
    chance *= Math.exp(tokens.reduce((sum, { logprob }) => sum + logprob, 0));
    return { chance, keys: keysOf(line) };
  });
}

/** What is right of them is kept, line by line; all of them are looked at. */
function keysBelow(below: readonly LineBelow[], { look, read }: LookCost): number {
  const saved = below.reduce((sum, { chance, keys }) => sum + chance * keys, 0);
  const all = below.reduce((sum, { keys }) => sum + keys, 0);
  return saved - (1 - (below.at(-1)?.chance ?? 0)) * (look + read * all);
}

/** A logistic model. */
export function chanceOf(features: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) sum += weight * features[index]!;
  return 1 / (1 + Math.exp(-sum));
}
