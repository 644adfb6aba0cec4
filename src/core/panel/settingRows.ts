/** The table of settings, with all that is set where → the rows of the panel. */

import { entryOf } from "../entryOf.ts";
import { checkValues } from "../settings/checkSettings.ts";
import { isRecord, readAs } from "../settings/settingKinds.ts";
import { SETTINGS, type Setting, type SettingsTable } from "../settings/settings.ts";
import {
  aNumber,
  anyJson,
  aSwitch,
  listOf,
  maybe,
  oneOf,
  recordOf,
  type ShapeReading,
  textOf,
  type ValueOf,
} from "./shape.ts";

/** Where a value may be written; what is further right is narrower, and wins. */
export const PLACES = ["user", "workspace", "folder"] as const;
export type SettingPlace = (typeof PLACES)[number];

/** The headings that the settings stand under, in the order of the panel. */
export const GROUPS = [
  "suggestions",
  "model",
  "server",
  "languages",
  "grammar",
  "memory",
  "repository",
  "engine",
  "others",
] as const;
export type SettingGroup = (typeof GROUPS)[number];

/** By the first part of a setting's name. A setting whose name is not here stands among the others. */
const GROUP_OF: Readonly<Record<string, SettingGroup>> = {
  eagerness: "suggestions",
  latencyTarget: "suggestions",
  maxLines: "suggestions",
  learnHere: "suggestions",
  inComments: "suggestions",
  inStrings: "suggestions",
  onBattery: "engine",
  model: "model",
  enable: "languages",
  exclude: "languages",
  syntax: "grammar",
  cache: "memory",
  heal: "memory",
  context: "repository",
  engine: "engine",
  remote: "server",
};

/** A value and where it is set, for all languages or for one. */
const SET_VALUE = recordOf({ place: oneOf(PLACES), languageId: maybe(textOf(100)), value: anyJson(200_000) });
export type SetValue = ValueOf<typeof SET_VALUE>;

export const SETTING_ROW = recordOf({
  name: textOf(100),
  group: oneOf(GROUPS),
  kind: oneOf(["choice", "count", "text", "switch", "switches", "globs"]),
  description: textOf(4_000),
  choices: listOf(recordOf({ word: textOf(100), description: textOf(1_000) }), 50),
  least: maybe(aNumber),
  most: maybe(aNumber),
  /** What is in force, checked. */
  value: anyJson(200_000),
  preset: anyJson(200_000),
  /** All values that are set, the widest place first. */
  set: listOf(SET_VALUE, 20),
  /** Where a change is written. */
  place: oneOf(PLACES),
  languageId: maybe(textOf(100)),
  /** "machine": comes from this machine alone. "untrusted": what the workspace says does not hold until it is trusted. */
  limit: maybe(oneOf(["machine", "untrusted"])),
  /** What is wrong with the value that is set. */
  problem: maybe(textOf(1_000)),
  reloads: aSwitch,
});
export type SettingRow = ValueOf<typeof SETTING_ROW>;

/** What an editor knows of one setting, in its words. Left out: not set there. */
export type Inspected = {
  readonly [Layer in "global" | "workspace" | "workspaceFolder" as `${Layer}Value` | `${Layer}LanguageValue`]?: unknown;
};

export interface RowsInput {
  readonly inspect: (name: string) => Inspected | undefined;
  /** As merged by the editor for the document at hand. */
  readonly read: (name: string) => unknown;
  /** Of the document at hand; undefined where there is none. */
  readonly languageId: string | undefined;
  /** By the keys of `package.json`: `turnkey.eagerness`. */
  readonly wordsOf: (name: string) => { readonly description: string; readonly choices: readonly string[] };
  readonly isTrusted: boolean;
}

export function settingRows(input: RowsInput, table: SettingsTable = SETTINGS): readonly SettingRow[] {
  return Object.values(table).map((setting) => rowOf(setting, input));
}

export function groupOf({ name }: Pick<Setting, "name">): SettingGroup {
  return entryOf(GROUP_OF, name.split(".")[0]!) ?? "others";
}

function rowOf(setting: Setting, { inspect, read, languageId, wordsOf, isTrusted }: RowsInput): SettingRow {
  const { name, kind, scope } = setting;
  const words = wordsOf(`turnkey.${name}`);
  const { settings, complaints } = checkValues({ [name]: read(name) }, { setting });
  const set = setValues(inspect(name), languageId);
  const limit = scope === "machine" ? "machine" : setting.restricted && !isTrusted ? "untrusted" : undefined;
  return {
    ...{ name, kind, group: groupOf(setting), description: words.description },
    choices:
      kind === "choice" ? setting.choices.map((word, at) => ({ word, description: words.choices[at] ?? "" })) : [],
    least: kind === "count" ? (setting.orZero ? 0 : setting.least) : undefined,
    most: kind === "count" ? setting.most : undefined,
    ...{ value: settings.setting, preset: setting.default, set, limit },
    ...placeOf(set),
    problem: complaints[0],
    reloads: setting.reloads === true,
  };
}

/** The values that hold for a document, the widest place first, those of its language behind all others. */
export function setValues(inspected: Inspected | undefined, languageId: string | undefined): readonly SetValue[] {
  if (inspected === undefined) return [];
  const { globalValue, workspaceValue, workspaceFolderValue } = inspected;
  const { globalLanguageValue, workspaceLanguageValue, workspaceFolderLanguageValue } = inspected;
  const at = (values: readonly unknown[], language: string | undefined): SetValue[] =>
    values.flatMap((value, index) =>
      value === undefined ? [] : [{ place: PLACES[index]!, languageId: language, value }],
    );
  return [
    ...at([globalValue, workspaceValue, workspaceFolderValue], undefined),
    ...(languageId === undefined
      ? []
      : at([globalLanguageValue, workspaceLanguageValue, workspaceFolderLanguageValue], languageId)),
  ];
}

/** Where a change takes effect: the place whose value holds; the user's settings where nothing is set. Never silently in the workspace. */
export function placeOf(set: readonly SetValue[]): Pick<SettingRow, "place" | "languageId"> {
  const { place, languageId } = set.at(-1) ?? { place: "user", languageId: undefined };
  return { place, languageId };
}

/** A value for a setting, as it may be written; or why not. */
export function checkNewValue(name: string, value: unknown, table: SettingsTable = SETTINGS): ShapeReading<unknown> {
  const setting = Object.values(table).find((known) => known.name === name);
  if (setting === undefined) return { problem: `There is no setting turnkey.${name}.` };
  const reading = readAs(setting, value);
  if ("mustBe" in reading) return { problem: `turnkey.${name} must be ${reading.mustBe}.` };
  // What would be left out in silence is not written.
  if (reading.problems[0] !== undefined) return { problem: `turnkey.${name} ${reading.problems[0]}` };
  return { value: isRecord(reading.value) ? { ...reading.value } : reading.value };
}
