/** Every regular expression of `src/` takes steps in proportion to its text, whatever the text is. A new one is found by itself. */

import { describe, expect, test } from "vitest";
import tables from "../grammars/languages.json" with { type: "json" };
import { LANGUAGE_NAMES, languageOf } from "../src/syntax/grammarTables.ts";
import { LONGEST_STRETCH } from "../src/syntax/reading.ts";
import { readingsOf } from "../src/syntax/readings.ts";
import { Random } from "./random.ts";
import { hostileTexts } from "./regexPumps.ts";
import { StepCounter } from "./regexSteps.ts";
import { isNode, lineOf, readSources, type SourceFile, type SyntaxNode, walk } from "./sourceTree.ts";

interface Found {
  readonly where: string;
  readonly source: string;
  readonly flags: string;
}

/** What is made of parts that the file itself does not hold, by its words: the whole patterns. */
const MADE: Readonly<Record<string, readonly string[]>> = {
  "entry.itemStart": Object.values(tables).flatMap((entry) => ("itemStart" in entry ? [entry.itemStart] : [])),
  "entry.literalPrefixes": Object.values(tables).flatMap(({ literalPrefixes: all }) => (all === "" ? [] : [all])),
  // Literals of the tables of languages.
  "opener.source": [],
  // Literals, each tried by itself: one behind the other they are only more.
  'TOKENS.map(({ source }) => `(?:${source})`).join("|")': [],
  // Called with two names of fields.
  "`^${name}\\\\s*:\\\\s*(\\\\d+)$`": ["^physical id\\s*:\\s*(\\d+)$", "^core id\\s*:\\s*(\\d+)$"],
};

const SHORT = 64;
const LONG = 256;
/** Steps per character that are no trouble, however they grow. */
const FREE = 20;
/** Of steps per character in a long text and a short one; a pattern that goes back has 4 at least. */
const MOST_GROWTH = 1.8;

/** A text that makes the pattern go back and forth; undefined where there is none. */
function findTrouble(source: string, flags: string): string | undefined {
  const counter = new StepCounter(source, flags);
  const long = [...hostileTexts(counter.pattern, LONG)];
  for (const [index, short] of [...hostileTexts(counter.pattern, SHORT)].entries()) {
    const few = counter.run(short).steps / short.length;
    if (few < FREE / 3) continue;
    const text = long[index]!;
    const many = counter.run(text).steps / text.length;
    if ((many > FREE && many / few > MOST_GROWTH) || many > 700) return text;
  }
  return undefined;
}

