/** Fill-in-the-middle layouts as text, for servers that take prompts as text. */

import { shorten } from "../shortText.ts";
import { FIM_FAMILIES, type FimFamily, type FimLayout } from "../tokens/fim.ts";

/** A model's markers, spelled as in its vocabulary. */
export interface FimTexts {
  readonly family: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly middle: string;
  readonly order: FimLayout["order"];
  /** See `FimLayout`. */
  readonly needsHealing: boolean;
  /** The model's text has ended where one of these begins. */
  readonly ends: readonly string[];
}

/** Names that models are served by. Where a family has two spellings of its markers, the one of these names is said. */
const NAMED: readonly (readonly [name: RegExp, family: string, marker?: string])[] = [
  [/codestral/i, "codestral"],
  [/code-?gemma/i, "codegemma"],
  [/granite.{0,8}code/i, "granite", "<fim_prefix>"],
  [/granite/i, "granite"],
  [/codeqwen/i, "codeqwen"],
  [/qwen.{0,14}coder|\bturnkey-embedded/i, "qwen-coder"],
  [/deepseek.{0,8}coder/i, "deepseek-coder"],
  [/code-?llama/i, "codellama"],
  [/mellum/i, "mellum"],
  [/refact/i, "refact"],
  [/stable-?code/i, "stable-code"],
  [/seed-?coder/i, "seed-coder"],
  [/santa-?coder/i, "santacoder"],
  [/starcoder-?2/i, "starcoder2"],
  [/starcoder/i, "starcoder"],
  [/codegeex/i, "codegeex4"],
  [/(?:chat)?glm-?4/i, "glm"],
];

/** Texts that end a generation, whatever the family. */
const COMMON_ENDS = [
  "<|endoftext|>",
  "<|im_end|>",
  "<|im_start|>",
  "<EOT>",
  "<|EOT|>",
  "<｜end▁of▁sentence｜>",
  "</s>",
  "<|end_of_text|>",
];

/** The row of a family by its name; of several the first. */
export function findFamily(family: string): FimTexts | undefined {
  const row = FIM_FAMILIES.find((one) => one.family === family);
  return row && toTexts(row);
}

export function familyNames(): readonly string[] {
  return [...new Set(FIM_FAMILIES.map(({ family }) => family))];
}

/** What is wrong with a family that somebody has named, in a sentence. */
export function describeUnknownFamily(named: string): string {
  return `turnkey.remote.layout is ${JSON.stringify(shorten(named, 40))}, which is no family of models that is known: auto, or one of ${familyNames().join(", ")}.`;
}

/** By the name that a model is served by; undefined: no family is known by it. */
export function findFamilyOfName(name: string): FimTexts | undefined {
  const named = NAMED.find(([pattern]) => pattern.test(name));
  if (named === undefined) return undefined;
  const [, family, marker] = named;
  const row = FIM_FAMILIES.find((one) => one.family === family && (marker === undefined || one.prefix[0] === marker));
  return row && toTexts(row);
}

/** All spellings of markers that may be in a vocabulary. */
export function allMarkers(): readonly string[] {
  return [...new Set(FIM_FAMILIES.flatMap(({ prefix, suffix, middle }) => [...prefix, ...suffix, ...middle]))];
}

/** By the markers that a vocabulary has, and the model's name where that decides. */
export function findFamilyOfMarkers(name: string, known: ReadonlySet<string>): FimTexts | undefined {
  const row = FIM_FAMILIES.find(
    ({ test, prefix, suffix, middle }) =>
      (test === undefined || test.test(name)) && [...prefix, ...suffix, ...middle].every((marker) => known.has(marker)),
  );
  return row && toTexts(row);
}

function toTexts({ family, order, needsHealing, fileSeparator, repository, ...row }: FimFamily): FimTexts {
  const [prefix, suffix, middle] = [row.prefix, row.suffix, row.middle].map(spell) as [string, string, string];
  const markers = [prefix, suffix, middle, fileSeparator ?? "", repository ?? ""].filter(
    (marker) => marker.trim() !== "",
  );
  return {
    family,
    prefix,
    suffix,
    middle,
    order,
    needsHealing: needsHealing ?? false,
    ends: [...markers, ...COMMON_ENDS],
  };
}

/** Byte-level vocabularies spell the line feed "Ċ". */
function spell(markers: readonly string[]): string {
  return markers.join("").replaceAll("Ċ", "\n");
}

/** Where the first of some texts begins; undefined: nowhere. */
export function firstOf(text: string, wanted: readonly string[]): number | undefined {
  const places = wanted.map((one) => text.indexOf(one)).filter((at) => at >= 0);
  return places.length === 0 ? undefined : Math.min(...places);
}

/** Behind the last of some texts; 0: there is none. */
export function behindLast(text: string, wanted: readonly string[]): number {
  return Math.max(0, ...wanted.map((one) => text.lastIndexOf(one) + (text.includes(one) ? one.length : 0)));
}
