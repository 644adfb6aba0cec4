/** What the panel and the editor say to each other: right messages come through, wrong ones are refused in words. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PANEL_REQUEST, PANEL_UPDATE, type PanelRequest } from "../../../src/core/panel/panelMessages.ts";
import "../../seed.ts";

const check = (message: unknown, expected: unknown): void =>
  expect(PANEL_REQUEST(message, "message"), JSON.stringify(message)).toEqual(expected);

const RIGHT: readonly PanelRequest[] = [
  { kind: "ready" },
  { kind: "set", name: "maxLines", value: 3 },
  { kind: "set", name: "exclude", value: ["a/**"] },
  { kind: "set", name: "enable", value: { "*": true } },
  { kind: "reset", name: "maxLines" },
  { kind: "language", languageId: "go", on: false },
  { kind: "file", uri: "file:///a.ts", on: true },
  { kind: "run", command: "chooseModel" },
  { kind: "openSetting", name: "heal" },
  { kind: "wipe" },
];

test.each(RIGHT)("$kind comes through", (message) => check(message, { value: message }));

test("what a message does not name is left out", () =>
  check({ kind: "wipe", all: true, __proto__: { kind: "ready" } }, { value: { kind: "wipe" } }));

const circle: unknown[] = [];
circle.push(circle);

/** Each with a part of what is said of it. */
const WRONG: readonly (readonly [unknown, string])[] = [
  [undefined, "message is undefined"],
  [null, "message is null"],
  [0, "message is 0"],
  [Number.NaN, "message"],
  ["ready", 'message is "ready"'],
  [[], "message is []"],
  [[{ kind: "ready" }], "must be one of the kinds"],
  [true, "message is true"],
  [() => 1, "message is function"],
  [Symbol("ready"), "message is symbol"],
  [10n, "message is bigint"],
  [circle, "message is object"],
  [{}, "must be one of the kinds"],
  [{ kind: undefined }, "must be one of the kinds"],
  [{ kind: null }, "must be one of the kinds"],
  [{ kind: 1 }, "must be one of the kinds"],
  [{ kind: "" }, "must be one of the kinds"],
  [{ kind: "Ready" }, "must be one of the kinds"],
  [{ kind: "constructor" }, "must be one of the kinds"],
  [{ kind: "toString" }, "must be one of the kinds"],
  [{ kind: "__proto__" }, "must be one of the kinds"],
  [{ kind: ["ready"] }, "must be one of the kinds"],
  [{ kind: { kind: "ready" } }, "must be one of the kinds"],
  [Object.create({ kind: "ready" }), "must be one of the kinds"],
  [{ kind: "eval", code: "1" }, "must be one of the kinds"],
  [{ kind: "set" }, "message.name"],
  [{ kind: "set", name: 1, value: 1 }, "message.name is 1"],
  [{ kind: "set", name: "x".repeat(101), value: 1 }, "at most 100 characters"],
  [{ kind: "set", name: "maxLines" }, "message.value is undefined"],
  [{ kind: "set", name: "maxLines", value: circle }, "message.value is object"],
  [{ kind: "set", name: "maxLines", value: 10n }, "message.value is bigint"],
  [{ kind: "set", name: "exclude", value: ["x".repeat(200_001)] }, "message.value"],
  [Object.assign(Object.create({ name: "maxLines" }), { kind: "reset" }), "message.name is undefined"],
  [{ kind: "reset" }, "message.name"],
  [{ kind: "reset", name: null }, "message.name is null"],
  [{ kind: "reset", name: {} }, "message.name is {}"],
  [{ kind: "language", languageId: "go" }, "message.on is undefined"],
  [{ kind: "language", on: true }, "message.languageId"],
  [{ kind: "language", languageId: "go", on: "true" }, 'message.on is "true"'],
  [{ kind: "language", languageId: "go", on: 1 }, "message.on is 1"],
  [{ kind: "language", languageId: ["go"], on: true }, "message.languageId"],
  [{ kind: "file", uri: "file:///a", on: null }, "message.on is null"],
  [{ kind: "file", uri: "x".repeat(10_001), on: true }, "message.uri"],
  [{ kind: "file", on: true }, "message.uri"],
  [{ kind: "run" }, "message.command"],
  [{ kind: "run", command: "workbench.action.quit" }, "message.command"],
  [{ kind: "run", command: "turnkey.trigger" }, "message.command"],
  [{ kind: "run", command: "constructor" }, "message.command"],
  [{ kind: "run", command: ["chooseModel"] }, "message.command"],
  [{ kind: "run", command: 0 }, "message.command is 0"],
  [{ kind: "openSetting" }, "message.name"],
  [{ kind: "openSetting", name: 7 }, "message.name is 7"],
];

test("50 wrong messages are refused, each in words that name what is wrong", () => {
  expect(WRONG.length).toBeGreaterThanOrEqual(50);
  for (const [message, words] of WRONG) {
    const reading = PANEL_REQUEST(message, "message");
    expect("problem" in reading && reading.problem).toContain(words);
    expect("problem" in reading && reading.problem).toMatch(/ is .*, but must be .*\.$/);
  }
});

describe("whatever comes", () => {
  test("reading never throws, and what is read is read again as it is", () =>
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }), (message) => {
        for (const shape of [PANEL_REQUEST, PANEL_UPDATE]) {
          const reading = shape(message, "message") as { readonly value?: unknown };
          if (reading.value !== undefined) expect(shape(reading.value, "message")).toEqual(reading);
        }
      }),
      { numRuns: 500 },
    ));

  test("a right message with one field broken is refused or says the same", () =>
    fc.assert(
      fc.property(fc.constantFrom(...RIGHT), fc.string(), fc.anything(), (message, field, value) => {
        const broken = { ...message, [field]: value };
        const reading = PANEL_REQUEST(broken, "message");
        if ("value" in reading && !(field in message)) expect(reading.value).toEqual(message);
      }),
      { numRuns: 500 },
    ));
});

test("the page refuses what is no update", () => {
  for (const message of [undefined, {}, { kind: "settings" }, { kind: "settings", rows: [{}] }, { kind: "facts" }])
    expect(PANEL_UPDATE(message, "message")).toHaveProperty("problem");
  expect(PANEL_UPDATE({ kind: "words", texts: { a: 1 }, language: "en" }, "message")).toEqual({
    problem: "message.texts.a is 1, but must be a text of at most 4000 characters.",
  });
});
