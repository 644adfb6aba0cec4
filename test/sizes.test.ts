/** Files stay readable at one sitting, functions on one screen. */

import { describe, expect, it } from "vitest";
import { isNode, lineOf, readSources, type SourceFile, type SyntaxNode, walk } from "./sourceTree.ts";

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 50;

/** What may be longer, `path` or `path function`, and why. */
const LONGER: Readonly<Record<string, string>> = {};

const problems = ["src", "test", "setup.mjs", "esbuild.mjs"].flatMap(readSources).flatMap(problemsIn);

describe("sizes", () => {
  it("no file and no function is too long", () => {
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
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
    if (isTestList(parent)) return;
    const first = lineOf(source, node.start);
    const lines = lineOf(source, node.end) - first + 1;
    if (lines <= MAX_FUNCTION_LINES) return;
    problems.push({ what: `${source.path} ${nameOf(node) ?? nameOf(parent) ?? `line ${first}`}`, lines });
  });
  return problems;
}

/** `describe("…", () => { … })`: each test in it is measured by itself. */
function isTestList(parent: SyntaxNode | undefined): boolean {
  return parent?.type === "CallExpression" && isNode(parent.callee) && parent.callee.name === "describe";
}

function nameOf(node: SyntaxNode | undefined): string | undefined {
  const named = node?.id ?? node?.key;
  return isNode(named) ? (named.name as string) : undefined;
}