/** A single character class has nothing to go back to. */
const REPEATS = /[*+]|\{\d+,/;

/** Constructs that grammars do not know are looked for in a stretch of `LONGEST_STRETCH` only, where going back has an end. */
const READINGS = /Readings\.ts:/;
/** Steps per pair of characters. */
const MOST_PER_PAIR = 8;

function findLongRun({ source, flags }: RegExp): string | undefined {
  const counter = new StepCounter(source, flags);
  return [...hostileTexts(counter.pattern, SHORT * 2)].find(
    (text) => counter.run(text).steps > MOST_PER_PAIR * text.length ** 2,
  );
}

/** Those that files give each other. */
const CONSTANTS = new Map(readSources("src/core").flatMap((source) => [...constantsOf(source)]));
const found = readSources("src")
  .flatMap(regexesOf)
  .filter(({ where }) => !READINGS.test(where));
const patterns = new Map(found.map((each) => [`/${each.source}/${each.flags}`, each]));

describe("regular expressions", () => {
  test("all of them are seen", () => {
    expect(patterns.size).toBeGreaterThan(200);
    const unknown = found.filter(({ source }) => source === "");
    expect(unknown.map(({ where }) => `${where}: add what it is made of to MADE`)).toEqual([]);
  });

  const repeating = [...patterns].filter(([, { source }]) => REPEATS.test(source));
  test.each(repeating)("%s", (_, { where, source, flags }) => {
    const text = findTrouble(source, flags);
    expect(text && `${where} goes back and forth in ${JSON.stringify(text)}`).toBeUndefined();
  });
});

describe("in a short stretch no more than its square", () => {
  const all = LANGUAGE_NAMES.flatMap((name) => readingsOf(languageOf(name)!.facts).map(({ pattern }) => pattern));
  test.each([...new Map(all.map((pattern) => [String(pattern), pattern]))])("%s", (_, pattern) => {
    expect(LONGEST_STRETCH).toBeLessThan(1000);
    expect(findLongRun(pattern)).toBeUndefined();
  });
});

describe("the check itself", () => {
  const check = (source: string, flags: string, isTrouble: boolean): void =>
    test(`/${source}/${flags} ${isTrouble ? "goes back and forth" : "does not"}`, () => {
      expect(findTrouble(source, flags) !== undefined).toBe(isTrouble);
    });

  check(String.raw`\s+$`, "", true);
  check(String.raw`(?<!\s)\s+$`, "", false);
  check(String.raw`^\s+$`, "", false);
  check("^(?:a+)+$", "", true);
  check(String.raw`^[^\s()]+(?:\s*\|\s*[^\s()]+)*$`, "", true);
  check(String.raw`^[^\s()|]+(?:\s*\|\s*[^\s()|]+)*$`, "", false);
  check(String.raw`\bfunction\b[^)]*\)$`, "", true);
  check(String.raw`(^|\s)#.*$`, "", true);
  check("^.*#.*#.*$", "", true);
  check(String.raw`<\/?[\w.]*>`, "", false);
  check(String.raw`(?<=["'][^"'\n]*)\\`, "g", true);
  check(String.raw`\\(?<=["'][^"'\\]*\\)`, "g", false);
  check(String.raw`(?<a>x+)y\k<a>`, "", true);
  check(String.raw`[\p{L}_]+$`, "u", true);

  test("matches are those of the engine", () => {
    const random = new Random("matches");
    for (const { source, flags } of patterns.values()) {
      const counter = new StepCounter(source, flags);
      const native = new RegExp(source, flags.replace("g", ""));
      for (const text of [...hostileTexts(counter.pattern, 12)].filter(() => random.chance(0.05))) {
        native.lastIndex = 0;
        const match = native.exec(text);
        const { start, end } = counter.run(text);
        const expected = match ? [match.index, match.index + match[0].length] : [-1, -1];
        expect([start, end], `/${source}/${flags} in ${JSON.stringify(text)}`).toEqual(expected);
      }
    }
  });
});

function regexesOf(source: SourceFile): readonly Found[] {
  const all: Found[] = [];
  const constants = new Map([...CONSTANTS, ...constantsOf(source)]);
  walk(source, (node) => {
    const where = `${source.path}:${lineOf(source, node.start)}`;
    const literal = node.regex as { readonly pattern: string; readonly flags: string } | undefined;
    if (literal) all.push({ where, source: literal.pattern, flags: literal.flags });
    const callee = node.type === "NewExpression" || node.type === "CallExpression" ? node.callee : undefined;
    if (!isNode(callee) || callee.name !== "RegExp") return;
    const [pattern, flags] = node.arguments as readonly SyntaxNode[];
    const words = source.text.slice(pattern!.start, pattern!.end);
    const made = MADE[words] ?? [textOf(pattern!, constants) ?? ""];
    for (const each of made) all.push({ where, source: each, flags: (flags && textOf(flags, constants)) ?? "" });
  });
  return all;
}

function constantsOf(source: SourceFile): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  walk(source, (node) => {
    if (node.type !== "VariableDeclarator" || !isNode(node.id) || !isNode(node.init)) return;
    const value = textOf(node.init, constants);
    if (value !== undefined) constants.set(String(node.id.name), value);
  });
  return constants;
}

/** The text of a constant expression; undefined where a part is not constant. */
function textOf(node: SyntaxNode, constants: ReadonlyMap<string, string>): string | undefined {
  switch (node.type) {
    case "Literal":
      if (isNode(node) && node.regex) return (node.regex as { readonly pattern: string }).pattern;
      return typeof node.value === "string" ? node.value : undefined;
    case "Identifier":
      return constants.get(String(node.name));
    case "TaggedTemplateExpression":
      return textOf(node.quasi as SyntaxNode, constants);
    case "TemplateLiteral": {
      const quasis = node.quasis as readonly { readonly value: { readonly raw: string } }[];
      const values = (node.expressions as readonly SyntaxNode[]).map((each) => textOf(each, constants));
      if (values.includes(undefined)) return undefined;
      return quasis.map(({ value }, index) => value.raw + (values[index] ?? "")).join("");
    }
    default:
      return undefined;
  }
}
