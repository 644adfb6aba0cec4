/** One more row in the table of settings, and all that follows from it. */

import { expect, test } from "vitest";
import { checkValues } from "../../src/core/settings/checkSettings.ts";
import { choice, countOrZero, switched } from "../../src/core/settings/settingKinds.ts";
import { DEFAULT_SETTINGS, SETTINGS, type SettingsTable } from "../../src/core/settings/settings.ts";
import { readText } from "../sourceTree.ts";
import { missingWords, settingsPart, withSettings } from "./settingsPart.ts";

const words = JSON.parse(readText("package.nls.json"));

test("package.json says what the table says (npm run manifest writes it)", () => {
  const manifest = readText("package.json");
  expect(withSettings(manifest, settingsPart(SETTINGS, words))).toBe(manifest);
});

test("all settings have their words", () => {
  expect(missingWords(SETTINGS, words)).toEqual([]);
});

const table = {
  ...SETTINGS,
  repositoryFiles: { name: "repository.files", ...countOrZero(2, 40), scope: "machine" },
  packages: { name: "packages", ...switched(false), scope: "resource", restricted: true },
  nextEdits: { name: "nextEdits.mode", ...choice(["near", "far"], "near"), scope: "language-overridable" },
} as const satisfies SettingsTable;

test("a new row is read, flat or nested, with its default", () => {
  const added = { repositoryFiles: 0, packages: false, nextEdits: "near" } as const;
  expect(checkValues({}, table)).toEqual({ settings: { ...DEFAULT_SETTINGS, ...added }, complaints: [] });
  const values = { repository: { files: 2 }, packages: true, "nextEdits.mode": "far" };
  const { settings, complaints } = checkValues(values, table);
  // The compiler knows its values by field.
  const mode: "near" | "far" = settings.nextEdits;
  expect([settings.repositoryFiles, settings.packages, mode, complaints]).toEqual([2, true, "far", []]);
});

test("a new row is checked", () => {
  const { settings, complaints } = checkValues({ repository: { files: 1 }, packages: "yes", nextEdits: 7 }, table);
  expect(settings).toMatchObject({ repositoryFiles: 0, packages: false, nextEdits: "near" });
  expect(complaints).toEqual([
    "turnkey.nextEdits is 7, but must be an object of settings; the defaults are used instead.",
    "turnkey.repository.files is 1, but must be 0 or a whole number from 2 to 40; 0 is used instead.",
    'turnkey.packages is "yes", but must be true or false; false is used instead.',
  ]);
});

test("a new row asks for its words", () => {
  expect(missingWords(table, { ...words, "setting.nextEdits.mode.far": " " })).toEqual([
    'package.nls.json says nothing for "setting.repository.files" of turnkey.repository.files',
    'package.nls.json says nothing for "setting.packages" of turnkey.packages',
    'package.nls.json says nothing for "setting.nextEdits.mode" of turnkey.nextEdits.mode',
    'package.nls.json says nothing for "setting.nextEdits.mode.near" of turnkey.nextEdits.mode',
    'package.nls.json says nothing for "setting.nextEdits.mode.far" of turnkey.nextEdits.mode',
  ]);
});

test("a new row is in the manifest", () => {
  const { properties, restricted } = settingsPart(table, { ...words, "setting.packages": "Reads `package.json`." });
  const order = Object.keys(SETTINGS).length;
  expect(Object.fromEntries(Object.entries(properties).slice(order))).toEqual({
    "turnkey.repository.files": {
      ...{ order: order + 1, type: "integer", minimum: 0, maximum: 40, default: 0 },
      ...{ scope: "machine", ignoreSync: true, description: "%setting.repository.files%" },
    },
    "turnkey.packages": {
      ...{ order: order + 2, type: "boolean", default: false },
      ...{ scope: "resource", markdownDescription: "%setting.packages%" },
    },
    "turnkey.nextEdits.mode": {
      ...{ order: order + 3, type: "string", enum: ["near", "far"], default: "near", scope: "language-overridable" },
      enumDescriptions: ["%setting.nextEdits.mode.near%", "%setting.nextEdits.mode.far%"],
      description: "%setting.nextEdits.mode%",
    },
  });
  expect(restricted.slice(-2)).toEqual(["turnkey.repository.files", "turnkey.packages"]);
});
