/** Globs against a slow reference, and what they may cost. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkGlobs,
  compileGlob,
  globProblem,
  MAX_GLOB_LENGTH,
  MAX_GLOB_NESTING,
  MAX_GLOBS,
  MAX_GLOBS_LENGTH,
} from "../../../src/core/excluded/globs.ts";
import { checkSettings } from "../../../src/core/settings/checkSettings.ts";

/** Tries everything, one way after the other. */
function slowly(glob: string, path: string): boolean {
  let rest = glob.trim().replaceAll("\\", "/");
  while (rest.startsWith("./")) rest = rest.slice(2);
  if (rest.endsWith("/")) rest += "**";
  if (rest === "") return false;
  const starts = /^(\/|[a-z]:\/)/i.test(rest) ? [0] : [0, ...[...path.matchAll(/\//g)].map(({ index }) => index + 1)];
  return starts.some((start) => tryAt(rest.toLowerCase(), path.slice(start).toLowerCase(), true));
}

function tryAt(glob: string, path: string, startsFolder: boolean): boolean {
  if (glob === "") return path === "";
  if (/^\*{2}/.test(glob)) {
    const behind = glob.replace(/^\*+/, "");
    if (startsFolder && behind.startsWith("/")) {
      if (tryAt(behind.slice(1), path, true)) return true;
      const folder = path.indexOf("/");
      return folder > 0 && tryAt(glob, path.slice(folder + 1), true);
    }
    return cuts(path).some(([, back]) => tryAt(behind, back, false));
  }
  if (glob.startsWith("*"))
    return cuts(path).some(([front, back]) => !front.includes("/") && tryAt(glob.slice(1), back, false));
  const choice = choiceOf(glob);
  if (choice)
    return cuts(path).some(
      ([front, back]) => tryAt(choice.rest, back, false) && choice.parts.some((part) => tryAt(part, front, true)),
    );
  const set = /^\[([!^]?)([^\]/]+)\]/.exec(glob);
  const passes = set
    ? path !== "" && path[0] !== "/" && isIn(set[2]!, path[0]!) === (set[1] === "")
    : glob[0] === "?"
      ? path !== "" && path[0] !== "/"
      : glob[0] === path[0];
  return passes && tryAt(glob.slice(set?.[0].length ?? 1), path.slice(1), glob[0] === "/");
}

/** All ways to cut a text in two. */
function cuts(text: string): readonly (readonly [string, string])[] {
  return Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]);
}

function choiceOf(glob: string): { readonly parts: readonly string[]; readonly rest: string } | undefined {
  if (glob[0] !== "{") return undefined;
  const parts = [""];
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at]!;
    const set = /^\[[!^]?[^\]/]+\]/.exec(glob.slice(at))?.[0];
    if (character === "{" && depth++ === 0) continue;
    if (character === "}" && --depth === 0) return { parts, rest: glob.slice(at + 1) };
    if (character === "," && depth === 1) parts.push("");
    else parts[parts.length - 1] += set ?? character;
    at += (set?.length ?? 1) - 1;
  }
  return undefined;
}

function isIn(set: string, character: string): boolean {
  for (let at = 0; at < set.length; at += 1) {
    const isRange = set[at + 1] === "-" && at + 2 < set.length;
    const to = set[isRange ? at + 2 : at]!;
    if (set[at]! <= character && character <= to) return true;
    if (isRange) at += 2;
  }
  return false;
}

function checkGlob(glob: string, path: string, matches: boolean): void {
  test(`${glob} ${matches ? "matches" : "leaves"} ${path}`, () => {
    expect(compileGlob(glob)(path)).toBe(matches);
    expect(slowly(glob, path), "the reference").toBe(matches);
  });
}

describe("meaning", () => {
  checkGlob("*.pem", "server.pem", true);
  checkGlob("*.pem", "deep/in/it/server.PEM", true);
  checkGlob("*.pem", "server.pem.ts", false);
  checkGlob("docs/*.md", "docs/a.md", true);
  checkGlob("docs/*.md", "/home/me/project/docs/a.md", true);
  checkGlob("docs/*.md", "mydocs/a.md", false);
  checkGlob("docs/*.md", "docs/deep/a.md", false);
  checkGlob("**/generated/**", "a/generated/b/c.ts", true);
  checkGlob("**/generated/**", "generated/c.ts", true);
  checkGlob("**/generated/**", "generated.ts", false);
  checkGlob("a/**/b.ts", "a/b.ts", true);
  checkGlob("a/**/b.ts", "a/x/y/b.ts", true);
  checkGlob("a/**/b.ts", "a/x/yb.ts", false);
  checkGlob("private/", "x/private/a/b.ts", true);
  checkGlob("private/", "x/private", false);
  checkGlob("./local.ts", "x/local.ts", true);
  checkGlob("/top/a.ts", "/top/a.ts", true);
  checkGlob("/top/a.ts", "/x/top/a.ts", false);
  checkGlob("C:\\code\\*.ts", "c:/code/a.ts", true);
  checkGlob("file?.ts", "file1.ts", true);
  checkGlob("file?.ts", "file/.ts", false);
  checkGlob("v[0-9].ts", "v7.ts", true);
  checkGlob("v[!0-9].ts", "v7.ts", false);
  checkGlob("v[z-a].ts", "vb.ts", false);
  checkGlob("{a,b{c,d}}.ts", "bd.ts", true);
  checkGlob("{a,b{c,d}}.ts", "b.ts", false);
  checkGlob("{open.ts", "{open.ts", true);
  checkGlob("git", "digits.py", false);
  checkGlob("a.b", "axb", false);
  checkGlob("(a|b)+$.ts", "(a|b)+$.ts", true);
  checkGlob("C:/code/*.ts", "x/c:/code/a.ts", false);
  checkGlob("{a,b/**/}c", "b/x/y/c", true);
  checkGlob("{a,**/b}.ts", "x/y/b.ts", true);
  checkGlob("{a,{b,c}", "{a,c", true);
  checkGlob("[{,]{a,[}]}", "{}", true);
  checkGlob("a{,.min}.js", "a.js", true);
  checkGlob("[A-C]?", "bX", true);
  checkGlob("", "a", false);
  checkGlob("*", "", true);

  test("a character is one, however many units it takes", () => {
    expect(compileGlob("file?.ts")("file🔑.ts")).toBe(true);
    expect(compileGlob("[🔐-🔓].ts")("🔑.ts")).toBe(true);
    expect(compileGlob("İ.ts")("İ.ts")).toBe(true);
  });

  const glob = fc.string({ unit: fc.constantFrom(..."**ab/{,}[-]!?.A"), maxLength: 12 });
  const path = fc.string({ unit: fc.constantFrom(..."aab/{[,-.b"), maxLength: 8 });

  test("as the reference says", () => {
    const isRight = (text: string): boolean => globProblem(text) === undefined;
    fc.assert(
      fc.property(glob.filter(isRight), path, (g, p) => {
        expect(compileGlob(g)(p)).toBe(slowly(g, p));
      }),
      { numRuns: 2_000 },
    );
  });

  test("plain names match exactly themselves, in any folder", () => {
    const name = fc
      .string({ unit: fc.constantFrom(..."abc.-_$+()"), minLength: 1, maxLength: 8 })
      .filter((n) => !/^\.+$/.test(n));
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(compileGlob(a)(`folder/${a}`)).toBe(true);
        expect(compileGlob(a)(`folder/${b}`)).toBe(a.toLowerCase() === b.toLowerCase());
      }),
    );
  });
});

