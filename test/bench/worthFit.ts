/** The model of worth, fitted: how likely a first line is right, and its next characters are, by all that is known of it. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chanceOf } from "../../src/core/worth/worth.ts";
import { WORTH_FEATURES, worthFeaturesOf } from "../../src/core/worth/worthFeatures.ts";
import type { WorthWeights } from "../../src/core/worth/worthWeights.ts";
import { findPackageRoot } from "../../src/places.ts";
import { fitLogistic } from "./logistic.ts";
import { repositoryOf } from "./sessions.ts";
import type { SeenWindow } from "./worthCollect.ts";
import type { Weighed } from "./worthTruth.ts";

/** Every other repository of the usual sessions, by name: what is fitted on one half is reported on the other. */
const FIRST_HALF = new Set([
  "JamesNK/Newtonsoft.Json",
  "encode/httpx",
  "fmtlib/fmt",
  "honojs/hono",
  "new/first",
  "pallets/flask",
  "square/okhttp",
]);

export type Half = "first" | "second";

export function halfOf(window: Pick<SeenWindow, "id">): Half {
  return FIRST_HALF.has(repositoryOf(window)) ? "first" : "second";
}

/** With fewer texts, what is fitted says more of them than of others. */
const FEWEST = 400;
const PULLS = [1, 3, 10, 30, 100];

interface Example {
  readonly request: Weighed;
  readonly features: readonly number[];
  /** One text that is typed along is seen often, and says little new each time. */
  readonly weight: number;
}

type Label = "line" | "next";

/**
 * How hard the weights are pulled to 0 is what predicts each repository best from the others. Undefined for too few texts, or
 * for those of one repository.
 */
export function fitWorth(requests: readonly Weighed[], fewest = FEWEST): WorthWeights | undefined {
  const repositories = new Set(requests.map(({ repository }) => repository));
  if (requests.length < fewest || repositories.size < 2) return undefined;
  const examples = toExamples(requests);
  const fitLabel = (label: Label) => {
    const losses = PULLS.map((pull) =>
      [...repositories].reduce((sum, name) => sum + lossOfPart(examples, name, label, pull), 0),
    );
    return fitTo(examples, label, PULLS[losses.indexOf(Math.min(...losses))]!);
  };
  return { line: fitLabel("line"), next: fitLabel("next") };
}

function toExamples(requests: readonly Weighed[]): readonly Example[] {
  const textOf = ({ session, key }: Weighed) => `${session} ${key.sight.written.drafted}`;
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(textOf(request), (counts.get(textOf(request)) ?? 0) + 1);
  return requests.map((request) => ({
    request,
    features: worthFeaturesOf(request.key.sight),
    weight: 1 / Math.sqrt(counts.get(textOf(request))!),
  }));
}

function fitTo(examples: readonly Example[], label: Label, pull: number): readonly number[] {
  const labelled = examples.map(({ request: { truth }, features, weight }) => ({
    features,
    isTrue: truth[label],
    weight,
  }));
  return fitLogistic(labelled, pull);
}

/** Log loss, nats, of one repository predicted from the others. */
function lossOfPart(examples: readonly Example[], name: string, label: Label, pull: number): number {
  const isOwn = ({ request }: Example) => request.repository === name;
  const weights = fitTo(
    examples.filter((example) => !isOwn(example)),
    label,
    pull,
  );
  return examples.filter(isOwn).reduce((sum, { request, features, weight }) => {
    const chance = chanceOf(features, weights);
    return sum - weight * Math.log(Math.max(1e-6, request.truth[label] ? chance : 1 - chance));
  }, 0);
}

/** The product's own, of all that was collected. */
export function writeWeights({ line, next }: WorthWeights, requests: readonly Weighed[]): void {
  const repositories = [...new Set(requests.map(({ repository }) => repository))].sort().join(", ");
  const list = (weights: readonly number[]) =>
    weights.map((weight, index) => `    ${weight.toFixed(3)}, // ${WORTH_FEATURES[index]}`).join("\n");
  writeFileSync(
    join(findPackageRoot(), "src", "core", "worth", "worthWeights.ts"),
    `/**
 * The weights of the model of worth; \`npm run bench -- worth --no-model --fit\` writes this file. Fitted on ${requests.length} texts at keys of
 * ${new Set(requests.map(({ session }) => session)).size} sessions of ${repositories}.
 */

export interface WorthWeights {
  /** In the order of \`WORTH_FEATURES\`: of the chance that the first line is right, and that its next characters are. */
  readonly line: readonly number[];
  readonly next: readonly number[];
}

export const WORTH_WEIGHTS: WorthWeights = {
  line: [
${list(line)}
  ],
  next: [
${list(next)}
  ],
};
`,
  );
}
