/** What is known of a text at a place, as numbers for the model of its worth. */

import { endOfLine, findLanguage } from "../languages/languages.ts";
import { chanceOfNext, confidenceOf } from "../writing/written.ts";
import type { Sight } from "./sight.ts";

/** In the order of the weights. Each is about 0 to 2. */
export const WORTH_FEATURES = [
  "bias",
  // How unsure the model was of what is left of the line, and its root; of all of the line; of its least sure token, its end, its next keys.
  "unsure",
  "unsureRoot",
  "unsureWhole",
  "least",
  "ending",
  "next",
  "entropy",
  // The line itself.
  "length",
  "words",
  "newNames",
  "someNew",
  "seenBefore",
  "digits",
  "quotes",
  "wordOnly",
  "closes",
  "opens",
  // The place.
  "inWord",
  "afterSpace",
  "lineStart",
  "inComment",
  "inString",
  // How it came to be.
  "typed",
  "typedMuch",
] as const;

type Feature = (typeof WORTH_FEATURES)[number];

/** In the order of `WORTH_FEATURES`. */
export function worthFeaturesOf(sight: Sight): readonly number[] {
  const known: Readonly<Record<Feature, number>> = {
    bias: 1,
    ...featuresOfScores(sight),
    ...featuresOfLine(sight),
    ...featuresOfPlace(sight),
    ...featuresOfMaking(sight),
  };
  return WORTH_FEATURES.map((name) => known[name]);
}

/** The first line of what is not typed yet. */
export function lineOf(text: string): string {
  return /^\n*[^\n]*/.exec(text)![0];
}

/** How sure the model was of the tokens of the first line behind what is typed, and of the one that ends it. */
function tokensOfLine({ written, typed }: Sight): { readonly least: number; readonly end: number } {
  const { text, tokens, chosenEnd } = written;
  const lineEnd = typed + lineOf(text.slice(typed)).length;
  let least = 0;
  for (const { end, logprob } of tokens) {
    if (end <= typed && typed > 0) continue;
    if (end > lineEnd) return { least, end: logprob };
    least = Math.min(least, logprob);
  }
  return { least, end: chosenEnd ?? -1 };
}

function featuresOfScores(sight: Sight) {
  const { written, typed } = sight;
  const unsure = -confidenceOf(written, typed);
  const { least, end } = tokensOfLine(sight);
  return {
    unsure: clamp(unsure, 8) / 4,
    unsureRoot: Math.sqrt(clamp(unsure, 8)),
    unsureWhole: clamp(-confidenceOf(written, 0), 8) / 4,
    least: clamp(-least, 4) / 4,
    ending: clamp(-end, 3) / 3,
    next: clamp(-Math.log(chanceOfNext(written, typed)), 4) / 2,
    entropy: clamp(written.firstEntropy ?? 1, 4) / 4,
  };
}

/** Names of three characters or more. */
const NAMES = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;

function featuresOfLine({ text, before, behind }: Sight) {
  const line = lineOf(text);
  const said = line.trim();
  const begun = /(?<![\p{L}\p{N}_$])[\p{L}\p{N}_$]+$/u.exec(before)?.[0] ?? "";
  const names = `${begun}${line}`.match(NAMES) ?? [];
  // What is being typed is no use of the name.
  const known = before.slice(0, before.length - begun.length) + behind;
  const strange = names.filter((name) => !known.includes(name)).length;
  return {
    length: clamp(Math.log1p(said.length), 4.5) / 4.5,
    words: clamp(names.length, 8) / 8,
    newNames: strange / Math.max(1, names.length),
    someNew: strange > 0 ? 1 : 0,
    seenBefore: said.length > 3 && known.includes(said) ? 1 : 0,
    digits: /\d/.test(said) ? 1 : 0,
    quotes: /["'`]/.test(said) ? 1 : 0,
    wordOnly: /^[\p{L}\p{N}_$]+$/u.test(line) ? 1 : 0,
    closes: /[;)\]},]$/.test(said) ? 1 : 0,
    opens: /[({[:]$/.test(said) ? 1 : 0,
  };
}

function featuresOfPlace({ languageId, before, isText }: Sight) {
  const language = findLanguage(languageId);
  const linePrefix = before.slice(before.lastIndexOf("\n") + 1);
  const isBlank = linePrefix.trim() === "";
  const inString = isText && !language.isProse && endOfLine(linePrefix, language).in === "string";
  return {
    inWord: /[\p{L}\p{N}_$]$/u.test(linePrefix) ? 1 : 0,
    afterSpace: !isBlank && /\s$/.test(linePrefix) ? 1 : 0,
    lineStart: isBlank ? 1 : 0,
    // And in prose, of which nothing was seen.
    inComment: isText && !inString ? 1 : 0,
    inString: inString ? 1 : 0,
  };
}

function featuresOfMaking({ typed }: Sight) {
  return { typed: typed > 0 ? 1 : 0, typedMuch: clamp(Math.log1p(typed), 3) / 3 };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
