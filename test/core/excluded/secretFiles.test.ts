/** Which files are taken to hold secrets, by names of ours in both directions. */

import { describe, expect, test } from "vitest";
import { findExclusion } from "../../../src/core/excluded/excluded.ts";
import { globProblem } from "../../../src/core/excluded/globs.ts";
import { SECRET_ALWAYS, SECRET_UNLESS_SOURCE } from "../../../src/core/excluded/secretRules.ts";
import { ORDINARY_NAMES, SECRET_NAMES } from "./secretNames.ts";

function ruleFor(uri: string): string | undefined {
  return findExclusion({ uri, languageId: "plaintext", head: "" }, [])?.rule;
}

describe("names", () => {
  test("there are enough of them, each once", () => {
    expect(SECRET_NAMES.length).toBeGreaterThanOrEqual(200);
    expect(ORDINARY_NAMES.length).toBeGreaterThanOrEqual(150);
    const all = [...SECRET_NAMES, ...ORDINARY_NAMES];
    expect(new Set(all).size).toBe(all.length);
  });

  test.each(SECRET_NAMES)("%s is never read", (name) => {
    expect(ruleFor(name)).toBeDefined();
    if (!/[:\\]/.test(name)) expect(ruleFor(`/home/me/project/${name.replace(/^\//, "")}`)).toBe(ruleFor(name));
  });

  test.each(ORDINARY_NAMES)("%s is completed", (name) => {
    expect(ruleFor(name)).toBeUndefined();
    if (!/[:\\]/.test(name)) expect(ruleFor(`/home/me/project/${name}`)).toBeUndefined();
  });

  test("letters of another case say the same", () => {
    const turned = (name: string): string => (/[:%]/.test(name) ? name : name.toUpperCase());
    expect(SECRET_NAMES.filter((name) => ruleFor(turned(name)) === undefined)).toEqual([]);
    expect(ORDINARY_NAMES.filter((name) => ruleFor(turned(name)) !== undefined)).toEqual([]);
  });
});

describe("the list", () => {
  const rules = [...SECRET_ALWAYS, ...SECRET_UNLESS_SOURCE];

  test("its globs are right, and none is written twice", () => {
    const globs = rules.flatMap(({ globs }) => globs);
    expect(globs.filter((glob) => globProblem(glob) !== undefined)).toEqual([]);
    expect(new Set(globs).size).toBe(globs.length);
  });

  test("the reason names what is in the file, and the pattern", () => {
    expect(ruleFor("deploy_key")).toMatch(/^private keys \(.*deploy.*\)$/);
    expect(ruleFor(".env")).toBe("environment variables ({.,}env)");
  });

  test("no glob is there for nothing", () => {
    const used = new Set(SECRET_NAMES.map(ruleFor));
    const unused = rules.flatMap(({ what, globs }) =>
      globs.filter((glob) => !used.has(`${what} (${glob})`)).map((glob) => glob),
    );
    expect(unused).toEqual([]);
  });
});
