/** The table of settings as rows of the panel: groups, values in force, where they are set and where a change goes. */

import { describe, expect, test } from "vitest";
import {
  checkNewValue,
  GROUPS,
  groupOf,
  type Inspected,
  placeOf,
  type RowsInput,
  SETTING_ROW,
  type SettingRow,
  settingRows,
  setValues,
} from "../../../src/core/panel/settingRows.ts";
import { DEFAULT_SETTINGS, SETTINGS } from "../../../src/core/settings/settings.ts";

function rowsOf(inspected: Readonly<Record<string, Inspected>>, input: Partial<RowsInput> = {}): readonly SettingRow[] {
  return settingRows({
    inspect: (name) => inspected[name],
    read: (name) => setValues(inspected[name], "go").at(-1)?.value,
    languageId: "go",
    wordsOf: (name) => ({ description: `about ${name}`, choices: ["one", "two", "three"] }),
    isTrusted: true,
    ...input,
  });
}

function row(name: string, inspected: Inspected, input?: Partial<RowsInput>): SettingRow {
  return rowsOf({ [name]: inspected }, input).find((found) => found.name === name)!;
}

test("each setting has one row under a heading of its own, in the order of the table", () => {
  const rows = rowsOf({});
  expect(rows.map(({ name }) => name)).toEqual(Object.values(SETTINGS).map(({ name }) => name));
  expect(rows.filter(({ group }) => !GROUPS.includes(group))).toEqual([]);
  expect(rows.map(({ value }) => value)).toEqual(Object.values(DEFAULT_SETTINGS));
  expect(rows.every(({ description, name }) => description === `about turnkey.${name}`)).toBe(true);
  // What goes over to the page is read there as it is.
  for (const one of rows) expect(SETTING_ROW(JSON.parse(JSON.stringify(one)), "row")).toMatchObject({ value: one });
});

test("a setting that nobody has thought of stands among the others", () => {
  expect(groupOf({ name: "nextEdits.mode" })).toBe("others");
  expect(groupOf({ name: "engine.anything" })).toBe("engine");
});

describe("where a value is set", () => {
  const check = (inspected: Inspected, place: string, languageId?: string): void =>
    expect(placeOf(setValues(inspected, "go")), JSON.stringify(inspected)).toEqual({ place, languageId });

  test("a change goes to the narrowest place that has a value, else to the user's settings", () => {
    check({}, "user");
    check({ globalValue: 1 }, "user");
    check({ globalValue: 1, workspaceValue: 2 }, "workspace");
    check({ workspaceFolderValue: 3 }, "folder");
    check({ globalValue: 1, workspaceValue: 2, workspaceFolderValue: 3 }, "folder");
  });

  test("a value of the document's language holds over all others", () => {
    check({ workspaceFolderValue: 3, globalLanguageValue: 1 }, "user", "go");
    check({ globalLanguageValue: 1, workspaceLanguageValue: 2 }, "workspace", "go");
    check({ workspaceFolderLanguageValue: false }, "folder", "go");
  });

  test("values of languages are no one's where no document is open", () =>
    expect(setValues({ globalValue: 1, globalLanguageValue: 2 }, undefined)).toEqual([
      { place: "user", languageId: undefined, value: 1 },
    ]));

  test("all places are named, the widest first", () =>
    expect(row("maxLines", { globalValue: 3, workspaceValue: 4, globalLanguageValue: 5 })).toMatchObject({
      value: 5,
      preset: 12,
      place: "user",
      languageId: "go",
      set: [
        { place: "user", value: 3 },
        { place: "workspace", value: 4 },
        { place: "user", languageId: "go", value: 5 },
      ],
    }));
});

test("what cannot be used is said, and what is used instead is shown", () => {
  const shown = row("maxLines", { globalValue: "many" });
  expect([shown.value, shown.problem]).toEqual([
    12,
    'turnkey.maxLines is "many", but must be a whole number from 1 to 100; 12 is used instead.',
  ]);
  expect(shown.set).toMatchObject([{ place: "user", value: "many" }]);
});

