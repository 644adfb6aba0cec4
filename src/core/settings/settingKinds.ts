/** The kinds of values that a setting can have, and what a value of each kind must be. */

import { checkGlobs } from "../excluded/globs.ts";

/** Where a value may come from, in VS Code's words. From "machine" it comes only from this machine, and does not travel. */
export type SettingScope = "machine" | "window" | "resource" | "language-overridable";

/** One of a few words. Each word has a sentence of its own in `package.nls.json`. */
export interface ChoiceKind<Choice extends string = string> {
  readonly kind: "choice";
  readonly choices: readonly Choice[];
  readonly default: Choice;
}

/** A whole number from `least` to `most`; with `orZero` also 0, which stands for "chosen by itself". */
export interface CountKind {
  readonly kind: "count";
  readonly least: number;
  readonly most: number;
  readonly orZero: boolean;
  readonly default: number;
}

export interface TextKind {
  readonly kind: "text";
  /** What the text is, in a complaint: "a path". */
  readonly meaning: string;
  readonly default: string;
}

export interface SwitchKind {
  readonly kind: "switch";
  readonly default: boolean;
}

/** Names with true or false for each. */
export interface SwitchesKind {
  readonly kind: "switches";
  /** What is named, in a complaint: "language ids". */
  readonly names: string;
  readonly default: Readonly<Record<string, boolean>>;
}

/** A list of globs. A wrong one is left out, and the others hold: one bad glob must not open the files of the rest. */
export interface GlobsKind {
  readonly kind: "globs";
  readonly default: readonly string[];
}

export type SettingKind = ChoiceKind | CountKind | TextKind | SwitchKind | SwitchesKind | GlobsKind;

export function choice<const Choice extends string>(
  choices: readonly Choice[],
  preset: NoInfer<Choice>,
): ChoiceKind<Choice> {
  return { kind: "choice", choices, default: preset };
}

export function count(least: number, most: number, preset: number): CountKind {
  return { kind: "count", least, most, orZero: false, default: preset };
}

/** 0, the default, means that the number is chosen by itself. */
export function countOrZero(least: number, most: number): CountKind {
  return { kind: "count", least, most, orZero: true, default: 0 };
}

export function text(meaning: string, preset: string): TextKind {
  return { kind: "text", meaning, default: preset };
}

export function switched(preset: boolean): SwitchKind {
  return { kind: "switch", default: preset };
}

export function switches(names: string, preset: Readonly<Record<string, boolean>>): SwitchesKind {
  return { kind: "switches", names, default: preset };
}

export function globs(): GlobsKind {
  return { kind: "globs", default: [] };
}

/** What can be used of a value, and what is wrong with it. */
export type ReadValue =
  | { readonly value: unknown; readonly problems: readonly string[] }
  /** Nothing can be used; `mustBe` completes "but must be …". */
  | { readonly mustBe: string };

export function readAs(kind: SettingKind, value: unknown): ReadValue {
  const when = (isRight: boolean, mustBe: string): ReadValue => (isRight ? { value, problems: [] } : { mustBe });
  switch (kind.kind) {
    case "choice":
      return when(
        typeof value === "string" && kind.choices.includes(value),
        `one of ${kind.choices.map((word) => JSON.stringify(word)).join(", ")}`,
      );
    case "count":
      return when(
        (kind.orZero && value === 0) || (Number.isInteger(value) && isBetween(value as number, kind)),
        `${kind.orZero ? "0 or " : ""}a whole number from ${kind.least} to ${kind.most}`,
      );
    case "text":
      return when(typeof value === "string", kind.meaning);
    case "switch":
      return when(typeof value === "boolean", "true or false");
    case "switches":
      return when(
        isRecord(value) && Object.values(value).every((on) => typeof on === "boolean"),
        `an object of ${kind.names} and true or false`,
      );
    case "globs": {
      if (!Array.isArray(value)) return { mustBe: "a list of globs" };
      const checked = checkGlobs(value);
      return { value: checked.globs, problems: checked.problems };
    }
  }
}

function isBetween(value: number, { least, most }: CountKind): boolean {
  return value >= least && value <= most;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
