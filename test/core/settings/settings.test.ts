/** Wrong settings: said in a sentence that stays short, whatever was set, and never reset without a word. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSettings, toSettingValues } from "../../../src/core/settings/checkSettings.ts";
import {
  asksForAnotherModel,
  DEFAULT_SETTINGS,
  describeChanged,
  SETTINGS,
  type Settings,
} from "../../../src/core/settings/settings.ts";

const check = (values: unknown, expected: readonly string[]) =>
  it(JSON.stringify(values)?.slice(0, 100) ?? "nothing", () => {
    expect(checkSettings(values)).toEqual({ settings: DEFAULT_SETTINGS, complaints: expected });
  });

describe("wrong values", () => {
  check({ eagerness: "loud" }, [
    'turnkey.eagerness is "loud", but must be one of "eager", "balanced", "quiet"; "balanced" is used instead.',
  ]);
  check({ model: { path: 5 } }, ['turnkey.model.path is 5, but must be a path; "" is used instead.']);
  check({ gpu: null, "engine.gpu": null }, [
    'turnkey.engine.gpu is null, but must be one of "auto", "off"; "auto" is used instead.',
  ]);
  check({ eagerness: "x".repeat(5_000_000) }, [
    `turnkey.eagerness is "${"x".repeat(52)}…${"x".repeat(25)}", but must be one of "eager", "balanced", "quiet"; "balanced" is used instead.`,
  ]);
});

describe("wrong trees", () => {
  const INSTEAD = "but must be an object of settings; the defaults are used instead.";
  check({ model: "/a.gguf" }, [`turnkey.model is "/a.gguf", ${INSTEAD}`]);
  check({ engine: 5, cache: true, syntax: [1] }, [
    `turnkey.syntax is [1], ${INSTEAD}`,
    `turnkey.cache is true, ${INSTEAD}`,
    `turnkey.engine is 5, ${INSTEAD}`,
  ]);
  for (const values of [5, "off", true, [{}]]) check(values, [`turnkey is ${JSON.stringify(values)}, ${INSTEAD}`]);
  // What clients send for nothing at all.
  for (const nothing of [undefined, null, [], {}]) check(nothing, []);
  for (const nothing of [null, [], {}]) check({ model: nothing, engine: nothing }, []);
});

it("settings travel as values and are read as they were", () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    eagerness: "quiet",
    modelPath: "/a.gguf",
    exclude: ["*.md"],
    threads: 3,
  } as const;
  expect(checkSettings(toSettingValues(settings))).toEqual({ settings, complaints: [] });
});

describe("what a change of a setting does", () => {
  const check = (change: Partial<Settings>, expected: { readonly another: boolean; readonly report: string[] }) =>
    it(JSON.stringify(change), () => {
      const settings = { ...DEFAULT_SETTINGS, ...change };
      expect(asksForAnotherModel(DEFAULT_SETTINGS, settings)).toBe(expected.another);
      expect(describeChanged(settings)).toEqual(expected.report);
    });
  check({}, { another: false, report: [] });
  check({ enable: { "*": true } }, { another: false, report: [] });
  check({ maxLines: 3, heal: "off" }, { another: false, report: ["maxLines 3", 'heal "off"'] });
  check({ modelPath: "/home/me/a.gguf" }, { another: true, report: ["model.path set"] });
  check({ exclude: ["secret/"] }, { another: false, report: ["exclude set"] });
  for (const change of [{ threads: 1 }, { gpu: "off" }, { contextSize: 512 }, { cacheMode: "prefix" }] as const)
    check(change, { another: true, report: [expect.anything()] });
  check({ cacheType: "q8_0" }, { another: true, report: ['cache.type "q8_0"'] });
});

it("no complaint is long, whatever is set", () => {
  const name = fc.constantFrom(
    ...Object.values(SETTINGS).map((setting) => setting.name),
    "model",
    "engine",
    "cache",
    "syntax",
  );
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary" }).map((text) => text.repeat(100)),
  );
  fc.assert(
    fc.property(fc.dictionary(name, value), (values) => {
      for (const complaint of checkSettings(values).complaints) expect(complaint.length).toBeLessThan(400);
    }),
  );
});
