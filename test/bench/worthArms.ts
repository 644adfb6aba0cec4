/** Ways to decide what is shown: everything, the rule of log-probabilities, the product's, and a fitted model's. Pure. */

import type { Eagerness } from "../../src/core/settings/settings.ts";
import type { Sight } from "../../src/core/writing/sight.ts";
import { weigh } from "../../src/core/writing/worth.ts";
import { chanceOfNext, confidenceOf } from "../../src/core/writing/written.ts";
import type { Arm } from "./worthDisplay.ts";
import type { WorthModel } from "./worthFit.ts";
import { keysOfLine, type Weighed } from "./worthTruth.ts";

/** The rule that came before: the log-probability of the first line alone, stricter in comments, strings and prose. */
const PLAIN: Readonly<Record<Eagerness, { readonly code: number; readonly text: number }>> = {
  eager: { code: -4, text: -1.5 },
  balanced: { code: -2, text: -0.7 },
  quiet: { code: -1.1, text: -0.4 },
};

export function confidenceIn({ written, typed }: Sight): number {
  return Math.max(confidenceOf(written, 0), confidenceOf(written, typed));
}

function nextOf({ written, typed }: Sight): number {
  return chanceOfNext(written, typed);
}

const LEVELS = ["eager", "balanced", "quiet"] as const;
/** What llama.vscode does. */
export const ALWAYS: Arm = { name: "always", decide: () => ({ isShown: true, next: 1 }) };
export const PLAIN_ARMS: readonly Arm[] = LEVELS.map((level) => ({
  name: `log-probability, ${level}`,
  decide: (sight) => {
    const confidence = confidenceIn(sight);
    return { isShown: confidence >= PLAIN[level][sight.isText ? "text" : "code"], next: nextOf(sight) };
  },
}));
export const OUR_ARMS: readonly Arm[] = LEVELS.flatMap((level) =>
  [false, true].map((isCalm) => ({
    name: `worth, ${level}${isCalm ? ", calm" : ""}`,
    decide: (sight: Sight) => ({ isShown: weigh(sight, level).isWorthALook, next: nextOf(sight) }),
    isCalm,
  })),
);

/** Of the keys that could be saved of the texts that a model was fitted on, so many stay. */
const KEPT: Readonly<Record<Eagerness, number>> = { eager: 0.99, balanced: 0.95, quiet: 0.75 };

/** Shown is what is worth more keys than a look costs; what that is follows from the texts that the model was fitted on. */
export function armsOf(model: WorthModel, examples: readonly Weighed[]): readonly Arm[] {
  const worthOf = (sight: Sight) => model.chance(sight) * keysOfLine(sight);
  return LEVELS.map((level) => {
    const cost = costOf(examples, ({ key }) => worthOf(key.sight), KEPT[level]);
    const decide = (sight: Sight) => ({ isShown: worthOf(sight) >= cost, next: nextOf(sight) });
    return { name: `model of worth, ${level}`, decide };
  });
}

/** The greatest value that keeps `share` of the keys that right lines save, where nothing of less value is shown. */
export function costOf(requests: readonly Weighed[], value: (request: Weighed) => number, share: number): number {
  const right = requests.filter(({ truth }) => truth.line && truth.keys > 0);
  const sorted = right.map((request) => ({ keys: request.truth.keys, value: value(request) }));
  sorted.sort((a, b) => b.value - a.value);
  let left = share * sorted.reduce((sum, { keys }) => sum + keys, 0);
  for (const { keys, value } of sorted) {
    left -= keys;
    if (left <= 0) return value;
  }
  return 0;
}
