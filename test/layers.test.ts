/** Who may import whom, as the folders promise. A failure prints the offending line. */

import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { isNode, lineOf, readSources, readText, type SourceFile, type SyntaxNode, walk } from "./sourceTree.ts";

/** Packages that only one place may know. A place is a folder of `src/` or a file in it. */
const OWNERS: readonly { readonly package: RegExp; readonly places: readonly string[] }[] = [
  { package: /^node-llama-cpp$/, places: ["llama"] },
  { package: /^undici$/, places: ["network"] },
  { package: /^web-tree-sitter$/, places: ["syntax"] },
  { package: /^ignore$/, places: ["repo"] },
  { package: /^(@vscode-elements\/|uplot)/, places: ["panel"] },
  { package: /^vscode-languageserver(\/|-|$)/, places: ["server"] },
  { package: /^vscode(-languageclient(\/.*)?)?$/, places: ["editor", "extension.ts"] },
];

/** What a place may import from `src/` beside itself. The composition roots `serverProgram.ts`, `cli.ts`, … may import everything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  network: ["core"],
  llama: ["core", "network", "system"],
  remote: ["core", "network", "system"],
  syntax: ["core", "grammars"],
  repo: ["core", "syntax", "system"],
  system: ["core"],
  replay: ["core", "system"],
  cli: ["core", "replay", "repo", "syntax", "system"],
  sharing: ["core"],
  server: ["core", "sharing", "system", "protocol.ts"],
  editor: ["core", "sharing", "protocol.ts"],
  panel: ["core"],
  "extension.ts": ["core", "editor", "places.ts", "protocol.ts"],
  "protocol.ts": ["core"],
};

/** Time, chance and the outside reach the core through ports only. */
const GLOBALS = new Set(
  "Date Intl console process performance crypto fetch require globalThis global Buffer setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask".split(
    " ",
  ),
);

const EXPORTED = /^export (?:abstract )?(?:async )?(?:class|interface|type|function|const) (\w+)/gm;

const order = coreOrder(readText("src/core/README.md"));