describe("cost", () => {
  /** A matcher that goes back would not come to an end of these: glob, a path that it leaves, one that it matches. */
  const cases: readonly (readonly [string, string, string])[] = [
    [`${"*a".repeat(200)}z`, "a".repeat(4000), `${"a".repeat(4000)}z`],
    [`${"**/".repeat(300)}z`, "a/".repeat(2000), `${"a/".repeat(2000)}z`],
    [`${"{a,aa}".repeat(150)}z`, "a".repeat(4000), `${"a".repeat(222)}z`],
    [`${"**a".repeat(300)}z`, "a/".repeat(2000), `${"a/".repeat(2000)}az`],
    [`${"?*".repeat(400)}z`, "a".repeat(4000), `${"a".repeat(4000)}z`],
  ];
  test.each(cases.map((each) => [each[0].slice(0, 12), ...each] as const))("%s…", (_, glob, leaves, matches) => {
    expect(globProblem(glob)).toBeUndefined();
    expect(compileGlob(glob)(leaves)).toBe(false);
    expect(compileGlob(glob)(matches)).toBe(true);
  });

  test("any text is a glob", () => {
    for (const text of [
      "x".repeat(32_768),
      "{".repeat(100_000),
      `${"{".repeat(2423)}a${"}".repeat(2423)}`,
      "[[[",
      "\\",
      "{,",
    ])
      expect(compileGlob(text)("some/path")).toBe(false);
  });
});

describe("lists", () => {
  function checkList(list: readonly unknown[], globs: readonly string[], ...problems: readonly RegExp[]): void {
    test(`${JSON.stringify(list).slice(0, 60)} of ${list.length}`, () => {
      expect(checkGlobs(list)).toEqual({ globs, problems: problems.map((problem) => expect.stringMatching(problem)) });
      const { settings, complaints } = checkSettings({ exclude: list });
      expect(settings.exclude).toEqual(globs);
      expect(complaints).toEqual(problems.map((problem) => expect.stringMatching(problem)));
      for (const complaint of complaints) {
        expect(complaint).toMatch(/^turnkey\.exclude /);
        expect(complaint.length).toBeLessThan(160);
      }
    });
  }

  const deep = (depth: number): string => `${"{".repeat(depth)}a${"}".repeat(depth)}`;
  checkList(["*.a", "", "{open"], ["*.a", "", "{open"]);
  checkList(["*.a", "x".repeat(MAX_GLOB_LENGTH + 1), "*.b"], ["*.a", "*.b"], /"x{40}"…, which is longer than 1000/);
  checkList(["x".repeat(MAX_GLOB_LENGTH)], ["x".repeat(MAX_GLOB_LENGTH)]);
  checkList([deep(MAX_GLOB_NESTING), deep(MAX_GLOB_NESTING + 1)], [deep(MAX_GLOB_NESTING)], /braces more than 10 deep/);
  checkList([deep(2423).slice(0, 900), "a"], [deep(2423).slice(0, 900), "a"]);
  checkList(["v[z-a]", "v[a-z]"], ["v[a-z]"], /"v\[z-a\]", which has a range the wrong way round/);
  checkList([1, null, "a"], ["a"], /a value of type number, which is not a text/, /of type object/);
  checkList(new Array(MAX_GLOBS + 3).fill("a"), new Array(MAX_GLOBS).fill("a"), /its last 3 globs are left out/);
  checkList(new Array(MAX_GLOBS).fill("a"), new Array(MAX_GLOBS).fill("a"));
  const long = "a".repeat(1000);
  checkList(new Array(30).fill(long), new Array(MAX_GLOBS_LENGTH / 1000 + 1).fill(long), /its last 19 globs/);
  checkList(new Array(1000).fill(7), [], ...new Array(5).fill(/type number/), /its last 995 globs/);
});
