/** `turnkey.*` settings: names, defaults and checks. The editor's `package.json` must agree (a test compares both ways). */

import { checkGlobs } from "./excluded/globs.ts";
import { shorten } from "./shortText.ts";

export type Eagerness = "eager" | "balanced" | "quiet";

/** How the cache follows the text: edited as the text is, or evaluated again from the first change on. */
export type CacheMode = "edit" | "prefix";
/** The numbers that cached keys and values are kept as. */
export type CacheType = "f16" | "q8_0";
/** What is made exact again in idle time: all that is cached, the surroundings of the cursor, or nothing. */
export type HealScope = "full" | "near" | "off";
/** What grammars may do: refuse tokens, only judge what was written, or nothing. */
export type SyntaxMode = "enforce" | "advise" | "off";

export interface Settings {
  /** By language id; "*" is the default for those not named. */
  readonly enable: Readonly<Record<string, boolean>>;
  readonly eagerness: Eagerness;
  /** A suggestion should stand after this time. Budgets follow from it and the measured rates. */
  readonly latencyTargetMs: number;
  /** Globs of files that are never completed, beside the built-in list. */
  readonly exclude: readonly string[];
  /** Path of a GGUF file; "" is the embedded model. */
  readonly modelPath: string;
  /** 0: as many as the process may really use. */
  readonly threads: number;
  readonly gpu: "auto" | "off";
  /** Cache positions; 0: chosen from the model and the memory. */
  readonly contextSize: number;
  readonly cacheMode: CacheMode;
  readonly cacheType: CacheType;
  readonly heal: HealScope;
  readonly syntaxMode: SyntaxMode;
  /** Lines of a block at most. */
  readonly maxLines: number;
  readonly idleUnloadMinutes: number;
}

/** The setting's name under `turnkey.` for each field. */
export const SETTING_NAMES = {
  enable: "enable",
  eagerness: "eagerness",
  latencyTargetMs: "latencyTarget",
  exclude: "exclude",
  modelPath: "model.path",
  threads: "engine.threads",
  gpu: "engine.gpu",
  contextSize: "engine.contextSize",
  cacheMode: "cache.mode",
  cacheType: "cache.type",
  heal: "heal",
  syntaxMode: "syntax.mode",
  maxLines: "maxLines",
  idleUnloadMinutes: "engine.idleUnload",
} as const satisfies Record<keyof Settings, string>;

export const DEFAULT_SETTINGS: Settings = {
  enable: { "*": true },
  eagerness: "balanced",
  latencyTargetMs: 400,
  exclude: [],
  modelPath: "",
  threads: 0,
  gpu: "auto",
  contextSize: 0,
  cacheMode: "edit",
  cacheType: "f16",
  heal: "full",
  syntaxMode: "enforce",
  maxLines: 12,
  idleUnloadMinutes: 15,
};

export interface CheckedSettings {
  readonly settings: Settings;
  /** One sentence per wrong value, naming the setting, what it holds, what it may hold, and the value used instead. */
  readonly complaints: readonly string[];
}

/** Characters of a wrong value that a complaint repeats. */
const MAX_SHOWN = 80;

/**
 * Settings from untyped values, keyed as under `turnkey.` ("model.path" either flat or nested as `{model: {path}}`).
 * A wrong value falls back to its default and is complained of; of a list of globs the right ones stay. An unknown name is ignored.
 */
export function checkSettings(values: unknown): CheckedSettings {
  const complaints = findWrongTrees(values);
  const settings: Record<string, unknown> = {};
  for (const field of Object.keys(SETTING_NAMES) as (keyof Settings)[]) {
    const value = lookUp(values, SETTING_NAMES[field]);
    const problem = value === undefined ? undefined : RULES[field](value);
    const fallback = DEFAULT_SETTINGS[field];
    if (problem !== undefined)
      complaints.push(
        `turnkey.${SETTING_NAMES[field]} is ${describe(value)}, but must be ${problem}; ${JSON.stringify(fallback)} is used instead.`,
      );
    settings[field] = value === undefined || problem !== undefined ? fallback : value;
  }
  // One bad glob must not open the files of the others.
  const { globs, problems } = checkGlobs(settings.exclude as readonly unknown[]);
  settings.exclude = globs;
  complaints.push(...problems.map((problem) => `turnkey.${SETTING_NAMES.exclude} ${problem}`));
  return { settings: settings as unknown as Settings, complaints };
}

/** Each rule answers with what the value must be, or undefined when it is right. */
const RULES: Record<keyof Settings, (value: unknown) => string | undefined> = {
  enable: (value) =>
    isRecord(value) && Object.values(value).every((on) => typeof on === "boolean")
      ? undefined
      : "an object of language ids and true or false",
  eagerness: oneOf("eager", "balanced", "quiet"),
  latencyTargetMs: wholeNumber(50, 10_000),
  exclude: (value) => (Array.isArray(value) ? undefined : "a list of globs"),
  modelPath: (value) => (typeof value === "string" ? undefined : "a path"),
  threads: wholeNumber(0, 256),
  gpu: oneOf("auto", "off"),
  contextSize: (value) =>
    value === 0 || wholeNumber(512, 131_072)(value) === undefined
      ? undefined
      : "0 or a whole number from 512 to 131072",
  cacheMode: oneOf("edit", "prefix"),
  cacheType: oneOf("f16", "q8_0"),
  heal: oneOf("full", "near", "off"),
  syntaxMode: oneOf("enforce", "advise", "off"),
  maxLines: wholeNumber(1, 100),
  idleUnloadMinutes: wholeNumber(0, 1440),
};

function oneOf(...allowed: readonly string[]): (value: unknown) => string | undefined {
  return (value) =>
    typeof value === "string" && allowed.includes(value)
      ? undefined
      : `one of ${allowed.map((name) => JSON.stringify(name)).join(", ")}`;
}

function wholeNumber(least: number, most: number): (value: unknown) => string | undefined {
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
      ? undefined
      : `a whole number from ${least} to ${most}`;
}

/** Names of which settings are parts: "model" of "model.path". */
const TREES = [...new Set(Object.values(SETTING_NAMES).flatMap((name) => name.split(".").slice(0, -1)))];

/** What stands where settings should be under it: all of them would fall back to their defaults in silence. */
function findWrongTrees(values: unknown): string[] {
  if (isAbsent(values)) return [];
  if (!isRecord(values))
    return [`turnkey is ${describe(values)}, but must be an object of settings; the defaults are used instead.`];
  return TREES.filter((name) => !isAbsent(values[name]) && !isRecord(values[name])).map(
    (name) =>
      `turnkey.${name} is ${describe(values[name])}, but must be an object of settings; the defaults are used instead.`,
  );
}

/** Several clients write an object without fields as an empty list. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function describe(value: unknown): string {
  return shorten(JSON.stringify(value) ?? String(value), MAX_SHOWN);
}

function lookUp(values: unknown, name: string): unknown {
  if (!isRecord(values)) return undefined;
  if (Object.hasOwn(values, name)) return values[name];
  const dot = name.indexOf(".");
  return dot < 0 ? undefined : lookUp(values[name.slice(0, dot)], name.slice(dot + 1));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether suggestions are on for a language. */
export function isEnabledFor(settings: Settings, languageId: string): boolean {
  return settings.enable[languageId] ?? settings.enable["*"] ?? true;
}