describe("layers", () => {
  it("no file imports what it may not", () => {
    expect(readSources("src").flatMap((source) => problemsIn(source, order))).toEqual([]);
  });

  it("every core file has its place in core/README.md", () => {
    const files = readSources("src/core").map(({ path }) => posix.relative("src/core", path));
    expect(files.filter((file) => !order.includes(file))).toEqual([]);
    expect(order.filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe("names", () => {
  it("no two files have one name", () => {
    expect(doubles(readSources("src").map(({ path }) => posix.basename(path)))).toEqual([]);
  });

  it("no two files export one name", () => {
    expect(
      doubles(readSources("src").flatMap(({ text }) => [...text.matchAll(EXPORTED)].map((found) => found[1]!))),
    ).toEqual([]);
  });
});

describe("the check itself", () => {
  const check = (path: string, text: string, expected: readonly string[]) =>
    it(`${path}: ${text}`, () => {
      expect(problemsIn({ path, text }, ["a.ts", "b.ts", "room/a.ts"])).toEqual(expected);
    });

  check("src/core/b.ts", 'import { a } from "./a.ts";', []);
  check("src/core/a.ts", 'import type { B } from "./b.ts";', [
    'src/core/a.ts:1: import "./b.ts": comes later in core/README.md',
  ]);
  check("src/core/room/a.ts", 'import { b } from "../b.ts";', []);
  check("src/core/b.ts", 'import { a } from "./room/a.ts";', [
    'src/core/b.ts:1: import "./room/a.ts": comes later in core/README.md',
  ]);
  check("src/core/b.ts", 'export * from "../llama/x.ts";', [
    'src/core/b.ts:1: import "../llama/x.ts": core may not import llama',
  ]);
  check("src/core/b.ts", '\nimport fs from "node:fs";', [
    'src/core/b.ts:2: import "node:fs": the core imports only itself',
  ]);
  check("src/core/b.ts", "let x: import('vscode').Uri;", [
    'src/core/b.ts:1: import "vscode": the core imports only itself',
  ]);
  check("src/core/b.ts", "const now = Date.now();", ["src/core/b.ts:1: Date: the core has no globals"]);
  check("src/core/b.ts", "const r = Math.random();", ["src/core/b.ts:1: Math.random: the core has no globals"]);
  check("src/core/b.ts", "const c = clock.setTimeout({ Date: 1 }).console;", []);
  check("src/server/x.ts", 'await import("node-llama-cpp");', [
    'src/server/x.ts:1: import "node-llama-cpp": only llama may import it',
  ]);
  check("src/cli.ts", 'const v = require("vscode");', [
    'src/cli.ts:1: import "vscode": only editor, extension.ts may import it',
  ]);
  check("src/llama/x.ts", 'import table from "../../grammars/x.json";', [
    'src/llama/x.ts:1: import "../../grammars/x.json": llama may not import grammars',
  ]);
  check("src/cli.ts", 'import { x } from "./llama/x.ts";', []);
  check("src/editor/x.ts", 'import { x } from "../server/x.ts";', [
    'src/editor/x.ts:1: import "../server/x.ts": editor may not import server',
  ]);
  check("src/extension.ts", 'import * as vscode from "vscode"; import { x } from "./editor/deep/x.ts";', []);
});

/** What is there more than once. */
function doubles(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].sort();
}

/** The files of the lists, by their paths in the core, in order. */
function coreOrder(readme: string): string[] {
  return [...readme.matchAll(/^- `([^`]+)`/gm)].map((match) => match[1]!);
}

function problemsIn(source: SourceFile, coreFiles: readonly string[]): string[] {
  const problems: string[] = [];
  const complain = (node: SyntaxNode, text: string) =>
    problems.push(`${source.path}:${lineOf(source, node.start)}: ${text}`);
  walk(source, (node, parent, field) => {
    const imported = importedBy(node);
    const problem = imported === undefined ? undefined : importProblem(source.path, imported, coreFiles);
    if (problem !== undefined) complain(node, `import "${imported}": ${problem}`);
    if (placeOf(source.path) !== "core") return;
    const used = globalUsed(node, parent, field);
    if (used !== undefined) complain(node, `${used}: the core has no globals`);
  });
  return problems;
}

function importedBy(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return textOf(node.source ?? node.argument);
    case "CallExpression":
      return isNode(node.callee) && node.callee.name === "require"
        ? textOf((node.arguments as unknown[])[0])
        : undefined;
    default:
      return undefined;
  }
}

function textOf(literal: unknown): string | undefined {
  return isNode(literal) && typeof literal.value === "string" ? literal.value : undefined;
}

function importProblem(importer: string, imported: string, coreFiles: readonly string[]): string | undefined {
  const from = placeOf(importer);
  if (!imported.startsWith(".")) {
    if (from === "core") return "the core imports only itself";
    const owner = OWNERS.find((entry) => entry.package.test(imported));
    return owner && !owner.places.includes(from) ? `only ${owner.places.join(", ")} may import it` : undefined;
  }
  const target = posix.join(posix.dirname(importer), imported);
  const to = placeOf(target);
  const allowed = MAY_IMPORT[from];
  if (to !== from && allowed && !allowed.includes(to)) return `${from} may not import ${to}`;
  if (from !== "core") return undefined;
  const position = (path: string): number => coreFiles.indexOf(posix.relative("src/core", path));
  const isEarlier = position(target) < position(importer);
  return isEarlier ? undefined : "comes later in core/README.md";
}

/** The folder of `src/` that a file is in, or the file's own name; outside of `src/` the folder at the root. */
function placeOf(path: string): string {
  const [first, second] = path.split("/");
  return (first === "src" ? second : first) ?? path;
}

function globalUsed(node: SyntaxNode, parent: SyntaxNode | undefined, field: string): string | undefined {
  if (node.type === "MemberExpression" && nameOf(node.object) === "Math" && nameOf(node.property) === "random")
    return "Math.random";
  const name = nameOf(node);
  if (name === undefined || !GLOBALS.has(name)) return undefined;
  const isMerelyAName = (field === "property" || field === "key") && parent?.computed !== true;
  return isMerelyAName ? undefined : name;
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && node.type === "Identifier" ? (node.name as string) : undefined;
}
