/** The parts of `package.json` that follow from the table of settings. */

import { MAX_GLOB_LENGTH, MAX_GLOBS } from "../../src/core/excluded/globs.ts";
import type { SettingKind } from "../../src/core/settings/settingKinds.ts";
import type { Setting, SettingsTable } from "../../src/core/settings/settings.ts";

/** Of `package.nls.json`, by key. */
export type Words = Readonly<Record<string, string>>;

export interface SettingsPart {
  /** `contributes.configuration.properties` */
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** `capabilities.untrustedWorkspaces.restrictedConfigurations` */
  readonly restricted: readonly string[];
}

export function settingsPart(table: SettingsTable, words: Words): SettingsPart {
  const settings = Object.values(table);
  const properties = settings.map((setting, index) => [
    `turnkey.${setting.name}`,
    { order: index + 1, ...describe(setting, words) },
  ]);
  const restricted = settings.filter((setting) => setting.restricted || setting.scope === "machine");
  return {
    properties: Object.fromEntries(properties),
    restricted: restricted.map(({ name }) => `turnkey.${name}`),
  };
}

/** Keys of `package.nls.json` that the table needs and that have no words yet, with what they are to say. */
export function missingWords(table: SettingsTable, words: Words): readonly string[] {
  return Object.values(table).flatMap((setting) => {
    const keys = [wordsKey(setting), ...choicesOf(setting).map((choice) => wordsKey(setting, choice))];
    return keys
      .filter((key) => (words[key] ?? "").trim() === "")
      .map((key) => `package.nls.json says nothing for "${key}" of turnkey.${setting.name}`);
  });
}

/** The whole text of `package.json` with these parts in place of its own. */
export function withSettings(manifest: string, { properties, restricted }: SettingsPart): string {
  const whole = JSON.parse(manifest);
  whole.contributes.configuration.properties = properties;
  whole.capabilities.untrustedWorkspaces.restrictedConfigurations = restricted;
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

function describe(setting: Setting, words: Words): Readonly<Record<string, unknown>> {
  const choices = choicesOf(setting);
  const key = wordsKey(setting);
  return {
    ...schemaOf(setting),
    default: setting.default,
    scope: setting.scope,
    ...(setting.scope === "machine" ? { ignoreSync: true } : {}),
    ...(choices.length > 0 ? { enumDescriptions: choices.map((choice) => `%${wordsKey(setting, choice)}%`) } : {}),
    [isMarked(words[key] ?? "") ? "markdownDescription" : "description"]: `%${key}%`,
  };
}

function schemaOf(kind: SettingKind): Readonly<Record<string, unknown>> {
  switch (kind.kind) {
    case "choice":
      return { type: "string", enum: kind.choices };
    case "count":
      // A manifest has no way to say "0, or from `least` on".
      return { type: "integer", minimum: kind.orZero ? 0 : kind.least, maximum: kind.most };
    case "text":
      return { type: "string" };
    case "switch":
      return { type: "boolean" };
    case "switches":
      return { type: "object", additionalProperties: { type: "boolean" } };
    case "globs":
      return {
        type: "array",
        items: { type: "string", maxLength: MAX_GLOB_LENGTH },
        maxItems: MAX_GLOBS,
        uniqueItems: true,
      };
  }
}

function choicesOf(kind: SettingKind): readonly string[] {
  return kind.kind === "choice" ? kind.choices : [];
}

function wordsKey({ name }: Setting, choice?: string): string {
  return choice === undefined ? `setting.${name}` : `setting.${name}.${choice}`;
}

/** Marks of Markdown are rendered only in a description that says so. */
export function isMarked(text: string): boolean {
  return /`|\*[^*]+\*|\]\(/.test(text);
}
