/** A model of worth, fitted on half of the repositories: how likely a first line is right, by all that is known of it. Pure. */

import type { Sight } from "../../src/core/writing/sight.ts";
import { chanceOf, fitLogistic } from "./logistic.ts";
import { repositoryOf } from "./sessions.ts";
import type { SeenWindow } from "./worthCollect.ts";
import { worthFeaturesOf } from "./worthFeatures.ts";
import type { Weighed } from "./worthTruth.ts";

/** Every other repository of the usual sessions, by name: of these a model of worth is made. */
const FITTED = new Set([
  "JamesNK/Newtonsoft.Json",
  "encode/httpx",
  "fmtlib/fmt",
  "honojs/hono",
  "pallets/flask",
  "square/okhttp",
]);

export function halves(windows: readonly SeenWindow[]): Record<"fitted" | "held", readonly SeenWindow[]> {
  const isFitted = (window: SeenWindow) => FITTED.has(repositoryOf(window));
  return { fitted: windows.filter(isFitted), held: windows.filter((window) => !isFitted(window)) };
}

/** With fewer texts, what is fitted says more of them than of others. */
const FEWEST = 400;
/** What goes on with a text before it says little new. */
const TYPED_WEIGHT = 0.4;
const PULLS = [1, 3, 10, 30, 100];

export interface WorthModel {
  /** In the order of `WORTH_FEATURES`. */
  readonly weights: readonly number[];
  readonly chance: (sight: Sight) => number;
}

/**
 * How hard the weights are pulled to 0 is what predicts each repository best from the others. Undefined for too few texts, or
 * for those of one repository.
 */
export function fitWorth(requests: readonly Weighed[], fewest = FEWEST): WorthModel | undefined {
  const repositories = [...new Set(requests.map(({ repository }) => repository))];
  if (requests.length < fewest || repositories.length < 2) return undefined;
  const losses = PULLS.map((pull) => {
    const parts = repositories.map((name) => {
      const others = requests.filter(({ repository }) => repository !== name);
      const weights = fitTo(others, pull);
      const own = requests.filter(({ repository }) => repository === name);
      return own.reduce((sum, request) => sum + lossOf(request, weights), 0);
    });
    return parts.reduce((sum, loss) => sum + loss, 0);
  });
  const weights = fitTo(requests, PULLS[losses.indexOf(Math.min(...losses))]!);
  return { weights, chance: (sight) => chanceOf(worthFeaturesOf(sight), weights) };
}

function fitTo(requests: readonly Weighed[], pull: number): readonly number[] {
  const examples = requests.map(({ key: { sight }, truth }) => ({
    features: worthFeaturesOf(sight),
    isTrue: truth.line,
    weight: sight.typed > 0 ? TYPED_WEIGHT : 1,
  }));
  return fitLogistic(examples, pull);
}

/** Log loss, nats. */
function lossOf({ key: { sight }, truth }: Weighed, weights: readonly number[]): number {
  const chance = chanceOf(worthFeaturesOf(sight), weights);
  return -Math.log(Math.max(1e-6, truth.line ? chance : 1 - chance));
}
