/** The known edge cases of deciding by a grammar, each by its number. `▮` is the cursor where the text behind it counts. */

import { afterAll, describe, expect, it } from "vitest";
import type { PlaceQuestions, SyntaxPlace } from "../../src/core/grammar/syntax.ts";
import { DeskSyntax } from "./deskSyntax.ts";

const syntax = new DeskSyntax();
const numbers = new Set<number>();

function openAt(language: string, marked: string): SyntaxPlace {
  const [prefix, suffix = ""] = marked.split("▮");
  return syntax.open(language, { prefix: prefix!, suffix });
}

async function ask<Name extends keyof PlaceQuestions>(
  place: SyntaxPlace,
  name: Name,
  asks: PlaceQuestions[Name]["asks"],
): Promise<PlaceQuestions[Name]["answers"]> {
  return (await place.ask(name, asks))!.answer;
}

/** accepted: a continuation makes it valid. refused: proved that none does. doubted: none was found. */
type Expected = "accepted" | "refused" | "doubted";
const VERDICTS = { viable: "accepted", dead: "refused", unproved: "doubted" } as const;

/** The door for texts that are not finished. */
function check(number: number, language: string, texts: readonly string[], expected: Expected): void {
  numbers.add(number);
  for (const text of texts)
    it(`${number} ${language} ${JSON.stringify(text)}: ${expected}`, async () => {
      const verdict = await ask(openAt(language, ""), "judge", { inserted: text });
      expect(VERDICTS[verdict!]).toBe(expected);
    });
}

/** The door for what may be shown: the text with the longest of its beginnings that fits in brackets. */
function checkShown(number: number, language: string, marked: string, inserted: string, expected: string): void {
  numbers.add(number);
  it(`${number} ${language} ${JSON.stringify(marked)} + ${JSON.stringify(inserted)}`, async () => {
    const insertions = Array.from({ length: inserted.length }, (_, index) => ({
      text: inserted.slice(0, inserted.length - index),
      replaced: 0,
    }));
    const { chosen } = await ask(openAt(language, marked), "choose", { insertions });
    expect(chosen === undefined ? "none" : insertions[chosen]!.text).toBe(expected);
  });
}

describe("words, operators, numbers", () => {
  check(1, "typescript", ["export defaul"], "accepted");
  check(2, "typescript", ["import { a } fro", "interface A ext", "for (const x i"], "accepted");
  check(3, "typescript", ["export defaultx ", "interface A extendx"], "refused");
  // The word may still grow: settled by what comes next.
  check(3, "typescript", ["export defaultx"], "doubted");
  check(4, "typescript", ["retur", "label: whi"], "accepted");
  check(5, "typescript", ["a b", "let a = b let", "const x = 1 const"], "refused");
  check(5, "python", ["for x y"], "refused");
  check(6, "typescript", ["f(..", "[..", "async (a) ="], "accepted");
  // Three dots spread what stands in brackets; here nothing makes it right, and that is not proved.
  check(6, "typescript", ["x = .."], "doubted");
  check(6, "python", ["x !"], "accepted");
  check(7, "typescript", ["x = 0x", "x = 1e", "x = 0b", "x = 1_"], "accepted");
  check(7, "python", ["x = 0x", "x = 1_"], "accepted");
});

describe("strings", () => {
  check(8, "typescript", ['"abc', "'it\\'s"], "accepted");
  check(9, "python", ['x = "abc'], "accepted");
  check(9, "rust", ['fn f() { let x = r#"You'], "accepted");
  check(10, "typescript", ['"\\', '"\\u', '"\\u{1F', '"\\x', "x = `\\x"], "accepted");
  check(11, "typescript", ['"a\n', '"a\nb', 'f("a\n'], "refused");
  check(11, "javascript", ['"a\n'], "refused");
  check(11, "java", ['class A { String x = "abc\n'], "refused");
  check(11, "go", ['package a\nvar x = "abc\n'], "refused");
  check(11, "c", ['char *x = "abc\n'], "refused");
  check(11, "python", ['x = "a\n'], "refused");
  check(12, "typescript", ["`a$" + "{b} c"], "accepted");
  check(13, "typescript", ["`$" + "{`", "`$" + "{`a"], "accepted");
});

describe("regular expressions and comments", () => {
  check(14, "typescript", ["/[/", "/ab[c"], "accepted");
  check(15, "typescript", ["a / b / "], "accepted");
  check(16, "typescript", ["x = 1 /* foo", "/** @param"], "accepted");
  check(17, "go", ["package a\nfunc f() {\n}\n/"], "accepted");
  check(17, "java", ["class A {\n}\n/"], "accepted");
});

