/** Wrong settings: said in a sentence that stays short, whatever was set, and never reset without a word. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSettings, DEFAULT_SETTINGS, SETTING_NAMES } from "../../src/core/settings.ts";

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
    `turnkey.engine is 5, ${INSTEAD}`,
    `turnkey.cache is true, ${INSTEAD}`,
    `turnkey.syntax is [1], ${INSTEAD}`,
  ]);
  for (const values of [5, "off", true, [{}]]) check(values, [`turnkey is ${JSON.stringify(values)}, ${INSTEAD}`]);
  // What clients send for nothing at all.
  for (const nothing of [undefined, null, [], {}]) check(nothing, []);
  for (const nothing of [null, [], {}]) check({ model: nothing, engine: nothing }, []);
});

it("no complaint is long, whatever is set", () => {
  const name = fc.constantFrom(...Object.values(SETTING_NAMES), "model", "engine", "cache", "syntax");
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