test("why a workspace does not have a say", () => {
  expect(row("model.path", {}).limit).toBe("machine");
  expect(row("exclude", {}).limit).toBeUndefined();
  expect(row("exclude", {}, { isTrusted: false }).limit).toBe("untrusted");
  expect(row("maxLines", {}, { isTrusted: false }).limit).toBeUndefined();
});

/** Values that nothing may be made of; with a part of what is said. */
const WRONG: readonly (readonly [name: string, value: unknown, words: string])[] = [
  ["nothing", 1, "There is no setting turnkey.nothing."],
  ["", 1, "There is no setting"],
  ["constructor", 1, "There is no setting"],
  ["__proto__", 1, "There is no setting"],
  ["turnkey.maxLines", 1, "There is no setting"],
  ["MaxLines", 1, "There is no setting"],
  ["model", {}, "There is no setting"],
  ["maxLines", 0, "from 1 to 100"],
  ["maxLines", 101, "from 1 to 100"],
  ["maxLines", 1.5, "whole number"],
  ["maxLines", -1, "from 1 to 100"],
  ["maxLines", "3", "whole number"],
  ["maxLines", null, "whole number"],
  ["maxLines", undefined, "whole number"],
  ["maxLines", Number.NaN, "whole number"],
  ["maxLines", Number.POSITIVE_INFINITY, "whole number"],
  ["maxLines", [3], "whole number"],
  ["maxLines", { value: 3 }, "whole number"],
  ["maxLines", true, "whole number"],
  ["latencyTarget", 49, "from 50 to 10000"],
  ["latencyTarget", 10_001, "from 50 to 10000"],
  ["latencyTarget", "fast", "whole number"],
  ["engine.contextSize", 1, "0 or a whole number from 512"],
  ["engine.contextSize", 511, "0 or a whole number from 512"],
  ["engine.contextSize", -0.5, "0 or a whole number from 512"],
  ["engine.threads", 257, "from 0 to 256"],
  ["engine.idleUnload", 1_441, "from 0 to 1440"],
  ["eagerness", "Eager", "one of"],
  ["eagerness", "", "one of"],
  ["eagerness", 1, "one of"],
  ["eagerness", null, "one of"],
  ["eagerness", ["eager"], "one of"],
  ["syntax.mode", "on", "one of"],
  ["syntax.mode", "constructor", "one of"],
  ["heal", true, "one of"],
  ["context.mode", "all", "one of"],
  ["cache.mode", {}, "one of"],
  ["cache.type", "q4_0", "one of"],
  ["engine.gpu", false, "one of"],
  ["context.along", "true", "true or false"],
  ["context.along", 0, "true or false"],
  ["engine.shared", null, "true or false"],
  ["model.path", 1, "a path"],
  ["model.path", null, "a path"],
  ["model.folder", ["a"], "a path"],
  ["enable", true, "an object of language ids"],
  ["enable", [], "an object of language ids"],
  ["enable", { go: "yes" }, "an object of language ids"],
  ["enable", { go: null }, "an object of language ids"],
  ["exclude", "docs/**", "a list of globs"],
  ["exclude", { a: 1 }, "a list of globs"],
  ["exclude", ["ok", 1], "turnkey.exclude holds"],
  ["exclude", ["x".repeat(2_000)], "turnkey.exclude holds"],
  ["exclude", [null], "turnkey.exclude holds"],
];

test("50 wrong values are refused in words, and nothing of them is written", () => {
  expect(WRONG.length).toBeGreaterThanOrEqual(50);
  for (const [name, value, words] of WRONG) {
    const reading = checkNewValue(name, value);
    expect("problem" in reading ? reading.problem : `${name} took ${JSON.stringify(value)}`).toContain(words);
  }
});

test("right values are written as they are", () => {
  for (const [name, value] of [
    ["maxLines", 3],
    ["engine.contextSize", 0],
    ["eagerness", "quiet"],
    ["exclude", ["docs/**"]],
    ["enable", { go: false }],
    ["context.along", false],
    ["model.path", "/a b/c.gguf"],
  ] as const)
    expect(checkNewValue(name, value)).toEqual({ value });
});
