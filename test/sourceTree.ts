/** Reads our own sources as syntax trees, for the tests that look after the code itself. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAst } from "vitest/node";

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = /\.(ts|mts|cts|js|mjs|cjs)$/;

/** All sources below a folder of the repository, or the one file named. */
export function readSources(place: string): SourceFile[] {
  if (SOURCE.test(place)) return [{ path: place, text: readFileSync(ROOT + place, "utf8") }];
  return readdirSync(ROOT + place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT.length).replaceAll("\\", "/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(ROOT + path, "utf8") }));
}

export function readText(path: string): string {
  return readFileSync(ROOT + path, "utf8");
}

/** Calls `visit` for each node, parents first. `field` is the parent's field that holds the node. */
export function walk(
  source: SourceFile,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined, field: string) => void,
): void {
  const tree = parseAst(source.text, { lang: source.path.endsWith("ts") ? "ts" : "js" });
  const descend = (node: SyntaxNode, parent: SyntaxNode | undefined, name: string): void => {
    visit(node, parent, name);
    for (const [field, value] of Object.entries(node))
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) descend(child, node, field);
  };
  descend(tree as unknown as SyntaxNode, undefined, "");
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string";
}

/** The 1-based line of an offset. */
export function lineOf(source: SourceFile, offset: number): number {
  return source.text.slice(0, offset).split("\n").length;
}
