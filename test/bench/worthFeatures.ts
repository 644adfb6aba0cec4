/** What is known of a text at a place, as numbers for the model of its worth. */

import { endOfLine, findLanguage } from "../../src/core/languages/languages.ts";
import type { Sight } from "../../src/core/writing/sight.ts";
import { confidenceOf } from "../../src/core/writing/written.ts";

/** In the order of the weights. Each is about -1 to 1. */
export const WORTH_FEATURES = [
  "bias",
  // The log-probability of the line, in pieces.
  "unsure0",
  "unsure1",
  "unsure2",
  "unsure3",
  // Of its tokens: the least sure one, the first, names and signs apart, what ends the line.
  "least",
  "first",
  "names",
  "signs",
  "ending",
  "entropy",
  // The line itself.
  "length",
  "tiny",
  "long",
  "words",
  "newNames",
  "someNew",
  "digits",
  "quotes",
  "wordOnly",
  "closes",
  "opens",
  "blockBelow",
  "seenBefore",
  // The place.
  "inWord",
  "wordBegun",
  "afterDot",
  "afterSpace",
  "lineStart",
  "emptyLine",
  "midLine",
  "finished",
  "inComment",
  "inString",
  "inProse",
  // How it came to be.
  "typed",
  "typedMuch",
  "missed",
  "refused",
  "massLost",
  "stuck",
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
  return /^\n*[^\n]*/.exec(text)?.[0] ?? "";
}

interface TokenOfLine {
  readonly text: string;
  readonly logprob: number;
}

/** The tokens of the first line behind what is typed, the one that ends it included where there is one. */
function tokensOfLine({ written, typed }: Sight): { readonly tokens: readonly TokenOfLine[]; readonly end: number } {
  const { text, drafted, tokens, chosenEnd } = written;
  const lineEnd = typed + lineOf(text.slice(typed)).length;
  const found: TokenOfLine[] = [];
  let from = 0;
  let ending: number | undefined;
  for (const { end, logprob } of tokens) {
    const piece = { text: drafted.slice(Math.max(from, typed), end), logprob };
    from = end;
    if (end <= typed && typed > 0) continue;
    if (end > lineEnd) {
      ending = logprob;
      break;
    }
    found.push(piece);
  }
  return { tokens: found, end: ending ?? chosenEnd ?? -1 };
}

function featuresOfScores(sight: Sight) {
  const unsure = -Math.max(confidenceOf(sight.written, 0), confidenceOf(sight.written, sight.typed));
  const { tokens, end } = tokensOfLine(sight);
  const sum = (some: readonly TokenOfLine[]) => some.reduce((total, { logprob }) => total + logprob, 0);
  const isName = ({ text }: TokenOfLine) => /[\p{L}\p{N}]/u.test(text);
  return {
    unsure0: clamp(unsure, 0.5) / 0.5,
    unsure1: clamp(unsure - 0.5, 1),
    unsure2: clamp(unsure - 1.5, 2) / 2,
    unsure3: clamp(unsure - 3.5, 6) / 6,
    least: clamp(-Math.min(0, ...tokens.map(({ logprob }) => logprob)), 4) / 4,
    first: clamp(-(tokens[0]?.logprob ?? 0), 3) / 3,
    names: clamp(-sum(tokens.filter(isName)), 5) / 5,
    signs: clamp(-sum(tokens.filter((token) => !isName(token))), 5) / 5,
    ending: clamp(-end, 3) / 3,
    entropy: clamp(sight.written.firstEntropy ?? 1, 4) / 4,
  };
}

/** Names of three characters or more. */
const NAMES = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;

function featuresOfLine({ text, replaced, before, behind }: Sight) {
  const line = lineOf(text);
  const said = line.trim();
  const begun = /[\p{L}\p{N}_$]*$/u.exec(before)![0];
  const names = `${begun}${line}`.match(NAMES) ?? [];
  // What is being typed is no use of the name.
  const known = before.slice(0, before.length - begun.length) + behind;
  const strange = names.filter((name) => !known.includes(name)).length;
  return {
    length: clamp(Math.log1p(said.length), 4.5) / 4.5,
    tiny: said.length - replaced <= 2 ? 1 : 0,
    long: said.length > 16 ? 1 : 0,
    words: clamp(names.length, 8) / 8,
    newNames: strange / Math.max(1, names.length),
    someNew: strange > 0 ? 1 : 0,
    digits: /\d/.test(said) ? 1 : 0,
    quotes: /["'`]/.test(said) ? 1 : 0,
    wordOnly: /^[\p{L}\p{N}_$]+$/u.test(line) ? 1 : 0,
    closes: /[;)\]},]$/.test(said) ? 1 : 0,
    opens: /[({[:]$/.test(said) ? 1 : 0,
    blockBelow: text.trimEnd().length > line.length ? 1 : 0,
    seenBefore: said.length > 3 && known.includes(said) ? 1 : 0,
  };
}

function featuresOfPlace({ languageId, before, behind, isText, replaced }: Sight) {
  const language = findLanguage(languageId);
  const linePrefix = before.slice(before.lastIndexOf("\n") + 1);
  const [rest = ""] = behind.slice(replaced).split("\n", 1);
  const isBlank = linePrefix.trim() === "";
  const word = /[\p{L}\p{N}_$]*$/u.exec(linePrefix)![0];
  const inside = endOfLine(linePrefix, language).in;
  const inString = isText && !language.isProse && inside === "string";
  return {
    inWord: word === "" ? 0 : 1,
    wordBegun: clamp(word.length, 6) / 6,
    afterDot: /(?:\.|->|::)[\p{L}\p{N}_$]*$/u.test(linePrefix) ? 1 : 0,
    afterSpace: !isBlank && /\s$/.test(linePrefix) ? 1 : 0,
    lineStart: isBlank && linePrefix !== "" ? 1 : 0,
    emptyLine: isBlank && rest.trim() === "" ? 1 : 0,
    midLine: /^[\s)\]}>;,"'`]*$/.test(rest) ? 0 : 1,
    finished: !isBlank && rest.trim() === "" && /[;{},:]\s*$/.test(linePrefix) ? 1 : 0,
    inComment: isText && !language.isProse && !inString ? 1 : 0,
    inString: inString ? 1 : 0,
    inProse: language.isProse ? 1 : 0,
  };
}

function featuresOfMaking({ typed, missed, written }: Sight) {
  return {
    typed: typed > 0 ? 1 : 0,
    typedMuch: clamp(typed, 12) / 12,
    missed: clamp(missed, 5) / 5,
    refused: clamp(written.refusals ?? 0, 4) / 4,
    massLost: 1 - (written.acceptedMass ?? 1),
    stuck: written.end === "grammar" ? 1 : 0,
  };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
