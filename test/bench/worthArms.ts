/** Ways to decide what is shown: everything, the rule of log-probabilities, and the model of worth. Pure. */

import type { Eagerness } from "../../src/core/settings/settings.ts";
import type { Sight } from "../../src/core/worth/sight.ts";
import { LOOK_COSTS, type Weigh, weigh, weighBy } from "../../src/core/worth/worth.ts";
import type { WorthWeights } from "../../src/core/worth/worthWeights.ts";
import { chanceOfNext, confidenceOf } from "../../src/core/writing/written.ts";
import type { SeenWindow } from "./worthCollect.ts";
import type { Arm } from "./worthDisplay.ts";
import { type Half, halfOf } from "./worthFit.ts";

/** The rule that came before: the log-probability of the first line alone, stricter in comments, strings and prose. */
const PLAIN: Readonly<Record<Eagerness, { readonly code: number; readonly text: number }>> = {
  eager: { code: -4, text: -1.5 },
  balanced: { code: -2, text: -0.7 },
  quiet: { code: -1.1, text: -0.4 },
};

export function confidenceIn({ written, typed }: Sight): number {
  return Math.max(confidenceOf(written, 0), confidenceOf(written, typed));
}

export const LEVELS = ["eager", "balanced", "quiet"] as const;
/** What llama.vscode does. */
export const ALWAYS: Arm = { name: "always", decide: () => ({ isShown: true, next: 1 }) };
export const PLAIN_ARMS: readonly Arm[] = LEVELS.map((level) => ({
  name: `log-probability, ${level}`,
  decide: (sight) => {
    const confidence = confidenceIn(sight);
    const isShown = confidence >= PLAIN[level][sight.isText ? "text" : "code"];
    return { isShown, next: chanceOfNext(sight.written, sight.typed) };
  },
}));

/** By the weights that the product has. */
export const OUR_ARMS: readonly Arm[] = LEVELS.flatMap((level) => armsOf("worth", level, () => weigh));

/** By weights that were fitted on the other half of the repositories. */
export type Crossed = Readonly<Record<Half, WorthWeights>>;

export function crossedArms(crossed: Crossed): readonly Arm[] {
  return LEVELS.flatMap((level) =>
    armsOf("fitted on the other half", level, (window) => crossedWeigh(crossed, window)),
  );
}

/** `crossed`: what was fitted on each half. */
export function crossedWeigh(crossed: Crossed, window: Pick<SeenWindow, "id">): Weigh {
  const weights = weightsFor(crossed, window);
  return (sight, eagerness) => weighBy(weights, sight, LOOK_COSTS[eagerness]);
}

function weightsFor(crossed: Crossed, window: Pick<SeenWindow, "id">): WorthWeights {
  return crossed[halfOf(window) === "first" ? "second" : "first"];
}

const COSTS = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4];

/** The same model, where a wrong look costs less or more. */
export function costArms(crossed: Crossed): readonly Arm[] {
  return COSTS.map((look) => ({
    name: `a wrong look costs ${look} keys`,
    isCalm: true,
    decide: (sight, window) => {
      const { isWorthALook, next } = weighBy(weightsFor(crossed, window), sight, { look, read: look / 10 });
      return { isShown: isWorthALook, next };
    },
  }));
}

function armsOf(name: string, level: Eagerness, weighOf: (window: SeenWindow) => Weigh): readonly Arm[] {
  return [false, true].map((isCalm) => ({
    name: `${name}, ${level}${isCalm ? ", calm" : ""}`,
    decide: (sight, window) => {
      const { isWorthALook, next } = weighOf(window)(sight, level);
      return { isShown: isWorthALook, next };
    },
    isCalm,
  }));
}
