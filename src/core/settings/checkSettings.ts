/** Settings from whatever an editor sends: wrong values fall back to their defaults, and are complained of in a sentence. */

import { shorten } from "../shortText.ts";
import { isRecord, readAs } from "./settingKinds.ts";
import { mapTable, SETTINGS, type Setting, type Settings, type SettingsTable, type ValuesOf } from "./settings.ts";

export interface Checked<Values> {
  readonly settings: Values;
  /** One sentence per wrong value, naming the setting, what it holds, what it may hold, and the value used instead. */
  readonly complaints: readonly string[];
}

/** Characters of a wrong value that a complaint repeats. */
const MAX_SHOWN = 80;

/** `checkValues` of Turnkey's own settings. */
export function checkSettings(values: unknown): Checked<Settings> {
  return checkValues(values, SETTINGS);
}

/**
 * Settings from untyped values, keyed as under `turnkey.` ("model.path" either flat or nested as `{model: {path}}`).
 * A wrong value falls back to its default and is complained of; of a list of globs the right ones stay. An unknown name is ignored.
 */
export function checkValues<Table extends SettingsTable>(values: unknown, table: Table): Checked<ValuesOf<Table>> {
  const complaints = findWrongTrees(values, table);
  const settings = mapTable(table, (setting) => readOne(values, setting, complaints));
  return { settings: settings as ValuesOf<Table>, complaints };
}

/** The values that `checkSettings` reads, with flat names: how settings travel. */
export function toSettingValues(settings: Settings): Record<string, unknown> {
  const fields = Object.keys(SETTINGS) as (keyof Settings)[];
  return Object.fromEntries(fields.map((field) => [SETTINGS[field].name, settings[field]]));
}

function readOne(values: unknown, setting: Setting, complaints: string[]): unknown {
  const value = lookUp(values, setting.name);
  if (value === undefined) return setting.default;
  const reading = readAs(setting, value);
  const name = `turnkey.${setting.name}`;
  if (!("mustBe" in reading)) {
    complaints.push(...reading.problems.map((problem) => `${name} ${problem}`));
    return reading.value;
  }
  const instead = JSON.stringify(setting.default);
  complaints.push(`${name} is ${describe(value)}, but must be ${reading.mustBe}; ${instead} is used instead.`);
  return setting.default;
}

/** What stands where settings should be under it: all of them would fall back to their defaults in silence. */
function findWrongTrees(values: unknown, table: SettingsTable): string[] {
  if (isAbsent(values)) return [];
  const complaint = (name: string, value: unknown): string =>
    `${name} is ${describe(value)}, but must be an object of settings; the defaults are used instead.`;
  if (!isRecord(values)) return [complaint("turnkey", values)];
  const isWrong = (name: string): boolean => !isAbsent(values[name]) && !isRecord(values[name]);
  return treesOf(table)
    .filter(isWrong)
    .map((name) => complaint(`turnkey.${name}`, values[name]));
}

/** Names of which settings are parts: "model" of "model.path". */
function treesOf(table: SettingsTable): string[] {
  return [...new Set(Object.values(table).flatMap(({ name }) => name.split(".").slice(0, -1)))];
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