describe("tags", () => {
  check(18, "tsx", ['a = <div className="a', "a = <div>text</di", "a = <A.B", "a = <div {..."], "accepted");
  check(19, "tsx", ["a = <div>a &am"], "accepted");
  check(20, "tsx", ["a = <div></span>", "a = <div><b></div>"], "refused");
  check(20, "javascript", ["a = <div></span>"], "refused");
});

describe("generics, ends of statements", () => {
  check(21, "typescript", ["let a: Array<Array<number>>", "f<T>(", "a = <T,>(x: T) =>"], "accepted");
  check(22, "typescript", ["a = b\n(c", "return\n", "const a = b\nconst"], "accepted");
  // Wrong, and the grammar lets it pass: left to the language's own tools.
  check(23, "typescript", ["try { } foo"], "accepted");
});

describe("closers and what stands behind", () => {
  check(24, "typescript", ["}", "foo())", "a = [1]\n)"], "refused");
  checkShown(25, "typescript", "f(a, ▮);", "b);", "b");
  numbers.add(25);
  it("25 the text has ended in front of the closer that stands behind", async () => {
    const asks = { inserted: "b);", endsWithItem: false };
    expect(await ask(openAt("typescript", "f(a, ▮);"), "progress", asks)).toEqual({ keep: 1, reason: "followingText" });
  });
  checkShown(26, "typescript", "if (x) {\n▮\n}", "  foo()", "  foo()");
  checkShown(26, "typescript", "if (x) {\n▮\n}", "  foo()\n}", "  foo()\n");
});

describe("Python", () => {
  check(27, "python", ["def f():\n    "], "accepted");
  check(27, "python", ["def f():\nx = 1"], "refused");
  check(28, "python", ["if a:\n    x = 1\n  y = 2"], "refused");
  check(28, "python", ["if a:\n    x = 1\ny = 2"], "accepted");
  check(29, "python", ["match x:\n    case 1"], "accepted");
  check(30, "python", ["x = (\n  1,\n", "x = 1 \\"], "accepted");
  check(31, "python", ["else:", "try:\n    pass\nfoo"], "refused");
  check(31, "python", ["try:\n    pass\nfinal", "if a:\n    b\nelse:"], "accepted");
  check(32, "python", ['f"{a', 'f"{x:', 'f"{x!'], "accepted");
  check(33, "python", ["if a:\n\tb\n    c"], "refused");
  check(33, "python", ["if a:\n\tb\n\tc"], "accepted");
  check(34, "python", ["@dec\nx = 1"], "refused");
});

describe("line ends and letters", () => {
  check(35, "typescript", ["const a = 1;\r\nconst b"], "accepted");
  check(35, "python", ["if x:\r\n    a\r\n"], "accepted");
  check(35, "typescript", ['"a\r\n'], "refused");
  check(36, "typescript", ["const 名 = 1", '"😀', '"\ud83d', '"\ufffd'], "accepted");
  // No name, and the grammar takes it for one: over-permissive, which costs nothing that the language's tools do not say.
  check(37, "typescript", ["const 😀"], "accepted");
});

describe("broken files", () => {
  const broken = "let a = (;\n\nfunction f() {\n  return [";
  const checkBehind = (inserted: string, expected: Expected) => {
    numbers.add(38);
    it(`38 typescript ${JSON.stringify(inserted)}: ${expected}`, async () => {
      const verdict = await ask(openAt("typescript", broken), "judge", { inserted });
      expect(VERDICTS[verdict!]).toBe(expected);
    });
  };
  checkBehind("1", "accepted");
  checkBehind("1];\n", "accepted");
  checkBehind("1 x ", "refused");

  numbers.add(38);
  it("38 nothing is refused where the grammar cannot follow", async () => {
    const place = openAt("typescript", "let a = (;\n\nfunction f() {\n  return );\n▮");
    expect(await ask(place, "judge", { inserted: "]" })).toBe(undefined);
    expect(await ask(place, "choose", { insertions: [{ text: "]", replaced: 0 }] })).toEqual({
      footing: "broken",
      chosen: 0,
    });
  });
  checkShown(38, "typescript", "a b c;\n\nf(▮);\n", "1]", "1");
});

describe("pragmas, embedded languages, tokens of several parts, the end", () => {
  check(39, "typescript", ["#!/usr/bin/env node\n"], "accepted");
  check(39, "python", ["#!/usr/bin/env python\nimport a"], "accepted");
  check(40, "typescript", ['query("SELECT * FR', "query(`SELECT (FR"], "accepted");
  check(41, "typescript", ['a["b"]', "f(() => {"], "accepted");
  check(41, "python", ["def f(a):\n", 'a["b"]'], "accepted");
  checkShown(42, "typescript", "foo(▮)\n", "a", "a");
  checkShown(42, "typescript", "▮)\n", "foo(a", "foo(a");
});

afterAll(() => {
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
});
