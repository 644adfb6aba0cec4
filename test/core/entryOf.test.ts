/** Words that every object knows by itself are in no table, wherever words from outside are looked up. */

import { describe, expect, it, test } from "vitest";
import { entryOf } from "../../src/core/entryOf.ts";
import { type Answered, findServer } from "../../src/core/remote/serverKinds.ts";
import { toRequest } from "../../src/core/remote/serverRequests.ts";
import { DEFAULT_SETTINGS, isEnabledFor } from "../../src/core/settings/settings.ts";
import { planRestart, readFrom } from "../../src/syntax/restart.ts";

const WORDS = ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"];

describe.each(WORDS)("%s", (word) => {
  test("is no entry, and is one where it was put in", () => {
    expect(entryOf({ a: 1 }, word)).toBe(undefined);
    expect(entryOf({ [word]: 1 }, word)).toBe(1);
  });

  test("is a language like any other", () => {
    const check = (enable: Readonly<Record<string, boolean>>): boolean =>
      isEnabledFor({ ...DEFAULT_SETTINGS, enable }, word);
    expect([check({}), check({ "*": false }), check({ "*": false, [word]: true }), check({ [word]: false })]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("is what a server says of itself", async () => {
    const ask = async (path: string): Promise<Answered> => {
      const body = { data: [{ id: "qwen2.5-coder-7b", owned_by: word }] };
      return path === "/v1/models" ? { status: 200, body: JSON.stringify(body) } : { status: 404, body: "" };
    };
    const facts = await findServer(ask, "gpu.example", { kind: "auto", model: "", layout: "auto" });
    expect(facts.product).toBe(word);
    expect(toRequest(facts, { prompt: "a", maxTokens: 9, mustBegin: "" }).body).toEqual(
      toRequest({ ...facts, product: "" }, { prompt: "a", maxTokens: 9, mustBegin: "" }).body,
    );
  });

  it("is a word of a text that begins a block like any other", () => {
    const text = `${word} a:\n    b c d\n    e(f)\n    g`;
    const plan = planRestart(text, text.indexOf("c d"), "python");
    expect(plan && readFrom(plan, text)).toMatch(/^def f\(\):\n/);
  });
});
