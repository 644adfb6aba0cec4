/** Each judge with texts whose verdict is known. In wrong texts `▮` stands before the first error; it is not part of the text. */

import { afterAll, describe, expect, it, vi } from "vitest";
import { isNoJudge, type Judge, NOT_JUDGED, type NoJudge } from "./judge.ts";
import { openJudge } from "./open.ts";

// A Java machine has to start, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const judges = new Map<string, Promise<Judge | NoJudge>>();

function judgeOf(language: string): Promise<Judge | NoJudge> {
  const judge = judges.get(language) ?? openJudge(language);
  judges.set(language, judge);
  return judge;
}

afterAll(async () => {
  for (const judge of await Promise.all(judges.values())) if (!isNoJudge(judge)) judge.close();
});

/** "…": the text that is looked at is only unfinished. */
function check(language: string, marked: string, expected: "right" | "wrong" | "unfinished"): void {
  it(`${language}: ${JSON.stringify(marked)} is ${expected}`, async ({ skip }) => {
    const judge = await judgeOf(language);
    if (isNoJudge(judge)) return skip(`${NOT_JUDGED}: ${judge.notJudged}`);
    const [before, ...behind] = marked.split("▮");
    const finding = await judge.judge(before + behind.join(""));
    const { kind, offset, isUnfinished } = { offset: 0, isUnfinished: false, ...finding };
    expect(kind === "right" ? kind : isUnfinished ? "unfinished" : kind).toBe(expected);
    if (expected === "wrong") expect(offset).toBe(before!.length);
  });
}

describe("TypeScript's parser", () => {
  check("typescript", "const a: number = f<T>(b)!;\n", "right");
  check("typescript", "const a = f(b▮];\n", "wrong");
  check("typescript", "const 名 = '😀' ▮a;\n", "wrong");
  check("typescript", "const a = undefinedName + 1;\n", "right");
  check("typescript", "function f() {\n  g(", "unfinished");
  check("typescript", "const a = `b ${c", "unfinished");
  check("typescript", "const a = 'b", "unfinished");
  check("typescript", "const a = 'b▮\nc';\n", "wrong");
  check("tsx", "const a = <div b={1}>{c}</div>;\n", "right");
  check("tsx", "const a = <div></▮span>;\n", "wrong");
  check("tsx", "const a = <div><b>x</b>", "unfinished");
  check("javascript", "const a = (b) => ({ ...b });\n", "right");
  check("javascript", "const a = <b>{c}</b>;\n", "right");
  check("javascript", "const a: ▮number = 1;\n", "wrong");
  check("javascript", "a(1 ▮2);\n", "wrong");
});

describe("CPython's parser", () => {
  check("python", "def f(a, *, b: int = 1):\n    return f'{a!r}'\n", "right");
  check("python", "def f():\n    a = 1\n▮  b = 2\n", "wrong");
  check("python", "def f():\n▮a = 1\n", "wrong");
  check("python", "x = '😀' + (1▮]\n", "wrong");
  check("python", "x = undefined_name\n", "right");
  check("python", "x = (1,\n", "unfinished");
  check("python", 'x = """a\n', "unfinished");
  check("python", "x = ▮'a\ny = 1\n", "wrong");
  check("python", "if x:\n", "unfinished");
  check("python", "try:\n    f()\n", "unfinished");
  check("python", "try:\n    f()\n▮x = 1\n", "wrong");
});

describe("gofmt", () => {
  check("go", "package a\n\nfunc f() { g(undefinedName) }\n", "right");
  check("go", 'package a\n\nfunc f() { g("é"▮] }\n', "wrong");
  check("go", "▮func f() {}\n", "wrong");
  check("go", "package a\n\nfunc f() {\n\tg(", "unfinished");
  check("go", "package a\n\nvar a = `b\n", "unfinished");
});

describe("rustc's parser", () => {
  check("rust", "mod other;\nfn f() -> u8 { undefined_name!(1) + missing }\n", "right");
  check("rust", 'fn f() { let é = "é" ▮2; }\n', "wrong");
  check("rust", "fn f() { g(1▮] }\n", "wrong");
  check("rust", "fn f() { g(1);\n", "unfinished");
});

describe("javac's parser", () => {
  check("java", "class A { Missing f() { return g(1); } }\n", "right");
  check("java", 'class A { String 名 = "😀"▮ 2; }\n', "wrong");
  check("java", "class A { void f() { g(1▮]; } }\n", "wrong");
  check("java", "class A { void f() { g(1);\n", "unfinished");
});

describe("interpreters", () => {
  check("php", "<?php\nfunction f() { return [1, 2]; }\nfunction f() {}\n", "right");
  check("php", "<?php\n▮f(1];\n", "wrong");
  check("php", "<?php\nf(1", "unfinished");
  check("ruby", "def f(a)\n  a.map { |b| b + 1 }\nend\n", "right");
  check("ruby", "x = 1\n▮f(1]\n", "wrong");
  check("ruby", "def f\n  g(1)\n", "unfinished");
  check("bash", "if a; then\n  b | c\nfi\n", "right");
  check("bash", "a\n▮fi\n", "wrong");
  check("bash", "if a; then\n  b\n", "unfinished");
});

describe("parsers of formats", () => {
  check("json", '{"a": [1, 2.5e3, "\\u0041"]}', "right");
  check("json", '{"a": ▮]}', "wrong");
  check("json", '{"a": -', "unfinished");
  check("json", '{"a": "\\u00', "unfinished");
  check("json", '{"a": tru', "unfinished");
  check("json", '{"a": [1,', "unfinished");
  check("json", '{"a": "b', "unfinished");
  check("yaml", "a:\n  - b: [1, 2]\n---\nc: d\n", "right");
  check("yaml", "a: [1, 2▮}\nb: 1\n", "wrong");
  check("yaml", "a: [1, 2\n", "unfinished");
  check("css", "@media (max-width: 1px) { a > b:hover { color: red !important; } }", "right");
  check("css", "a { color▮; }", "wrong");
  check("html", "<!doctype html><title>a</title><p>b<br><b>c</b>", "right");
  check("html", '<!doctype html><title>a</title><p a="1"▮b="2">c</p>', "wrong");
});

describe("languages without a judge", () => {
  it.each(["c", "cpp", "csharp", "cobol"])("%s says why", async (language) => {
    expect(await openJudge(language)).toEqual({ notJudged: expect.stringMatching(/\w/) });
  });
});
