/** Files stay readable at one sitting, functions on one screen, classes on four. */

import { describe, expect, it } from "vitest";
import { isNode, lineOf, readSources, type SourceFile, type SyntaxNode, walk } from "./sourceTree.ts";

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 50;
const MAX_CLASS_LINES = 200;

/** What may be longer, `path` or `path function` or `path class`, and why. */
const LONGER: Readonly<Record<string, string>> = {
  "src/core/writing/decoder.ts Decoder":
    "one search that takes back what it wrote: its parts would hand its state to each other",
  "test/regexSteps.ts StepCounter": "an interpreter: a method for each construct of regular expressions",
  "test/typistHunk.ts HunkTypist": "one typist, a method for each habit",
};

const problems = ["src", "test", "setup.mjs", "esbuild.mjs"].flatMap(readSources).flatMap(problemsIn);

describe("sizes", () => {
  it("no file, no class and no function is too long", () => {
    expect(problems.filter(({ what }) => !(what in LONGER))).toEqual([]);
  });

  it("nothing is excused that need not be", () => {
    const needed = new Set(problems.map(({ what }) => what));
    expect(Object.keys(LONGER).filter((what) => !needed.has(what))).toEqual([]);
  });
});

describe("the check itself", () => {
  const check = (name: string, text: string, expected: readonly string[]) =>
    it(name, () => {
      expect(problemsIn({ path: "x.ts", text }).map(({ what, lines }) => `${what}: ${lines}`)).toEqual(expected);
    });
  const body = "\n".repeat(MAX_FUNCTION_LINES);

  check("at the limit", `function f() {${body.slice(1)}}`, []);
  check("a function", `\nfunction f(): void {${body}}`, ["x.ts f: 51"]);
  check("a method", `class C { m<T>(a: T) {${body}} }`, ["x.ts m: 51"]);
  check("a constant", `const f = (a: number) => {${body}};`, ["x.ts f: 51"]);
  check("a callback", `f(() => {${body}});`, ["x.ts line 1: 51"]);
  check("a list of tests", `describe("d", () => {${body}});`, []);
  check("a class at the limit", `class C {${"\n".repeat(MAX_CLASS_LINES - 1)}}`, []);
  check("a class", `export class C {${"\n".repeat(MAX_CLASS_LINES)}}`, ["x.ts C: 201"]);
  check("a class without a name", `const a = class {${"\n".repeat(MAX_CLASS_LINES)}};`, ["x.ts a: 201"]);
  check("a file", "\n".repeat(MAX_FILE_LINES + 1), ["x.ts: 301"]);
});

interface Problem {
  readonly what: string;
  readonly lines: number;
}

function problemsIn(source: SourceFile): Problem[] {
  const problems: Problem[] = [];
  const fileLines = source.text.split("\n").length - 1;
  if (fileLines > MAX_FILE_LINES) problems.push({ what: source.path, lines: fileLines });
  walk(source, (node, parent) => {
    const most = mostLinesOf(node, parent);
    if (most === undefined) return;
    const first = lineOf(source, node.start);
    const lines = lineOf(source, node.end) - first + 1;
    if (lines <= most) return;
    problems.push({ what: `${source.path} ${nameOf(node) ?? nameOf(parent) ?? `line ${first}`}`, lines });
  });
  return problems;
}

/** Undefined for what is measured by its parts, and for what is no whole. */
function mostLinesOf(node: SyntaxNode, parent: SyntaxNode | undefined): number | undefined {
  if (/^Class(Declaration|Expression)$/.test(node.type)) return MAX_CLASS_LINES;
  const isFunction = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
  return isFunction && !isTestList(parent) ? MAX_FUNCTION_LINES : undefined;
}

/** `describe("…", () => { … })`: each test in it is measured by itself. */
function isTestList(parent: SyntaxNode | undefined): boolean {
  return parent?.type === "CallExpression" && isNode(parent.callee) && parent.callee.name === "describe";
}

function nameOf(node: SyntaxNode | undefined): string | undefined {
  const named = node?.id ?? node?.key;
  return isNode(named) ? (named.name as string) : undefined;
}
